/// All values of a sample as one vector, token by token.
struct FlattenLayer: Layer {
  let output: TensorShape
  private let input: TensorShape

  init(input: TensorShape) {
    self.input = input
    output = .vector(features: input.size)
  }

  func forward(_ pass: LayerPass) {
    forEachStretch(pass.count) { place, target, length in
      (pass.output + target).update(from: pass.input + place, count: length)
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    guard let dx = gradients.input else { return }
    forEachStretch(pass.count) { place, target, length in
      (dx + place).update(from: gradients.output + target, count: length)
    }
  }

  private func forEachStretch(
    _ count: Int, _ body: (_ place: Int, _ target: Int, _ length: Int) -> Void
  ) {
    let length = input.size / input.blocks
    for block in 0..<input.blocks {
      for sample in 0..<count {
        body(
          (block * count + sample) * length, sample * input.size + block * length, length)
      }
    }
  }
}
