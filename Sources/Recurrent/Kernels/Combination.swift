import Compute

/// How residual and gated layers put their branches together.
enum Combination {
  /// y = x + factor branch, for one stretch; y may be the branch.
  static func add(
    _ x: UnsafePointer<Float>, _ branch: UnsafePointer<Float>, factor: Float, count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.combine(x, branch, factor, y, count)
  }

  /// y = x + factor scale branch for `rows` tokens of `width`; y may be the branch.
  static func add(
    _ x: UnsafePointer<Float>, _ branch: UnsafePointer<Float>, factor: Float,
    scale: UnsafePointer<Float>, rows: Int, width: Int, into y: UnsafeMutablePointer<Float>
  ) {
    for start in stride(from: 0, to: rows * width, by: width) {
      Lanes.sweep(width) { j, n in
        let part = Lanes(branch + start + j, n) * Lanes(scale + j, n)
        (Lanes(x + start + j, n) + part * factor).store(y + start + j, n)
      }
    }
  }

  /// y = factor x.
  static func scale(
    _ x: UnsafePointer<Float>, factor: Float, count: Int, into y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.scale(x, factor, y, count)
  }

  /// The way back through `add` with a scale: the gradients of the branch, and those of the scale on top of
  /// what is there.
  static func scaleBackward(
    _ dy: UnsafePointer<Float>, branch: UnsafePointer<Float>, factor: Float,
    scale: UnsafePointer<Float>, rows: Int, width: Int,
    into branchGradient:
      UnsafeMutablePointer<Float>, scaleGradient: UnsafeMutablePointer<Float>
  ) {
    for start in stride(from: 0, to: rows * width, by: width) {
      Lanes.sweep(width) { j, n in
        let slope = Lanes(dy + start + j, n) * factor
        (slope * Lanes(scale + j, n)).store(branchGradient + start + j, n)
        let sum = Lanes(scaleGradient + j, n) + slope * Lanes(branch + start + j, n)
        sum.store(scaleGradient + j, n)
      }
    }
  }

  /// y += x.
  static func accumulate(
    _ x: UnsafePointer<Float>, count: Int, to y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.add(x, y, count)
  }

  /// y = a b; y may be either.
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int,
    into y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.multiply(a, b, count, y, count)
  }
}
