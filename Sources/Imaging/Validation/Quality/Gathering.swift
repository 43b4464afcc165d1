/// Whether a walk also gathers what `ImageQuality` is measured from. A type, not a value: the loops are compiled
/// once for each, and the one that only checks does no more than that.
protocol Gathering {
  static var isOn: Bool { get }
}

enum CheckOnly: Gathering {
  static var isOn: Bool { false }
}

enum CheckAndGather: Gathering {
  static var isOn: Bool { true }
}
