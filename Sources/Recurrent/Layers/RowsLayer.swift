/// Grid [N, H, W, C] to sequence [H, N, W C]: each row of the grid is a step, from top to bottom.
struct RowsLayer: Layer {
  private let steps: Int
  private let features: Int

  init(input: GridShape) {
    steps = input.height
    features = input.width * input.channels
  }

  var output: TensorShape { .sequence(steps: steps, features: features) }

  func forward(_ pass: LayerPass) {
    for sample in 0..<pass.count {
      for step in 0..<steps {
        (pass.output + (step * pass.count + sample) * features)
          .update(from: pass.input + (sample * steps + step) * features, count: features)
      }
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    guard let target = gradients.input else { return }
    for sample in 0..<pass.count {
      for step in 0..<steps {
        (target + (sample * steps + step) * features)
          .update(
            from: gradients.output + (step * pass.count + sample) * features, count: features)
      }
    }
  }
}
