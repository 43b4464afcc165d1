/// What a model says of one picture (`scanline_answer`).
package struct Answer: Equatable, Sendable {
  /// Index of the likeliest label, the first of equal ones.
  package let label: Int
  /// Of that label.
  package let probability: Float
  /// How far the picture is from those that the model knows; nil for a model that does not tell them apart.
  package let unknownScore: Float?
  /// Whether that is beyond the model's threshold.
  package let isUnknown: Bool
}
