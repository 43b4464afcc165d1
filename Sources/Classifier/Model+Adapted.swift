import Compute
import Platform
import Recurrent

/// What a trained network brings to other labels: the start of fine-tuning, and of adding a class.
extension Model {
  /// How a model is adapted.
  package struct Adaptation: Sendable {
    /// Whether the head keeps what it has learnt of the labels that both have.
    package var keepsHead = true
    /// Of what begins anew.
    package var seed: UInt64 = 0
    /// Pixels; nil: as they are.
    package var inputWidth: Int?
    package var inputHeight: Int?

    package init() {}
  }

  /// A new model for other labels, in any order: the body's weights and statistics are this model's; of the head,
  /// so are the parts of the labels that both have, and the others begin as in a new model. What
  /// was measured with the old labels (summary, temperature, threshold) is not taken over.
  /// - Throws: `invalidArgument` for bad labels, and for a size of the pictures on which the shape of a tensor
  ///   depends, naming the tensor.
  package func adapted(to labels: [String], _ adaptation: Adaptation = .init()) throws -> Model {
    var spec = spec
    spec.input.width = adaptation.inputWidth ?? spec.input.width
    spec.input.height = adaptation.inputHeight ?? spec.input.height
    let result = try Model(spec: spec, labels: labels, seed: adaptation.seed)
    let source = weights
    let target = try FloatBuffer(copying: result.weights)
    for (old, new) in zip(network.parameters, result.network.parameters) {
      if old.isOfHead && !adaptation.keepsHead { continue }
      try check(new, fits: old, in: result)
      if old.isOfHead {
        copyHead(old, source, to: new, of: result, target)
      } else {
        (target.pointer + new.offset).update(from: source.pointer + old.offset, count: new.count)
      }
    }
    withExtendedLifetime(source) {}
    try result.publish(target, summary: .object([:]), temperature: 1, known: nil)
    result.setFlipAverage(inference.flipAverage)
    return result
  }

  /// The columns of the labels that both have; every tensor of the head is `[..., labels]`.
  private func copyHead(
    _ old: ParameterDescription, _ source: FloatBuffer, to new: ParameterDescription,
    of model: Model, _ target: FloatBuffer
  ) {
    // By their bytes, by which labels are told apart.
    let places = Dictionary(
      labels.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first })
    for (column, label) in model.labels.enumerated() {
      guard let place = places[Array(label.utf8)] else { continue }
      for row in 0..<new.count / model.labels.count {
        target.pointer[new.offset + row * model.labels.count + column] =
          source.pointer[old.offset + row * labels.count + place]
      }
    }
  }

  private func check(
    _ new: ParameterDescription, fits old: ParameterDescription, in model: Model
  ) throws {
    let own = new.isOfHead ? new.shape.dropLast() : new.shape[...]
    guard own != (old.isOfHead ? old.shape.dropLast() : old.shape[...]) else { return }
    throw ScanlineError(
      .invalidArgument,
      "pictures of \(model.spec.input.width) x \(model.spec.input.height) need \"\(new.name)\" of shape "
        + "\(new.shape), and the model's is \(old.shape): of this network's input, "
        + "\(spec.input.width) x \(spec.input.height), only sides on which no shape depends may change"
    )
  }
}
