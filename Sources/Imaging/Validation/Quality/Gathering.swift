/// What a walk does besides checking. A type, not a value: the loops are compiled once for each, and the one
/// that only checks does no more than that.
protocol Gathering {
  /// Gathers what `ImageQuality` is measured from.
  static var isOn: Bool { get }
  /// Makes a `ScaledPicture`; sequential Huffman coding only.
  static var draws: Bool { get }
}

enum CheckOnly: Gathering {
  static var isOn: Bool { false }
  static var draws: Bool { false }
}

enum CheckAndGather: Gathering {
  static var isOn: Bool { true }
  static var draws: Bool { false }
}

enum CheckAndDraw: Gathering {
  static var isOn: Bool { false }
  static var draws: Bool { true }
}
