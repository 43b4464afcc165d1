import Glibc

/// Matérn 5/2 with a length scale for each axis: k = v (1 + √5 r + 5/3 r²) exp(-√5 r), where
/// r² = Σ w d² over the axes. (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 4.17.)
///
/// d² of an axis: the squared difference of ordered values; 0 or 1 for categories. An axis that may be
/// absent lies on an arc of one radian, with absence in its centre (after Swersky et al., "Raiders of the Lost
/// Architecture", 2013): two points that lack it are alike, one that lacks it is 1 away from all others.
struct MaternKernel {
  /// The shape of an axis.
  enum Axis: Sendable { case line, arc, category }

  /// What the marginal likelihood decides.
  struct Parameters: Equatable, Sendable {
    /// 1 / length scale², by axis.
    var weights: [Double]
    /// v: the prior variance.
    var variance: Double
  }

  let axes: [Axis]

  /// d² between two coordinates; NaN is absence.
  @inline(__always)
  static func squaredDistance(_ axis: Axis, _ a: Double, _ b: Double) -> Double {
    switch axis {
    case .line:
      return (a - b) * (a - b)
    case .arc:
      if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : 1 }
      let half = sin((a - b) / 2)
      return 4 * half * half
    case .category:
      return a == b || a.isNaN && b.isNaN ? 0 : 1
    }
  }

  /// ∂d²/∂a.
  @inline(__always)
  static func slope(_ axis: Axis, _ a: Double, _ b: Double) -> Double {
    switch axis {
    case .line: 2 * (a - b)
    case .arc: a.isNaN || b.isNaN ? 0 : 2 * sin(a - b)
    case .category: 0
    }
  }

  /// k / v as a function of r².
  @inline(__always)
  static func value(_ squared: Double) -> Double {
    let scaled = (5 * squared).squareRoot()
    return (1 + scaled + 5.0 / 3 * squared) * exp(-scaled)
  }

  /// ∂(k / v)/∂r², never above 0.
  @inline(__always)
  static func slope(_ squared: Double) -> Double {
    let scaled = (5 * squared).squareRoot()
    return -5.0 / 6 * (1 + scaled) * exp(-scaled)
  }
}
