import Compute

/// The functions of dense layers, over whole arrays.
enum Activation {
  /// y = f(y).
  /// - Parameter kept: out: y as it was, where the derivative needs it (`DenseSpec.Activation.needsInput`).
  static func apply(
    _ activation: DenseSpec.Activation, to y: UnsafeMutablePointer<Float>, count: Int,
    keeping kept: UnsafeMutablePointer<Float>?
  ) {
    if let kept { kept.update(from: y, count: count) }
    let kernels = Processor.kernels
    switch activation {
    case .linear: break
    case .relu: kernels.relu(y, y, count)
    case .tanh: kernels.tanh(y, y, count)
    case .sigmoid: kernels.sigmoid(y, y, count)
    case .silu: kernels.silu(y, y, count)
    case .gelu: kernels.gelu(y, y, count)
    }
  }

  /// dy *= f'(x).
  /// - Parameters:
  ///   - y: f(x), of which most derivatives are made.
  ///   - x: what `apply` kept.
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
