import Imaging
import Platform
import Recurrent

/// Bytes -> markers -> scaled decode -> resample and normalise -> forward -> softmax -> caller.
///
/// The probabilities of a picture have the same bits alone and among others (see `InferenceNetwork`).
extension Model {
  /// Answer and probabilities for one encoded picture.
  /// - Parameter probabilities: `[labels.count]`, written only on success.
  /// - Throws: `corruptImage`, `unsupported`, `limitExceeded`, each naming `name`; `corruptModel` for a model
  ///   whose outputs are not finite.
  @discardableResult
  package func classify(
    _ bytes: UnsafeRawBufferPointer, name: @autoclosure () -> String,
    limits: ImageLimits = ImageLimits(), into probabilities: UnsafeMutablePointer<Float>
  ) throws -> Answer {
    let bitmap = try spec.input.decode(bytes, name: name(), limits: limits)
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
      let score = try load(pixels, into: session, at: 0, settings)
      run(session, inference, count: 1, settings)
      return try answer(session, at: 0, settings, unknownScore: score, into: probabilities)
    }
  }

  /// Answers and probabilities for encoded pictures, some of which go through the network together. A picture
  /// that fails leaves the others alone.
  /// - Parameters:
  ///   - pictures: numbers of pictures, for the closures.
  ///   - picture: lends a picture's bytes to the closure that it is handed, once.
  ///   - name: gives a picture's name, for a message.
  ///   - probabilities: gives where they are written on success, `[labels.count]`.
  ///   - onResult: handed what came of each picture, once.
  package func classify(
    _ pictures: Range<Int>, limits: ImageLimits = ImageLimits(),
    picture: (Int, (UnsafeRawBufferPointer) throws -> Void) throws -> Void,
    name: @escaping (Int) -> String,
    into probabilities: (Int) -> UnsafeMutablePointer<Float>,
    onResult: (Int, Result<Answer, any Error>) -> Void
  ) {
    let (weights, _, settings) = snapshot
    var next = pictures.lowerBound
    do {
      try sessions.withSession(weights, count: pictures.count) { session, inference in
        while next < pictures.upperBound {
          session.loaded.removeAll(keepingCapacity: true)
          while session.loaded.count < session.capacity, next < pictures.upperBound {
            let index = next
            next += 1
            do {
              try picture(index) { bytes in
                let bitmap = try spec.input.decode(bytes, name: name(index), limits: limits)
                let score = try load(
                  bitmap.view, into: session, at: session.loaded.count, settings)
                withExtendedLifetime(bitmap) {}
                session.loaded.append((index, score))
              }
            } catch { onResult(index, .failure(error)) }
          }
          guard !session.loaded.isEmpty else { return }
          run(session, inference, count: session.loaded.count, settings)
          for (slot, (index, score)) in session.loaded.enumerated() {
            onResult(
              index,
              Result {
                try answer(
                  session, at: slot, settings, unknownScore: score, into: probabilities(index))
              })
          }
        }
      }
    } catch {
      // There was no session.
      for index in next..<pictures.upperBound { onResult(index, .failure(error)) }
    }
  }

  /// Writes the network's input.
  /// - Returns: how far from the pictures that the model knows, if it can tell.
  private func load(
    _ pixels: PixelView, into session: Session, at slot: Int, _ settings: InferenceSettings
  ) throws -> Float? {
    let input = session.input.pointer + slot * spec.input.floatCount
    try spec.input.convert(pixels, into: input)
    // The network may mirror its input where it lies.
    return settings.known?.score(of: input, spec.input)
  }

  private func run(
    _ session: Session, _ inference: InferenceNetwork, count: Int, _ settings: InferenceSettings
  ) {
    forward(
      inference, inputs: session.input.pointer, count: count, logits: session.logits.pointer,
      mirrored: settings.flipAverage ? session.mirrored.pointer : nil,
      workspace: session.workspace)
  }

  private func answer(
    _ session: Session, at slot: Int, _ settings: InferenceSettings, unknownScore: Float?,
    into probabilities: UnsafeMutablePointer<Float>
  ) throws -> Answer {
    let row = session.logits.pointer + slot * labels.count
    let logits = UnsafeMutableBufferPointer(start: row, count: labels.count)
    guard logits.allSatisfy(\.isFinite) else {
      throw ScanlineError(
        .corruptModel,
        "the model's outputs for this picture are not finite: its weights are damaged")
    }
    if settings.temperature != 1 {
      for index in logits.indices { logits[index] /= settings.temperature }
    }
    Softmax.probabilities(logits: row, count: 1, classes: labels.count, into: probabilities)
    var best = 0
    for index in 1..<labels.count where probabilities[index] > probabilities[best] { best = index }
    return Answer(
      label: best, probability: probabilities[best], unknownScore: unknownScore,
      isUnknown: settings.known.map { known in (unknownScore ?? 0) > known.threshold } ?? false)
  }
}
