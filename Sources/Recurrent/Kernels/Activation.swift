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
    switch activation {
    case .linear: break
    case .relu:
      Lanes.sweep(count) { j, n in
        let x = Lanes(y + j, n)
        x.replacing(with: 0, where: x .< 0).store(y + j, n)
      }
    case .tanh:
      Lanes.sweep(count) { j, n in VectorMath.tanh(Lanes(y + j, n)).store(y + j, n) }
    case .sigmoid:
      Lanes.sweep(count) { j, n in VectorMath.sigmoid(Lanes(y + j, n)).store(y + j, n) }
    case .silu:
      Lanes.sweep(count) { j, n in
        let x = Lanes(y + j, n)
        (x * VectorMath.sigmoid(x)).store(y + j, n)
      }
    case .gelu:
      Lanes.sweep(count) { j, n in
        let x = Lanes(y + j, n)
        (0.5 * x * (1 + VectorMath.tanh(gelu(x)))).store(y + j, n)
      }
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
    switch activation {
    case .linear: break
    case .relu:
      Lanes.sweep(count) { j, n in
        Lanes(dy + j, n).replacing(with: 0, where: Lanes(y + j, n) .<= 0).store(dy + j, n)
      }
    case .tanh:
      Lanes.sweep(count) { j, n in
        let y = Lanes(y + j, n)
        (Lanes(dy + j, n) * (1 - y * y)).store(dy + j, n)
      }
    case .sigmoid:
      Lanes.sweep(count) { j, n in
        let y = Lanes(y + j, n)
        (Lanes(dy + j, n) * y * (1 - y)).store(dy + j, n)
      }
    case .silu:
      Lanes.sweep(count) { j, n in
        let x = Lanes(x + j, n)
        let s = VectorMath.sigmoid(x)
        (Lanes(dy + j, n) * s * (1 + x * (1 - s))).store(dy + j, n)
      }
    case .gelu:
      Lanes.sweep(count) { j, n in
        let x = Lanes(x + j, n)
        let t = VectorMath.tanh(gelu(x))
        let slope = 0.797_884_56 * (1 + 0.134_145 * x * x)
        (Lanes(dy + j, n) * 0.5 * (1 + t + x * (1 - t * t) * slope)).store(dy + j, n)
      }
    }
  }

  /// sqrt(2 / pi) (x + 0.044715 x^3), of which the function takes the tanh.
  @inline(__always)
  private static func gelu(_ x: Lanes) -> Lanes {
    0.797_884_56 * x * (1 + 0.044_715 * x * x)
  }
}

extension DenseSpec.Activation {
  /// Whether the derivative is made of the input, and not of the function's value.
  var needsInput: Bool { self == .silu || self == .gelu }
}
