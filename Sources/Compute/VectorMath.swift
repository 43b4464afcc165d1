/// Elementary functions on lanes, for the baseline processor: no `fma` (there it is a library call per
/// lane), no table, no branch. NaN stays NaN. The error bounds are of the relative error against the
/// exact value, and are tested.
package enum VectorMath {
  /// e^x within 2e-7; 0 below -87.3 and infinity above 88.7.
  @inlinable @inline(__always)
  package static func exp(_ x: Lanes) -> Lanes {
    let (mantissa, exponent) = split(clamp(x, -88, 89))
    // In two halves: 2^128 alone is not a float.
    let half = exponent &>> 1
    let result = mantissa * powerOfTwo(half) * powerOfTwo(exponent &- half)
    let flushed = result.replacing(with: 0, where: x .< -87.3)
    return flushed.replacing(with: .infinity, where: x .> 88.722_83)
  }

  /// 1 / (1 + e^-x) within 2e-7 above -87; not below 1.6e-38.
  @inlinable @inline(__always)
  package static func sigmoid(_ x: Lanes) -> Lanes {
    // Within these bounds e^-x is an ordinary number, and needs no care at the ends of its range.
    let (mantissa, exponent) = split(clamp(-x, -30, 87))
    return 1 / (mantissa * powerOfTwo(exponent) + 1)
  }

  /// e^x as mantissa * 2^exponent, for |x| < 100.
  ///
  /// x = k ln 2 + r with |r| <= ln 2 / 2: e^r is its Taylor polynomial of degree 7. ln 2 is subtracted in
  /// two parts, the first of few bits, so that r is as good as exact.
  @inlinable @inline(__always)
  static func split(_ x: Lanes) -> (mantissa: Lanes, exponent: SIMD8<Int32>) {
    let shift: Float = 0x1.8p23  // adding it leaves the nearest integer in the low bits
    let shifted = x * 1.442_695_04 + shift
    let k = shifted - shift
    let r = (x - k * 0.693_359_375) + k * 2.121_944_4e-4
    var p = r * (1 / 5040) + (1 / 720)
    p = p * r + (1 / 120)
    p = p * r + (1 / 24)
    p = p * r + (1 / 6)
    p = p * r + 0.5
    p = p * r + 1
    p = p * r + 1
    // Bits as they are, between vectors of one size that the compiler checks: this cannot trap.
    let whole = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- Int32(bitPattern: shift.bitPattern)
    return (p, whole)
  }

  /// tanh x within 4e-7, never above 1 in size.
  ///
  /// x P(x^2) / Q(x^2), of degrees 4 and 4: fitted by least squares, reweighted until the relative error
  /// (1.2e-8) was level over |x| <= 8.5, beyond which tanh is 1 to the last bit but one.
  @inlinable @inline(__always)
  package static func tanh(_ x: Lanes) -> Lanes {
    let clamped = clamp(x, -8.5, 8.5)
    let t = clamped * clamped
    var p = t * 1.426_906_4e-8 + 2.125_093_4e-5
    p = p * t + 3.534_020_4e-3
    p = p * t + 0.134_132_416
    p = p * t + 0.999_999_988
    var q = t * 8.145_058_8e-7 + 3.348_854_1e-4
    q = q * t + 2.602_272_7e-2
    q = q * t + 0.467_465_643
    q = q * t + 1
    return clamp(clamped * p / q, -1, 1)
  }

  /// x between the bounds; NaN is left as it is.
  @inlinable @inline(__always)
  static func clamp(_ x: Lanes, _ low: Float, _ high: Float) -> Lanes {
    let raised = x.replacing(with: low, where: x .< low)
    return raised.replacing(with: high, where: raised .> high)
  }

  /// 2^k for -126 <= k <= 127.
  @inlinable @inline(__always)
  static func powerOfTwo(_ k: SIMD8<Int32>) -> Lanes {
    // The exponent's bits of a Float; vectors of one size, as above.
    unsafeBitCast((k &+ 127) &<< 23, to: Lanes.self)
  }
}
