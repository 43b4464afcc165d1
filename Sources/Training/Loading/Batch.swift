import Compute
import Platform

/// Inputs and labels of one batch, or of one worker's part of it; planned once and filled again and
/// again.
final class Batch: @unchecked Sendable {
  let capacity: Int
  let sampleSize: Int
  /// Positions of the samples within the global batch.
  private(set) var positions = 0..<0
  private let inputs: FloatBuffer
  /// -1: the sample is left out.
  private let labelStorage: ByteBuffer

  /// - Parameter sampleSize: floats of one sample's input.
  init(capacity: Int, sampleSize: Int) throws {
    let (total, overflow) = capacity.multipliedReportingOverflow(by: sampleSize)
    guard !overflow else {
      throw ScanlineError(
        .noMemory, "a batch of \(capacity) samples of \(sampleSize) floats is beyond memory")
    }
    self.capacity = capacity
    self.sampleSize = sampleSize
    inputs = try FloatBuffer(count: total)
    labelStorage = try ByteBuffer(count: capacity * MemoryLayout<Int32>.stride)
    labelStorage.pointer.initializeMemory(as: Int32.self, repeating: -1, count: capacity)
  }

  var count: Int { positions.count }

  /// - Parameter positions: at most `capacity` of them.
  func begin(positions: Range<Int>) { self.positions = positions }

  /// The input of a sample: `[height, width, channels]`.
  /// - Parameter slot: 0 to below `count`, the distance from the first position.
  func input(_ slot: Int) -> UnsafeMutablePointer<Float> { inputs.pointer + slot * sampleSize }

  var labels: UnsafeMutablePointer<Int32> {
    labelStorage.pointer.assumingMemoryBound(to: Int32.self)
  }

  /// Samples that are not left out.
  var usableCount: Int { (0..<count).reduce(0) { $0 + (labels[$1] >= 0 ? 1 : 0) } }
}
