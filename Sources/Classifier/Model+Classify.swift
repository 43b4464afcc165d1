import Imaging
import Platform
import Recurrent

/// Bytes -> markers -> scaled decode -> resample and normalise -> forward -> softmax -> caller.
///
/// Every picture goes through the network alone (batch of one), so that its probabilities have the same
/// bits however many are classified together.
extension Model {
  /// Answer and probabilities for one encoded picture.
  /// - Parameter probabilities: `[labels.count]`, written only on success.
  /// - Throws: `corruptImage`, `unsupported`, `limitExceeded`, each naming `name`; `corruptModel` for a model
  ///   whose outputs are not finite.
  @discardableResult
  package func classify(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits = ImageLimits(),
    into probabilities: UnsafeMutablePointer<Float>
  ) throws -> Answer {
    let bitmap = try spec.input.decode(bytes, name: name, limits: limits)
    defer { withExtendedLifetime(bitmap) {} }
    return try classify(bitmap.view, into: probabilities)
  }

  /// Answer and probabilities for raw pixels of any size.
  /// - Parameter probabilities: `[labels.count]`, written only on success.
  @discardableResult
  package func classify(
    _ pixels: PixelView, into probabilities: UnsafeMutablePointer<Float>
  ) throws -> Answer {
    let (weights, _, settings) = snapshot
    return try sessions.withSession(weights) { session, inference in
      let input = session.input.pointer
      try spec.input.convert(pixels, into: input)
      // The network may mirror its input where it lies.
      let score = settings.known?.score(of: input, spec.input)
      forward(
        inference.network, weights: inference.weights, inputs: input, count: 1,
        logits: session.logits.pointer,
        mirrored: settings.flipAverage ? session.mirrored.pointer : nil,
        workspace: session.workspace)
      let logits = UnsafeMutableBufferPointer(start: session.logits.pointer, count: labels.count)
      guard logits.allSatisfy(\.isFinite) else {
        throw ScanlineError(
          .corruptModel,
          "the model's outputs for this picture are not finite: its weights are damaged")
      }
      if settings.temperature != 1 {
        for index in logits.indices { logits[index] /= settings.temperature }
      }
      Softmax.probabilities(
        logits: session.logits.pointer, count: 1, classes: labels.count, into: probabilities)
      var best = 0
      for index in 1..<labels.count where probabilities[index] > probabilities[best] {
        best = index
      }
      return Answer(
        label: best, probability: probabilities[best], unknownScore: score,
        isUnknown: settings.known.map { known in (score ?? 0) > known.threshold } ?? false)
    }
  }
}
