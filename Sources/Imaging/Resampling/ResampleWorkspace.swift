import Compute
import Platform

/// What resampling keeps from one picture to the next, a thread: the weights of the last sizes, and a row.
/// Pictures of one size after the other allocate nothing.
final class ResampleWorkspace {
  private static let ofThread = ThreadLocal { ResampleWorkspace() }

  /// Longer rows are not kept: a thread of the host's would hold them as long as it lives.
  private static let largestKept = 1 << 18

  private var columns: ResampleAxis?
  private var rows: ResampleAxis?
  private var line: FloatBuffer?

  /// The calling thread's.
  static var current: ResampleWorkspace { ofThread.object }

  func columnAxis(_ request: ResampleAxis.Request) -> ResampleAxis {
    if let columns, columns.request == request { return columns }
    let axis = ResampleAxis(request)
    columns = axis
    return axis
  }

  func rowAxis(_ request: ResampleAxis.Request) -> ResampleAxis {
    if let rows, rows.request == request { return rows }
    let axis = ResampleAxis(request)
    rows = axis
    return axis
  }

  /// At least `count` floats, of any content.
  func row(count: Int) throws -> FloatBuffer {
    if let line, line.count >= count { return line }
    let buffer = try FloatBuffer(count: count)
    if count <= Self.largestKept { line = buffer }
    return buffer
  }
}
