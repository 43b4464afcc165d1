/// Whether a segment of arithmetic coding ends too early.
///
/// An encoder leaves out zero bytes at the end, so that a reader may have to make up some. Zeros stand for what is
/// most probable, which for an empty block (the brightness of the one before, no detail) costs next to no
/// bits: the flat ground below a text may take none at all. What is not empty costs bits, at least one for
/// each coefficient's sign; that a whole word of them is 0 by chance happens once in `2^32` segments.
struct ArithmeticEnd {
  /// Bits beyond the data that blocks with a content may be made of.
  private static let tolerance = 32

  /// What is missing is known to have been lost: the file ends there without a marker.
  private let isCut: Bool
  /// The MCU that used the data up.
  private var firstMissing: Int?

  init(isCut: Bool) { self.isCut = isCut }

  /// Asked when a block has been read with the data used up.
  /// - Returns: a fault when the block cannot be taken for good.
  mutating func check(
    _ cursor: ArithmeticCursor, mcu: Int, isEmpty: Bool
  ) -> EntropyFault? {
    let missing = firstMissing ?? mcu
    firstMissing = missing
    guard isCut || !isEmpty && cursor.position - cursor.total > Self.tolerance else { return nil }
    return EntropyFault(kind: .outOfData, mcu: missing, bit: cursor.total)
  }

  /// What a fault within a block means: near the end it follows from what is missing.
  func fault(_ kind: EntropyFault.Kind, _ cursor: ArithmeticCursor, mcu: Int) -> EntropyFault {
    // A decision looks 16 bits ahead.
    guard cursor.position + 16 <= cursor.total else {
      return EntropyFault(kind: .outOfData, mcu: firstMissing ?? mcu, bit: cursor.total)
    }
    return EntropyFault(kind: kind, mcu: mcu, bit: cursor.position)
  }
}
