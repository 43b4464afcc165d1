import Compute

/// Each channel mixed with its neighbours: a depthwise convolution with kernels [size, size, C] and a bias,
/// zeros around the grid. Between two sweeps it lets a token see all its neighbours at once, where a
/// sweep brings them in one after the other.
struct LocalLayer: Layer {
  let output: TensorShape
  let parameters: ParameterList
  private let grid: GridShape
  private let size: Int
  private let kernel: Int
  private let bias: Int

  /// - Parameter size: of the window, odd.
  init(input: GridShape, size: Int) {
    output = .grid(input)
    grid = input
    self.size = size
    var list = ParameterList()
    kernel = list.add(
      "kernel", [size, size, input.channels], .truncatedNormal(deviation: 1 / Float(size)))
    bias = list.add("bias", [input.channels], .zeros)
    parameters = list
  }

  var multiplyAdds: Int { output.size * size * size }

  func forward(_ pass: LayerPass) {
    DepthwiseConvolution.forward(
      pass.input, kernel: pass.weights + kernel, bias: pass.weights + bias, grid: grid, size: size,
      count: pass.count, into: pass.output)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    DepthwiseConvolution.kernelGradients(
      pass.input, gradients.output, grid: grid, size: size, count: pass.count,
      into: gradients.weights + kernel)
    VectorMath.columnSums(
      gradients.output, rows: pass.count * output.tokens, width: grid.channels,
      stride: grid.channels, into: gradients.weights + bias)
    guard let dx = gradients.input else { return }
    DepthwiseConvolution.inputGradients(
      gradients.output, kernel: pass.weights + kernel, grid: grid, size: size, count: pass.count,
      into: dx)
  }
}
