import Platform

/// What a walk over entropy-coded data works in, kept from one file to the next.
final class WalkMemory {
  var tables = EntropyTables()
  /// Of the scan that is walked, `[ScanPlan.largestBlockCount]`.
  let blocks = UnsafeMutablePointer<ScanPlan.Block>.allocate(
    capacity: ScanPlan.largestBlockCount)
  /// Of its components, `[4, ScanPlan.largestCount]`.
  let largest = UnsafeMutablePointer<Int8>.allocate(capacity: 4 * ScanPlan.largestCount)
  private var window: ByteBuffer?
  /// Bytes of the window behind which all are 0.
  var windowUsed = 0

  deinit {
    blocks.deallocate()
    largest.deallocate()
  }

  /// Memory for windows on up to `byteCount` bytes of data.
  /// - Throws: `noMemory`.
  func window(for byteCount: Int) throws -> ByteBuffer {
    let capacity = DataWindow.capacity(for: byteCount)
    if let window, window.count >= capacity { return window }
    let made = try ByteBuffer(count: capacity)
    window = made
    windowUsed = capacity
    return made
  }
}
