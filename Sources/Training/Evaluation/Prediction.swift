/// What a model said of one sample.
package struct Prediction: Equatable, Sendable {
  /// Index in the data set.
  package let sample: Int
  /// Index of the true label.
  package let label: Int
  /// Index of the label with the highest probability.
  package let predicted: Int
  package let probability: Float
  /// Of the true label.
  package let truthProbability: Float
  /// What `probability` is at a temperature of 1.
  package let uncalibratedProbability: Float
  /// Cross-entropy, nats.
  package let loss: Double
  /// nil for a model that takes all pictures for known.
  package let unknownScore: Float?
  package let isUnknown: Bool

  package var isRight: Bool { label == predicted }
}
