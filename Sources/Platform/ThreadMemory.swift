/// Short-lived memory of the calling thread's, a stack beside its own: for what is too large for that one, where
/// `withUnsafeTemporaryAllocation` would go to the heap every time.
package enum ThreadMemory {
  private final class Stack {
    var block: ByteBuffer?
    var used = 0
    /// Bytes that the deepest call so far would have needed.
    var wanted = 0
  }

  private static let stack = ThreadLocal { Stack() }
  /// More is not kept: a thread of the host's would hold it as long as it lives.
  private static let largestKept = 1 << 20
  private static let alignment = 64

  /// Lends `count` bytes for the call, 64-byte aligned and not initialised. Calls may be nested.
  package static func lend<Result>(
    _ count: Int, _ body: (UnsafeMutableRawPointer) throws -> Result
  ) rethrows -> Result {
    let stack = stack.object
    if stack.used == 0, stack.wanted > stack.block?.count ?? 0 {
      stack.block = try? ByteBuffer(count: stack.wanted)
    }
    // The heap's answer to sizes beyond reason is its own.
    let size = count < largestKept ? (count + alignment - 1) / alignment * alignment : count
    guard let block = stack.block, size <= block.count - stack.used else {
      if stack.used + size <= largestKept { stack.wanted = max(stack.wanted, stack.used + size) }
      let room = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: alignment)
      defer { room.deallocate() }
      return try body(room)
    }
    stack.used += size
    defer { withExtendedLifetime((stack, block)) { stack.used -= size } }
    return try body(block.pointer + stack.used - size)
  }
}
