/// How one fold went (`scanline_fold`).
package struct FoldResult: Equatable, Sendable {
  /// From 1.
  package let fold: Int
  package let trainingCount: Int
  /// Pictures of the fold that were measured.
  package let validationCount: Int
  package let epochsRun: Int
  /// From 1.
  package let bestEpoch: Int
  /// Mean cross-entropy of the fold's pictures, nats.
  package let loss: Double
  package let accuracy: Double
  package let seconds: Double
}
