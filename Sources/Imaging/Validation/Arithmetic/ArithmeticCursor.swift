/// Decodes the binary decisions of arithmetic coding (the QM decoder of T.81, annex D.2).
///
/// Behind the data there are zeros without end: an encoder leaves out zero bytes at the end (D.1.8), so that reading on
/// is no fault by itself. How far was read is asked by `position`.
struct ArithmeticCursor {
  private static let unit = ArithmeticEstimates.intervalShift
  /// The coding interval is kept between this and twice as much.
  private static let half: UInt64 = 0x8000 << unit

  /// A decision takes up to so many bits.
  private static let leastAhead = 15

  private var window: DataWindow
  private var next: UnsafePointer<UInt8>
  /// Words are taken from the window before it.
  private var limit: UnsafePointer<UInt8>
  private let estimates: UnsafePointer<UInt64>
  /// The size of the coding interval (A), in units of `1 << unit`.
  private var interval: UInt64 = 0x10000 << unit
  /// The code's distance from the interval's start (C); read ahead below the unit.
  private(set) var code: UInt64 = 0
  /// Bits of `code` below the unit that have been read.
  private var ahead = -16
  /// Bits read, those of zeros behind the data included.
  private var taken = 0
  /// Bits of data; more than can be before their end has come into the window.
  private(set) var total: Int
  /// About how many decisions were made: what walks say, for counting each would cost time.
  var work = 0
  private let allowance: Int

  /// - Parameters:
  ///   - estimates: `ArithmeticEstimates.entries`; must outlive the cursor.
  ///   - allowance: of `work`.
  init(_ window: DataWindow, estimates: UnsafePointer<UInt64>, allowance: Int) {
    self.window = window
    self.estimates = estimates
    self.allowance = allowance
    next = window.start
    (limit, total) = Self.end(of: window)
    refill()
  }

  /// Bits that the decisions so far were worth: an encoder writes as many, and one more at most.
  @inline(__always) var position: Int { taken &- ahead &- 16 }

  /// Decisions were made of bits that are not there.
  @inline(__always) var isOverrun: Bool { position > total }

  /// Decisions cost next to no bits where they are probable, so that few bytes may hold any number.
  @inline(__always) var isOverworked: Bool { work > allowance }

  /// Bytes of data that no decision was made of.
  var bytesLeft: Int {
    let end = window.passedBytes + window.byteCount
    return max(end - (position + 7) / 8, 0) + window.bytesBehind
  }

  /// The next decision, 0 or 1, by the odds of a context, which learns from it.
  @inline(__always) mutating func decide(_ context: UnsafeMutablePointer<UInt8>) -> Int {
    let symbol = context.pointee
    let entry = estimates[Int(symbol)]
    let lessProbable = entry & ~0xFFFF
    interval &-= lessProbable
    var isLess: Bool
    if code < interval {
      if interval >= Self.half { return Int(symbol & 1) }
      // The larger part of the interval is the more probable symbol's, whatever the estimate says.
      isLess = interval < lessProbable
    } else {
      code &-= interval
      isLess = interval >= lessProbable
      interval = lessProbable
    }
    context.pointee = UInt8(truncatingIfNeeded: isLess ? entry &>> 8 : entry)
    let shift = interval.leadingZeroBitCount &- Self.half.leadingZeroBitCount
    interval &<<= UInt64(truncatingIfNeeded: shift)
    code &<<= UInt64(truncatingIfNeeded: shift)
    ahead &-= shift
    if ahead < Self.leastAhead { refill() }
    return Int(symbol & 1) ^ (isLess ? 1 : 0)
  }

  /// Afterwards there are enough bits ahead for any decision.
  @inline(__always) private mutating func refill() {
    if next >= limit {
      // A copy, so that the cursor itself need not have an address, and stays in registers.
      var copy = self
      copy.moveWindow()
      self = copy
    }
    let word = UInt32(bigEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt32.self))
    next += 4
    code |= UInt64(word) &<< UInt64(truncatingIfNeeded: Int(Self.unit) &- 32 &- ahead)
    ahead &+= 32
    taken &+= 32
  }

  @inline(never) private mutating func moveWindow() {
    if window.isLast {
      // Zeros stand there.
      next = window.start + window.byteCount
    } else {
      window.advance(next - window.start)
      next = window.start
      (limit, total) = Self.end(of: window)
    }
  }

  private static func end(of window: DataWindow) -> (limit: UnsafePointer<UInt8>, bits: Int) {
    window.isLast
      ? (window.start + window.byteCount, (window.passedBytes + window.byteCount) * 8)
      : (window.start + window.mark, .max)
  }
}
