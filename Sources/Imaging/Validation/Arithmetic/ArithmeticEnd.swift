/// Whether a segment of arithmetic coding ends too early.
///
/// An encoder ends with that number of its last interval which has the most trailing zeros, and leaves out those that
/// fill bytes (T.81, D.1.8). So a reader may have to make up zeros, and how many decisions it makes of them says nothing.
/// But that so narrow an interval holds so round a number is chance, one in `2^32` for 32 bits, unless there is
/// a reason: what the encoder added was nothing (the number is the interval's lower end, as behind a run of what is most
/// probable, such as flat ground), or a geometric series with a round sum, as for some repeated patterns. Then the
/// code, which is the number's distance from the lower end, comes back to the same value again and again.
/// In a code that was cut it does not: it goes on with what looks like random decisions.
struct ArithmeticEnd {
  /// Bits beyond the data that decisions may have taken before the code comes back.
  private static let tolerance = 32

  /// What is missing is known to have been lost: the file ends there without a marker.
  private let isCut: Bool
  /// The MCU that used the data up.
  private var firstMissing: Int?
  /// A code behind a block, for later ones to meet: at first the interval's lower end. It is moved on after 1, 2, 4, ...
  /// blocks, and so comes to lie within any cycle (R. P. Brent, 1980).
  private var mark: UInt64 = 0
  private var sinceMark = 0
  private var untilMove = 1
  /// Where the code came back last; at first the data's end.
  private var lastReturn: Int?
  /// Where it was asked for last.
  private var lastPosition = -1

  init(isCut: Bool) { self.isCut = isCut }

  /// Asked behind each block that needed more than the data.
  /// - Returns: a fault when that cannot be.
  mutating func check(_ cursor: ArithmeticCursor, mcu: Int) -> EntropyFault? {
    let missing = firstMissing ?? mcu
    firstMissing = missing
    guard !isCut, comesBack(cursor) else {
      return EntropyFault(kind: .outOfData, mcu: missing, bit: cursor.total)
    }
    return nil
  }

  private mutating func comesBack(_ cursor: ArithmeticCursor) -> Bool {
    // A block that took no bit has left the code as it was, which is no return.
    guard cursor.position != lastPosition else { return true }
    lastPosition = cursor.position
    if cursor.code == mark {
      lastReturn = cursor.position
      (sinceMark, untilMove) = (0, 1)
      return true
    }
    sinceMark += 1
    if sinceMark == untilMove {
      mark = cursor.code
      (sinceMark, untilMove) = (0, 2 * untilMove)
    }
    return cursor.position - (lastReturn ?? cursor.total) <= Self.tolerance
  }

  /// What a fault within a block means: near the end it follows from what is missing.
  func fault(_ kind: EntropyFault.Kind, _ cursor: ArithmeticCursor, mcu: Int) -> EntropyFault {
    // A decision looks 16 bits ahead.
    guard kind == .tooMuchWork || cursor.position + 16 <= cursor.total else {
      return EntropyFault(kind: .outOfData, mcu: firstMissing ?? mcu, bit: cursor.total)
    }
    return EntropyFault(kind: kind, mcu: mcu, bit: cursor.position)
  }
}
