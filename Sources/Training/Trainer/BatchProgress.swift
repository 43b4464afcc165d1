/// Where a run is after a batch (`scanline_batch_callback`).
package struct BatchProgress: Equatable, Sendable {
  /// From 1.
  package let epoch: Int
  package let samplesDone: Int
  package let samplesTotal: Int
  /// Over the epoch so far.
  package let meanLoss: Double
}
