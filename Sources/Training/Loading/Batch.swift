import Compute
import Platform

/// Inputs and targets of one batch, or of one worker's part of it; planned once and filled again and
/// again.
final class Batch: @unchecked Sendable {
  let capacity: Int
  let sampleSize: Int
  /// Positions of the samples within the global batch.
  private(set) var positions = 0..<0
  private let inputs: FloatBuffer
  private let targetStorage: ByteBuffer

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
    targetStorage = try ByteBuffer(count: capacity * MemoryLayout<Target>.stride)
    targetStorage.pointer.initializeMemory(as: Target.self, repeating: .none, count: capacity)
  }

  var count: Int { positions.count }

  /// - Parameter positions: at most `capacity` of them.
  func begin(positions: Range<Int>) { self.positions = positions }

  /// The input of a sample: `[height, width, channels]`.
  /// - Parameter slot: 0 to below `count`, the distance from the first position.
  func input(_ slot: Int) -> UnsafeMutablePointer<Float> { inputs.pointer + slot * sampleSize }

  /// One a slot.
  var targets: UnsafeMutablePointer<Target> {
    targetStorage.pointer.assumingMemoryBound(to: Target.self)
  }

  /// Samples that are not left out.
  var usableCount: Int { (0..<count).reduce(0) { $0 + (targets[$1].label >= 0 ? 1 : 0) } }
}
