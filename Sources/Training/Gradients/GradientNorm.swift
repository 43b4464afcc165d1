/// The global norm of a gradient and the clipping by it. The sum has a fixed order, so that it does
/// not depend on threads.
enum GradientNorm {
  /// Sum of squares of a stretch, in double precision: four lanes, then the lanes, then the rest.
  static func squares(_ values: UnsafePointer<Float>, count: Int) -> Double {
    var lanes = SIMD4<Double>.zero
    let whole = count & ~3
    var i = 0
    while i < whole {
      let v = SIMD4<Double>(
        Double(values[i]), Double(values[i + 1]), Double(values[i + 2]), Double(values[i + 3]))
      lanes += v * v
      i += 4
    }
    var sum = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    while i < count {
      sum += Double(values[i]) * Double(values[i])
      i += 1
    }
    return sum
  }

  /// What a gradient of this norm is multiplied with, so that its norm is at most `limit`; a limit of
  /// 0 never clips.
  static func scale(norm: Double, limit: Double) -> Float {
    limit > 0 && norm > limit ? Float(limit / norm) : 1
  }
}
