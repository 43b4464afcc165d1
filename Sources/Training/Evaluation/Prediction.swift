/// What a model said of one sample.
package struct Prediction: Equatable, Sendable {
  /// Index in the data set.
  package let sample: Int
  /// Index of the true label.
  package let label: Int
  /// Index of the label with the highest probability.
  package let predicted: Int
  package let probability: Float
}
