import Imaging
import Platform
import Recurrent

/// Bytes -> markers -> scaled decode -> resample and normalise -> forward -> softmax -> caller.
///
/// Every picture goes through the network alone (batch of one), so that its probabilities have the same
/// bits however many are classified together.
extension Model {
  /// Probabilities of one encoded picture.
  /// - Parameter probabilities: `[labels.count]`, written only on success.
  /// - Throws: `corruptImage`, `unsupported`, `limitExceeded`, each naming `name`; `corruptModel` for a model
  ///   whose outputs are not finite.
  package func classify(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits = ImageLimits(),
    into probabilities: UnsafeMutablePointer<Float>
  ) throws {
    let bitmap = try spec.input.decode(bytes, name: name, limits: limits)
    try classify(bitmap.view, into: probabilities)
    withExtendedLifetime(bitmap) {}
  }

  /// Probabilities of raw pixels of any size.
  /// - Parameter probabilities: `[labels.count]`, written only on success.
  package func classify(
    _ pixels: PixelView, into probabilities: UnsafeMutablePointer<Float>
  ) throws {
    let (weights, _, settings) = snapshot
    try sessions.withSession(weights) { session, inference in
      try spec.input.convert(pixels, into: session.input.pointer)
      forward(
        inference.network, weights: inference.weights, inputs: session.input.pointer, count: 1,
        logits: session.logits.pointer,
        mirrored: settings.flipAverage ? session.mirrored.pointer : nil,
        workspace: session.workspace)
      let logits = UnsafeBufferPointer(start: session.logits.pointer, count: labels.count)
      guard logits.allSatisfy(\.isFinite) else {
        throw ScanlineError(
          .corruptModel,
          "the model's outputs for this picture are not finite: its weights are damaged")
      }
      Softmax.probabilities(
        logits: session.logits.pointer, count: 1, classes: labels.count, into: probabilities)
    }
  }
}
