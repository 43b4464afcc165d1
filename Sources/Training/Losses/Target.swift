/// What a sample is trained towards: its label, or two labels in shares where it was mixed with another.
struct Target: Equatable, Sendable {
  /// Negative: the sample is left out.
  var label: Int32
  /// The label of what was mixed in.
  var partner: Int32
  /// Of `label`; the rest is `partner`'s.
  var share: Float

  /// The sample is left out.
  static let none = Target(label: -1)

  init(label: Int32) {
    self.init(label: label, partner: label, share: 1)
  }

  init(label: Int32, partner: Int32, share: Float) {
    self.label = label
    self.partner = partner
    self.share = share
  }
}
