/// What an entropy walk can meet within a segment, and where.
struct EntropyFault {
  enum Kind {
    case badCode
    case undefinedSymbol
    case pastBlockEnd
    case coefficientTooLarge
    case dcOutOfRange
    case badRefinement
    case runPastEnd
    case outOfData
    case zeros
    case tooMuchWork
  }

  let kind: Kind
  /// Counted from the segment's first MCU.
  let mcu: Int
  /// Bits of unstuffed data before it.
  let bit: Int

  var text: String {
    switch kind {
    case .badCode: "a bit pattern that is no Huffman code"
    case .undefinedSymbol: "a Huffman symbol that sequential coding does not define"
    case .pastBlockEnd: "coefficients past the end of a block"
    case .coefficientTooLarge: "a coefficient larger than any 8-bit picture gives"
    case .dcOutOfRange: "a brightness (DC) far outside of what 8 bits hold"
    case .badRefinement: "a refinement of more than one bit"
    case .runPastEnd: "a run of empty blocks past the end"
    case .outOfData: "the data end"
    case .zeros: "a run of zero bytes that no encoder writes"
    case .tooMuchWork: "more decisions than are made of so many bytes"
    }
  }
}
