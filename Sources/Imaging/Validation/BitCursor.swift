/// Reads bits of entropy-coded data. There are zeros behind the data, enough for any MCU, so that
/// reading needs no check; whether the data were long enough is asked after each MCU or block.
struct BitCursor {
  private var window: DataWindow
  private var next: UnsafePointer<UInt8>
  /// The next bits, from the top.
  private(set) var buffer: UInt64 = 0
  /// Valid bits in `buffer`.
  private(set) var count = 0
  /// Bits of the window behind which the next is needed, or the data have ended.
  private var mark: Int

  init(_ window: DataWindow) {
    self.window = window
    next = window.start
    mark = window.mark * 8
  }

  /// Bits of the window read so far.
  @inline(__always) private var positionInWindow: Int { (next - window.start) &* 8 &- count }

  /// Bits read so far.
  var position: Int { window.passedBytes * 8 + positionInWindow }

  /// Bits of data up to the window's end; of all data when they end there.
  var total: Int { (window.passedBytes + window.byteCount) * 8 }

  /// More bits were read than there are.
  var isOverrun: Bool { window.isLast && positionInWindow > mark }

  /// Bytes of data that were not read.
  var bytesLeft: Int { max(total - position, 0) / 8 + window.bytesBehind }

  /// What is left of the byte that was read last is padding: ones, as T.81 (F.1.2.3) wants it, or zeros, as some write it.
  var isPadded: Bool {
    let bits = (8 - position % 8) % 8
    guard bits > 0, !isOverrun else { return true }
    return peek(bits) == 0 || peek(bits) == 1 << bits - 1
  }

  /// Whether all that is left is what an encoder ends a scan with: ones up to the next byte (T.81, F.1.2.3), or nothing.
  var isBeforeEnd: Bool {
    let left = total - position
    guard window.isLast, 0..<8 ~= left else { return false }
    var copy = self
    copy.refill()
    return left == 0 || copy.peek(left) == 1 << left - 1
  }

  /// Asked after each MCU of sequential scans, or block of others: whether more bits were read than there
  /// are. If not, as many more can be read as an MCU may need.
  @inline(__always) mutating func isExhausted() -> Bool {
    if positionInWindow <= mark { return false }
    // A copy, so that the cursor itself need not have an address, and stays in registers.
    var copy = self
    let isOver = copy.isExhaustedAtMark()
    self = copy
    return isOver
  }

  @inline(never) private mutating func isExhaustedAtMark() -> Bool {
    while !window.isLast, positionInWindow > mark {
      let position = positionInWindow
      window.advance(position / 8)
      mark = window.mark * 8
      next = window.start
      (buffer, count) = (0, 0)
      refill()
      drop(position % 8)
    }
    return positionInWindow > mark
  }

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

  /// The value of category `size`, 0 to 15, that stands `bits` bits ahead; reads nothing.
  @inline(__always) func signed(after bits: Int, size: Int) -> Int {
    let ahead = buffer &<< UInt64(truncatingIfNeeded: bits)
    let value = Int(
      truncatingIfNeeded: (ahead &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- size))
    // All ones when the value begins with a 0, which stands for minus.
    let minus = ~Int(Int64(bitPattern: ahead) &>> 63)
    return value &+ (minus & (1 &- (1 &<< size)))
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
