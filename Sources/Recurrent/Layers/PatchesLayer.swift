import Compute

/// Windows of a grid as tokens: grid [H, W, C] to grid [H', W', size size C], H' = (H + 2 padding - size) /
/// stride + 1, the values of a window row by row, channels last. Around the grid there are zeros.
struct PatchesLayer: Layer {
  let output: TensorShape
  private let input: GridShape
  private let spec: PatchesSpec
  private let grid: GridShape

  /// - Parameter output: the grid that the spec makes of the input.
  init(input: GridShape, spec: PatchesSpec, output: GridShape) {
    self.input = input
    self.spec = spec
    grid = output
    self.output = .grid(output)
  }

  func forward(_ pass: LayerPass) {
    if spec.padding > 0 {
      pass.output.update(repeating: 0, count: pass.count * output.size)
    }
    forEachRun(pass.count) { source, target, length in
      (pass.output + target).update(from: pass.input + source, count: length)
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    guard let dx = gradients.input else { return }
    let dy = gradients.output
    if spec.stride == spec.size && spec.padding == 0 {
      // Every value lies in one window.
      return forEachRun(pass.count) { source, target, length in
        (dx + source).update(from: dy + target, count: length)
      }
    }
    dx.update(repeating: 0, count: pass.count * TensorShape.grid(input).size)
    forEachRun(pass.count) { source, target, length in
      VectorMath.accumulate(dy + target, count: length, to: dx + source)
    }
  }

  /// A window of what was mapped is a mapped window, if nothing but the input lies in it.
  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    let part = FoldedPart(self, copying: weights)
    guard spec.padding == 0 else {
      let map = pending.map { [BatchNormLayer.applying($0, input: input)] } ?? []
      return FoldedLayer(parts: map + [part], pending: nil)
    }
    return FoldedLayer(parts: [part], pending: pending?.repeated(spec.size * spec.size))
  }

  /// Calls `body` for every row of every window: where what of it lies within the input begins, where that
  /// stands in the output, and its length.
  @inline(__always)
  private func forEachRun(
    _ count: Int, _ body: (_ source: Int, _ target: Int, _ length: Int) -> Void
  ) {
    let (size, channels) = (spec.size, input.channels)
    for sample in 0..<count {
      for y in 0..<grid.height {
        for x in 0..<grid.width {
          let window = ((sample * grid.height + y) * grid.width + x) * grid.channels
          let left = x * spec.stride - spec.padding
          let first = max(left, 0)
          let length = min(left + size, input.width) - first
          guard length > 0 else { continue }
          for row in 0..<size {
            let line = y * spec.stride - spec.padding + row
            guard line >= 0, line < input.height else { continue }
            body(
              ((sample * input.height + line) * input.width + first) * channels,
              window + (row * size + first - left) * channels, length * channels)
          }
        }
      }
    }
  }
}
