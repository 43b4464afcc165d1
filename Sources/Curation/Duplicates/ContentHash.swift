/// 128 bits of a file's bytes, to find files that may be equal; whether they are, their bytes tell. Not stored
/// anywhere: it may change with any version.
package struct ContentHash: Hashable, Sendable {
  package let low: UInt64
  package let high: UInt64

  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  package init(_ bytes: UnsafeRawBufferPointer) {
    self = ContentHasher().finished(with: bytes, byteCount: bytes.count)
  }
}
