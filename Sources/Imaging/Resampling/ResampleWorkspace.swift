import Compute
import Platform

/// What resampling keeps from one picture to the next, a thread: the weights of the last sizes, and a row.
/// Pictures no larger than those before allocate nothing.
final class ResampleWorkspace {
  private static let ofThread = ThreadLocal { ResampleWorkspace() }

  /// Longer rows are not kept: a thread of the host's would hold them as long as it lives.
  private static let largestKept = 1 << 18

  private var columns = ResampleAxis()
  private var rows = ResampleAxis()
  private var line: FloatBuffer?

  /// The calling thread's.
  static var current: ResampleWorkspace { ofThread.object }

  func columnAxis(_ request: ResampleAxis.Request) -> ResampleAxis {
    columns.make(request)
    return columns
  }

  func rowAxis(_ request: ResampleAxis.Request) -> ResampleAxis {
    rows.make(request)
    return rows
  }

  /// At least `count` floats, of any content.
  func row(count: Int) throws -> FloatBuffer {
    if let line, line.count >= count { return line }
    let buffer = try FloatBuffer(count: count)
    if count <= Self.largestKept { line = buffer }
    return buffer
  }
}
