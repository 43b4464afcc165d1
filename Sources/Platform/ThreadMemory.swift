/// Short-lived memory of the calling thread's, a stack beside its own: for what is too large for that one, where
/// `withUnsafeTemporaryAllocation` would go to the heap every time.
package enum ThreadMemory {
  /// Memory that calls take one above the other. Of one thread at a time.
  final class Stack {
    fileprivate var block: ByteBuffer?
    fileprivate var used = 0
    /// Bytes that the deepest call so far would have needed.
    fileprivate var wanted = 0
    /// Bytes that are kept from call to call.
    fileprivate let limit: Int

    /// - Parameter limit: above what it is taken from the heap; nil: never.
    init(limit: Int? = nil) { self.limit = limit ?? .max }
  }

  private final class Place {
    /// A thread of the host's would hold more as long as it lives.
    var stack = Stack(limit: 1 << 20)
  }

  private static let place = ThreadLocal { Place() }
  private static let alignment = 64

  /// The calling thread takes its memory from `stack` during the call: for work that is done again and again, by
  /// whose owner it is kept, however much it is.
  static func use(_ stack: Stack, _ body: () -> Void) {
    let place = place.object
    let own = place.stack
    place.stack = stack
    defer { place.stack = own }
    body()
  }

  /// Lends `count` bytes for the call, 64-byte aligned and not initialised. Calls may be nested.
  package static func lend<Result>(
    _ count: Int, _ body: (UnsafeMutableRawPointer) throws -> Result
  ) rethrows -> Result {
    let stack = place.object.stack
    if stack.used == 0, stack.wanted > stack.block?.count ?? 0 {
      stack.block = try? ByteBuffer(count: stack.wanted)
    }
    // The heap's answer to sizes beyond reason is its own.
    let size = count < .max - alignment ? (count + alignment - 1) / alignment * alignment : count
    guard let block = stack.block, size <= block.count - stack.used else {
      let (deepest, overflow) = stack.used.addingReportingOverflow(size)
      if !overflow, deepest <= stack.limit { stack.wanted = max(stack.wanted, deepest) }
      let room = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1), alignment: alignment)
      defer { room.deallocate() }
      return try body(room)
    }
    stack.used += size
    defer { withExtendedLifetime((stack, block)) { stack.used -= size } }
    return try body(block.pointer + stack.used - size)
  }
}
