import Compute

/// A scrambled Halton sequence: points that fill the unit cube more evenly than random ones. Dimension d
/// mirrors an index's digits in base p(d), the d-th prime, at the radix point; every digit passes through a
/// random permutation of its own. (Owen, "A randomized Halton algorithm in R", 2017.)
struct QuasiRandom {
  private let primes: [Int]
  private let seed: UInt64

  /// Above this base a permutation is a linear one, which takes no time to draw: a shuffle of all digits for
  /// each digit of each dimension would take seconds a point where there are a thousand. (Linear digit
  /// scrambling: Matoušek, "On the L2-discrepancy for anchored boxes", 1998.)
  private static let largestShuffled = 541

  init(dimensionCount: Int, seed: UInt64) {
    self.seed = seed
    var primes: [Int] = []
    var candidate = 2
    while primes.count < dimensionCount {
      let isPrime = primes.lazy.prefix { $0 * $0 <= candidate }
        .allSatisfy { candidate % $0 != 0 }
      if isPrime { primes.append(candidate) }
      candidate += 1
    }
    self.primes = primes
  }

  /// Point number `index`: a number from 0 to below 1 for each dimension.
  func point(_ index: Int) -> [Double] {
    primes.enumerated().map { dimension, base in
      var random = RandomStream(seed: seed, .quasiRandom, UInt64(dimension))
      var digits = base > Self.largestShuffled ? [] : Array(0..<base)
      var rest = index
      var share = 1.0
      var place = 0.0
      // Permuted digits beyond the index's own are the same for all points, and random.
      while share > 0x1p-40 {
        share /= Double(base)
        let digit = rest % base
        if digits.isEmpty {
          let factor = 1 + random.integer(below: base - 1)
          place += share * Double((factor * digit + random.integer(below: base)) % base)
        } else {
          random.shuffle(&digits)
          place += share * Double(digits[digit])
        }
        rest /= base
      }
      return min(place, 1 - 0x1p-53)
    }
  }
}
