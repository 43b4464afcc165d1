/// Grid [N, H, W, C] to sequence [W, N, H C]: each column of the grid is a step, from left to right.
struct ColumnsLayer: Layer {
  private let grid: GridShape

  init(input: GridShape) {
    grid = input
  }

  var output: TensorShape {
    .sequence(steps: grid.width, features: grid.height * grid.channels)
  }

  func forward(_ pass: LayerPass) {
    forEachPixel(pass.count) { pixel, place in
      (pass.output + place).update(from: pass.input + pixel, count: grid.channels)
    }
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    guard let target = gradients.input else { return }
    forEachPixel(pass.count) { pixel, place in
      (target + pixel).update(from: gradients.output + place, count: grid.channels)
    }
  }

  /// The offset of each pixel in the grid and in the sequence.
  @inline(__always)
  private func forEachPixel(_ count: Int, _ body: (_ pixel: Int, _ place: Int) -> Void) {
    let (height, width, channels) = (grid.height, grid.width, grid.channels)
    for sample in 0..<count {
      for y in 0..<height {
        for x in 0..<width {
          body(
            ((sample * height + y) * width + x) * channels,
            ((x * count + sample) * height + y) * channels)
        }
      }
    }
  }
}
