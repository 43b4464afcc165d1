import Compute

/// The functions of dense layers, over whole arrays.
enum Activation {
  /// y = f(x); y may be x, and is where f does nothing.
  static func apply(
    _ activation: DenseSpec.Activation, _ x: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    let kernels = Processor.kernels
    switch activation {
    case .linear: break
    case .relu: kernels.relu(x, y, count)
    case .tanh: kernels.tanh(x, y, count)
    case .sigmoid: kernels.sigmoid(x, y, count)
    case .silu: kernels.silu(x, y, count)
    case .gelu: kernels.gelu(x, y, count)
    }
  }

  /// dy *= f'(x).
  /// - Parameters:
  ///   - y: f(x), of which most derivatives are made.
  ///   - x: where the derivative is made of it (`DenseSpec.Activation.needsInput`).
  static func multiplyByDerivative(
    _ activation: DenseSpec.Activation, _ dy: UnsafeMutablePointer<Float>,
    y: UnsafePointer<Float>, x: UnsafePointer<Float>, count: Int
  ) {
    let kernels = Processor.kernels
    switch activation {
    case .linear: break
    case .relu: kernels.reluGradient(y, dy, count)
    case .tanh: kernels.tanhGradient(y, dy, count)
    case .sigmoid: kernels.sigmoidGradient(y, dy, count)
    case .silu: kernels.siluGradient(x, dy, count)
    case .gelu: kernels.geluGradient(x, dy, count)
    }
  }
}

extension DenseSpec.Activation {
  /// Whether the derivative is made of the input, and not of the function's value.
  var needsInput: Bool { self == .silu || self == .gelu }
}
