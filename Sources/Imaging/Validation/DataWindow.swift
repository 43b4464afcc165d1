import Glibc

/// Entropy-coded data without the stuffed zeros, a window at a time: the length of the data costs no memory, and
/// what is read lies together in the processor's cache.
struct DataWindow {
  /// Bytes of data that a window holds at most.
  static let size = 64 << 10
  /// Bytes that may be read beyond the mark, behind which a reader asks for the next window, and zeros
  /// behind the last one's end. An MCU has at most 10 blocks of 64 codes of 16 bits with 15 bits of
  /// magnitude (2480 bytes); the rest covers what is read ahead.
  static let lookahead = 4096

  /// Bytes of memory that a window of `data` bytes takes.
  static func capacity(for data: Int) -> Int { min(data, size) + lookahead }

  let start: UnsafePointer<UInt8>
  /// Bytes in the window.
  private(set) var byteCount = 0
  /// Bytes of the windows before.
  private(set) var passedBytes = 0
  private let target: UnsafeMutablePointer<UInt8>
  /// Bytes of `target` behind which all are 0.
  private var used: Int
  private var source: UnsafePointer<UInt8>
  private let sourceEnd: UnsafePointer<UInt8>

  /// The first window.
  /// - Parameters:
  ///   - source: the data as they stand in the file, up to a marker; outlives the window.
  ///   - target: `capacity(for: source.count)` bytes at least.
  ///   - used: how many of these may be other than 0.
  init(_ source: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>, used: Int) {
    self.target = target
    self.used = used
    start = UnsafePointer(target)
    self.source = source.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? start
    sourceEnd = self.source + source.count
    fill()
  }

  /// No data follow those in the window.
  var isLast: Bool { source == sourceEnd }

  /// Bytes that may be read, and `lookahead` behind them, before the next window is needed.
  var mark: Int { isLast ? byteCount : byteCount - Self.lookahead }

  /// Bytes of data in the file behind the window, stuffing included.
  var bytesBehind: Int { sourceEnd - source }

  /// Moves on.
  /// - Parameter bytes: how many from the window's start have been read.
  mutating func advance(_ bytes: Int) {
    let read = min(bytes, byteCount)
    memmove(target, target + read, byteCount - read)
    byteCount -= read
    passedBytes += read
    fill()
  }

  private mutating func fill() {
    while source < sourceEnd, byteCount < Self.size {
      let wanted = min(sourceEnd - source, Self.size - byteCount)
      guard let hit = memchr(source, 0xFF, wanted) else {
        memcpy(target + byteCount, source, wanted)
        byteCount += wanted
        source += wanted
        continue
      }
      let plain = UnsafeRawPointer(hit) - UnsafeRawPointer(source)
      memcpy(target + byteCount, source, plain)
      byteCount += plain
      source += plain
      // Any number of 0xFF and a zero are one 0xFF.
      while source < sourceEnd, source.pointee == 0xFF { source += 1 }
      guard source < sourceEnd else { break }
      source += 1
      target[byteCount] = 0xFF
      byteCount += 1
    }
    // Only what was left of earlier data is cleared: a hostile file has millions of segments of a byte.
    if isLast { memset(target + byteCount, 0, max(used - byteCount, 0)) }
    used = isLast ? byteCount : max(used, byteCount)
  }
}
