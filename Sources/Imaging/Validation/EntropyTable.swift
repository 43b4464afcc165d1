import Glibc

/// A Huffman table made ready for a walk that wants to know how far each code goes, not its value.
///
/// An entry of the lookup, and the result of a long code, is `total | advance << 8 | symbol << 16 |
/// length << 24`: `total` is the code's length plus that of the magnitude bits behind it, `advance` how
/// many coefficients it moves on in a sequential block (`endOfBlock` for EOB, 0 where sequential
/// coding does not define the symbol). An entry of 0: no code of up to `lookupBits` bits.
final class EntropyTable {
  static let lookupBits = 10
  /// Larger than any index within a block, so that the loop over a block ends.
  static let endOfBlock = 128

  /// The table as inner loops use it: pointers into an `EntropyTable` that is held elsewhere.
  struct View {
    /// `1 << lookupBits` entries.
    fileprivate(set) var lookup: UnsafeMutablePointer<UInt32>
    /// For each length: the first code beyond it, left-aligned in 16 bits.
    fileprivate var limits: UnsafeMutablePointer<Int>
    /// For each length: index of its first symbol minus its first code.
    fileprivate var offsets: UnsafeMutablePointer<Int>
    fileprivate var symbols: UnsafeMutablePointer<UInt8>

    /// The entry of a code of zeros only; 0 when there is none.
    var entryOfZeros: UInt32 { lookup[0] != 0 ? lookup[0] : longCode(0) }

    /// The entry of a code longer than `lookupBits`; 0 when there is no such code.
    /// - Parameter bits: the next 16 bits.
    @inline(never) func longCode(_ bits: Int) -> UInt32 {
      for length in EntropyTable.lookupBits + 1...16 where bits < limits[length] {
        let index = (bits >> (16 - length)) + offsets[length]
        guard index >= 0, index < 256 else { return 0 }
        return EntropyTable.entry(symbols[index], length: length)
      }
      return 0
    }
  }

  let view: View
  /// Symbols above 15, which no DC table may hold.
  private(set) var hasLargeSymbol = false
  /// The bytes of the table that this one was made of.
  private let definition: UnsafeMutablePointer<UInt8>
  private var definitionCount = 0

  private static let largestDefinition = JPEGHuffmanTable.lengths + 256

  /// To be made of a table.
  init() {
    definition = .allocate(capacity: Self.largestDefinition)
    definition.initialize(repeating: 0, count: Self.largestDefinition)
    view = View(
      lookup: .allocate(capacity: 1 << Self.lookupBits), limits: .allocate(capacity: 17),
      offsets: .allocate(capacity: 17), symbols: definition + JPEGHuffmanTable.lengths)
    view.lookup.initialize(repeating: 0, count: 1 << Self.lookupBits)
    view.limits.initialize(repeating: 0, count: 17)
    view.offsets.initialize(repeating: 0, count: 17)
  }

  deinit {
    view.lookup.deallocate()
    view.limits.deallocate()
    view.offsets.deallocate()
    definition.deallocate()
  }

  /// Whether it was made of the same table last.
  func isMade(of table: JPEGHuffmanTable) -> Bool {
    guard let bytes = table.bytes.baseAddress else { return false }
    return table.bytes.count == definitionCount && memcmp(bytes, definition, definitionCount) == 0
  }

  func make(of table: JPEGHuffmanTable) {
    definitionCount = min(table.bytes.count, Self.largestDefinition)
    definition.update(repeating: 0, count: Self.largestDefinition)
    UnsafeMutableRawBufferPointer(start: definition, count: definitionCount).copyMemory(
      from: UnsafeRawBufferPointer(rebasing: table.bytes.prefix(definitionCount)))
    view.lookup.update(repeating: 0, count: 1 << Self.lookupBits)
    let symbolCount = definitionCount - JPEGHuffmanTable.lengths
    hasLargeSymbol = table.symbols.contains { $0 > 15 }

    var code = 0
    var index = 0
    for length in 1...JPEGHuffmanTable.lengths {
      let count = min(table.count(ofLength: length), symbolCount - index)
      view.offsets[length] = index - code
      if length <= Self.lookupBits {
        let spread = Self.lookupBits - length
        for step in 0..<count {
          let first = (code + step) << spread
          guard first + 1 << spread <= 1 << Self.lookupBits else { break }
          let entry = Self.entry(view.symbols[index + step], length: length)
          for slot in first..<first + 1 << spread { view.lookup[slot] = entry }
        }
      }
      code += count
      index += count
      view.limits[length] = code << (16 - length)
      code <<= 1
    }
  }

  fileprivate static func entry(_ symbol: UInt8, length: Int) -> UInt32 {
    let size = Int(symbol & 15)
    let run = Int(symbol >> 4)
    let advance =
      switch (run, size) {
      case (0, 0): endOfBlock
      case (15, 0): 16
      case (_, 0): 0
      default: run + 1
      }
    return UInt32(length + size) | UInt32(advance) << 8 | UInt32(symbol) << 16
      | UInt32(length) << 24
  }
}
