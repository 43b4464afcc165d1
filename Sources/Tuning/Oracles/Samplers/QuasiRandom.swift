import Compute

/// A scrambled Halton sequence: points that fill the unit cube more evenly than random ones. Dimension d
/// mirrors an index's digits in base p(d), the d-th prime, at the radix point; every digit passes through a
/// random permutation of its own. (Owen, "A randomized Halton algorithm in R", 2017.)
struct QuasiRandom {
  private let dimensionCount: Int
  private let seed: UInt64

  init(dimensionCount: Int, seed: UInt64) {
    self.dimensionCount = dimensionCount
    self.seed = seed
  }

  /// Point number `index`: a number from 0 to below 1 for each dimension.
  func point(_ index: Int) -> [Double] {
    var base = 1
    return (0..<dimensionCount).map { dimension in
      base = Self.prime(after: base)
      var random = RandomStream(seed: seed, .quasiRandom, UInt64(dimension))
      var digits = Array(0..<base)
      var rest = index
      var share = 1.0
      var place = 0.0
      // Permuted digits beyond the index's own are the same for all points, and random.
      while share > 0x1p-40 {
        random.shuffle(&digits)
        share /= Double(base)
        place += share * Double(digits[rest % base])
        rest /= base
      }
      return min(place, 1 - 0x1p-53)
    }
  }

  private static func prime(after number: Int) -> Int {
    var candidate = number + 1
    while (2..<candidate).contains(where: { $0 * $0 <= candidate && candidate % $0 == 0 }) {
      candidate += 1
    }
    return candidate
  }
}
