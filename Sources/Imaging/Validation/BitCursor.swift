/// Reads bits of unstuffed entropy-coded data. There are zeros behind the data, enough for any MCU, so
/// that reading needs no check; whether the data were long enough is asked after each MCU or block.
struct BitCursor {
  /// Zero bytes that must follow the data: an MCU has at most 10 blocks of 64 codes of 16 bits with
  /// 15 bits of magnitude (2480 bytes); the rest covers what is read ahead.
  static let padding = 4096

  private let start: UnsafePointer<UInt8>
  private var next: UnsafePointer<UInt8>
  /// The next bits, from the top.
  private(set) var buffer: UInt64 = 0
  /// Valid bits in `buffer`.
  private(set) var count = 0
  /// Bits of data.
  let total: Int

  init(_ start: UnsafePointer<UInt8>, byteCount: Int) {
    self.start = start
    next = start
    total = byteCount * 8
  }

  /// Bits read so far.
  @inline(__always) var position: Int { (next - start) &* 8 &- count }
  /// More bits were read than there are.
  @inline(__always) var isOverrun: Bool { position > total }

  /// Afterwards at least 56 bits are valid.
  @inline(__always) mutating func refill() {
    let word = UInt64(bigEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
    buffer |= word &>> UInt64(truncatingIfNeeded: count)
    next += (63 &- count) &>> 3
    count |= 56
  }

  @inline(__always) mutating func refillIfLow() {
    if count < 32 { refill() }
  }

  @inline(__always) func peek(_ bits: Int) -> Int {
    Int(truncatingIfNeeded: buffer &>> UInt64(truncatingIfNeeded: 64 &- bits))
  }

  /// - Parameter bits: 0 to 32, and no more than are valid.
  @inline(__always) mutating func drop(_ bits: Int) {
    buffer &<<= UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// Reads `bits` bits, 0 to 16, of those that are valid.
  @inline(__always) mutating func take(_ bits: Int) -> Int {
    // Two shifts, because a shift by 64 is none.
    let value = Int(
      truncatingIfNeeded: (buffer &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- bits))
    drop(bits)
    return value
  }

  /// Reads a value of magnitude category `size`, 0 to 15 (T.81, F.2.2.1 EXTEND).
  @inline(__always) mutating func takeSigned(_ size: Int) -> Int {
    let value = take(size)
    let half = (1 &<< size) &>> 1
    return value < half ? value &- (1 &<< size) &+ 1 : value
  }

  /// The absolute value of category `size`, 0 to 15, that stands `bits` bits ahead; reads nothing.
  @inline(__always) func magnitude(after bits: Int, size: Int) -> UInt64 {
    let ahead = buffer &<< UInt64(truncatingIfNeeded: bits)
    let value = (ahead &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- size)
    // All ones when the value begins with a 0, which stands for minus.
    let flip = ~UInt64(bitPattern: Int64(bitPattern: ahead) &>> 63)
    return (value ^ flip) & ((1 &<< UInt64(truncatingIfNeeded: size)) &- 1)
  }

  /// Moves to a bit within the data.
  mutating func seek(_ bit: Int) {
    next = start + bit / 8
    (buffer, count) = (0, 0)
    refill()
    drop(bit % 8)
  }

  /// Moves on by up to 64 bits.
  @inline(__always) mutating func skip(_ bits: Int) {
    var left = bits
    while left > 32 {
      refillIfLow()
      drop(32)
      left &-= 32
    }
    refillIfLow()
    drop(left)
  }

  /// The next entry of a table; 0 for a code that the table does not have. Drops nothing; at least
  /// 16 bits must be valid.
  @inline(__always) func entry(_ table: EntropyTable.View) -> UInt32 {
    let entry = table.lookup[peek(EntropyTable.lookupBits)]
    return entry != 0 ? entry : table.longCode(peek(16))
  }
}
