import Platform

/// The owner of float memory: 64-byte aligned, zeroed, of fixed size, freed with the object.
///
/// Kernels and BLAS take bare pointers; they get them here, hold the buffer as long as they use them,
/// and store none.
package final class FloatBuffer: @unchecked Sendable {
  package let count: Int
  private let storage: ByteBuffer

  /// Throws `noMemory` when the memory cannot be had.
  package init(count: Int) throws {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
    guard count >= 0, !overflow else {
      throw ScanlineError(.noMemory, "\(count) floats are more than memory can address")
    }
    self.count = count
    storage = try ByteBuffer(zeroed: bytes)
    storage.pointer.bindMemory(to: Float.self, capacity: count)
  }

  package convenience init(copying other: FloatBuffer) throws {
    try self.init(count: other.count)
    pointer.update(from: other.pointer, count: count)
  }

  /// The first float. Valid as long as the object lives.
  package var pointer: UnsafeMutablePointer<Float> {
    storage.pointer.assumingMemoryBound(to: Float.self)
  }

  /// What some floats hold is not needed any more: memory that only they take goes back to the system.
  package func discard(_ range: Range<Int>) {
    let size = MemoryLayout<Float>.stride
    storage.discard(range.lowerBound * size..<range.upperBound * size)
  }

  /// All floats, for tests and cold paths.
  package var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: pointer, count: count)
  }
}
