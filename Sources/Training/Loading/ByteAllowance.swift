import Platform

/// Bytes that may still be taken, by any thread.
package final class ByteAllowance: Sendable {
  private let left: Mutex<Int>

  package init(_ bytes: Int) { left = Mutex(bytes) }

  /// Takes `bytes`, if there are as many; says whether there were.
  func take(_ bytes: Int) -> Bool {
    left.withLock { left in
      guard bytes <= left else { return false }
      left -= bytes
      return true
    }
  }
}
