import Compute

/// All tokens of a grid, or all steps of a sequence, to one vector.
struct PoolLayer: Layer {
  let output: TensorShape
  private let input: TensorShape
  private let kind: PoolKind

  init(input: TensorShape, kind: PoolKind) {
    self.input = input
    self.kind = kind
    output = .vector(features: input.features)
  }

  func forward(_ pass: LayerPass) {
    let width = input.features
    forEachSample(pass.count) { sample, start, stride in
      let x = pass.input + start
      let y = pass.output + sample * width
      switch kind {
      case .last:
        y.update(from: x + (input.tokens - 1) * stride, count: width)
      case .mean:
        y.update(repeating: 0, count: width)
        VectorMath.addRows(
          x, stride: stride, rows: input.tokens, scale: 1 / Float(input.tokens), width: width, to: y
        )
      case .max:
        y.update(from: x, count: width)
        for token in 1..<input.tokens {
          let x = x + token * stride
          Lanes.sweep(width) { j, n in
            let old = Lanes(y + j, n)
            let new = Lanes(x + j, n)
            old.replacing(with: new, where: new .> old).store(y + j, n)
          }
        }
      }
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    guard let dx = gradients.input else { return }
    let width = input.features
    if kind != .mean { dx.update(repeating: 0, count: pass.count * input.size) }
    forEachSample(pass.count) { sample, start, stride in
      let dy = gradients.output + sample * width
      switch kind {
      case .last:
        (dx + start + (input.tokens - 1) * stride).update(from: dy, count: width)
      case .mean:
        let share = 1 / Float(input.tokens)
        for token in 0..<input.tokens {
          let target = dx + start + token * stride
          Lanes.sweep(width) { j, n in (Lanes(dy + j, n) * share).store(target + j, n) }
        }
      case .max:
        // The first of equal ones, as on the way forward.
        let y = pass.output + sample * width
        for j in 0..<width {
          var token = 0
          while token < input.tokens - 1, pass.input[start + token * stride + j] != y[j] {
            token += 1
          }
          dx[start + token * stride + j] = dy[j]
        }
      }
    }
  }

  /// The mean of what was mapped is the mapped mean. The largest of it need not be the mapped largest.
  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    guard kind == .max, let pending else {
      return FoldedLayer(parts: [FoldedPart(self, copying: weights)], pending: pending)
    }
    return FoldedLayer(
      parts: [
        BatchNormLayer.applying(pending, input: input), FoldedPart(self, copying: weights),
      ], pending: nil)
  }

  /// Calls `body` with each sample, where its first token starts, and the distance between two tokens.
  @inline(__always)
  private func forEachSample(
    _ count: Int, _ body: (_ sample: Int, _ start: Int, _ stride: Int) -> Void
  ) {
    let width = input.features
    for sample in 0..<count {
      if input.blocks > 1 {
        body(sample, sample * width, count * width)
      } else {
        body(sample, sample * input.size, width)
      }
    }
  }
}
