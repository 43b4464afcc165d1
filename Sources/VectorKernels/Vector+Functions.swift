/// Elementary functions. No table, no branch; NaN stays NaN. The error bounds are of the relative error
/// against the exact value; in units of its last place: exp below 2, sigmoid below 3, tanh below 5. They hold
/// for every instruction set, and are tested. (Transparent, not inlined: the optimiser's limit on the size of
/// a loop would leave calls in some, and a vector is cut to pieces to be passed.)
extension Vector {
  /// e^x within 2e-7; 0 below -87.3 and infinity above 88.7.
  @_transparent
  var exponential: Vector {
    let (mantissa, exponent) = clamped(-88, 89).splitExponential
    // In two halves: 2^128 alone is not a float.
    let half = exponent &>> 1
    let result = mantissa * Self.powerOfTwo(half) * Self.powerOfTwo(exponent &- half)
    let flushed = result.replacing(with: 0, where: self .< -87.3)
    return flushed.replacing(with: .infinity, where: self .> 88.722_83)
  }

  /// 1 / (1 + e^-x) within 2e-7 above -87; not below 1.6e-38.
  @_transparent
  var sigmoid: Vector {
    // Within these bounds e^-x is an ordinary number, and needs no care at the ends of its range.
    let (mantissa, exponent) = (-self).clamped(-30, 87).splitExponential
    return 1 / (mantissa * Self.powerOfTwo(exponent) + 1)
  }

  /// tanh x within 4e-7, never above 1 in size.
  ///
  /// x P(x^2) / Q(x^2), of degrees 4 and 4: fitted by least squares, reweighted until the relative error
  /// (1.2e-8) was level over |x| <= 8.5, beyond which tanh is 1 to the last bit but one.
  @_transparent
  var hyperbolicTangent: Vector {
    let x = clamped(-8.5, 8.5)
    let t = x * x
    var p = Self(repeating: 2.125_093_4e-5).adding(t, times: Self(repeating: 1.426_906_4e-8))
    p = Self(repeating: 3.534_020_4e-3).adding(p, times: t)
    p = Self(repeating: 0.134_132_416).adding(p, times: t)
    p = Self(repeating: 0.999_999_988).adding(p, times: t)
    var q = Self(repeating: 3.348_854_1e-4).adding(t, times: Self(repeating: 8.145_058_8e-7))
    q = Self(repeating: 2.602_272_7e-2).adding(q, times: t)
    q = Self(repeating: 0.467_465_643).adding(q, times: t)
    q = Self(repeating: 1).adding(q, times: t)
    return (x * p / q).clamped(-1, 1)
  }

  /// e^x as mantissa * 2^exponent, for |x| < 100.
  ///
  /// x = k ln 2 + r with |r| <= ln 2 / 2: e^r is its Taylor polynomial of degree 7. ln 2 is subtracted in
  /// two parts, the first of few bits, so that r is as good as exact.
  @_transparent
  private var splitExponential: (mantissa: Vector, exponent: Integers) {
    let shift = Self(repeating: 0x1.8p23)  // adding it leaves the nearest integer in the low bits
    let shifted = shift.adding(self, times: Self(repeating: 1.442_695_04))
    let k = shifted - shift
    let r = adding(k, times: Self(repeating: -0.693_359_375))
      .adding(k, times: Self(repeating: 2.121_944_4e-4))
    var p = Self(repeating: 1 / 720).adding(r, times: Self(repeating: 1 / 5040))
    p = Self(repeating: 1 / 120).adding(p, times: r)
    p = Self(repeating: 1 / 24).adding(p, times: r)
    p = Self(repeating: 1 / 6).adding(p, times: r)
    p = Self(repeating: 0.5).adding(p, times: r)
    p = Self(repeating: 1).adding(p, times: r)
    p = Self(repeating: 1).adding(p, times: r)
    // Bits as they are, between vectors of one size that the compiler checks: this cannot trap.
    let bits = unsafeBitCast(shifted, to: Integers.self)
    return (p, bits &- unsafeBitCast(shift, to: Integers.self))
  }

  /// 2^k for -126 <= k <= 127.
  @_transparent
  private static func powerOfTwo(_ k: Integers) -> Vector {
    // The exponent's bits of a Float; vectors of one size, as above.
    unsafeBitCast((k &+ 127) &<< 23, to: Vector.self)
  }
}
