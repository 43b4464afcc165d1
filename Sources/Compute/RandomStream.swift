import CKernels
import Glibc

/// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel Random Numbers: As Easy as
/// 1, 2, 3", SC 2011). A stream is named by what it is for, never by a thread, so that the numbers of a
/// sample do not depend on who draws them or when.
package struct RandomStream: RandomNumberGenerator, Sendable {
  /// What a stream is for; part of its name. The raw values never change (they are part of "same
  /// seed, same bits").
  package enum Purpose: UInt32, Sendable {
    case initialisation = 1
    case split = 2
    case order = 3
    case augmentation = 4
    case dropout = 5
    case recurrentDropout = 6
    case tuning = 7
    /// Pictures that a program of ours draws.
    case drawing = 8
    case dropPath = 20
    /// The trees that tell which hyperparameters matter.
    case importance = 30
    /// Which pictures of a batch are mixed, and how.
    case mixing = 34
    /// What an augmentation policy does to a picture.
    case policy = 31
    /// Which pictures an epoch of balanced classes has, and their order.
    case sampling = 32
    /// Which fold of a cross-validation a sample is in.
    case folds = 33
    /// The first points of a search that learns.
    case quasiRandom = 40
    /// Where the worth of points is looked for.
    case acquisition = 41
    /// Draws from the densities of good trials.
    case density = 42
    /// The noise of saliency maps.
    case saliency = 50
    case test = 99
  }

  private var key: SIMD2<UInt32>
  private var counter: SIMD4<UInt32>
  private var block = SIMD4<UInt32>()
  private var used = 4

  /// - Parameters:
  ///   - seed: the user's; 0 is a seed like any other.
  ///   - a: the first part of the name (an epoch, a layer).
  ///   - b: the second part (a sample's index in its data set).
  package init(seed: UInt64, _ purpose: Purpose, _ a: UInt64 = 0, _ b: UInt64 = 0) {
    // The seed and the name pass through one block, so that neighbouring names give unrelated keys.
    let name = Self.philox(
      SIMD4(
        UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: a >> 32),
        UInt32(truncatingIfNeeded: b), UInt32(truncatingIfNeeded: b >> 32)),
      SIMD2(
        UInt32(truncatingIfNeeded: seed) ^ (purpose.rawValue &* 0x9E37_79B9),
        UInt32(truncatingIfNeeded: seed >> 32)))
    key = SIMD2(name[0], name[1])
    counter = SIMD4(0, 0, name[2], name[3])
  }

  /// One block: ten rounds over a counter and a key.
  static func philox(_ counter: SIMD4<UInt32>, _ key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(c[0])
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c[2])
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c[1] ^ k[0], UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c[3] ^ k[1], UInt32(truncatingIfNeeded: p0))
      k = SIMD2(k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85)
    }
    return c
  }

  package mutating func next32() -> UInt32 {
    if used == 4 {
      block = Self.philox(counter, key)
      counter[0] &+= 1
      if counter[0] == 0 { counter[1] &+= 1 }
      used = 0
    }
    defer { used += 1 }
    return block[used]
  }

  package mutating func next() -> UInt64 { UInt64(next32()) | UInt64(next32()) << 32 }

  /// Uniform in [0, 1), 24 bits.
  package mutating func uniform() -> Float { Float(next32() >> 8) * 0x1p-24 }

  /// A dropout mask: as `count` calls of `uniform()`, 0 for those below `rate` and `kept` for the others.
  package mutating func fill(
    _ mask: UnsafeMutablePointer<Float>, count: Int, dropping rate: Float, keeping kept: Float
  ) {
    var index = 0
    func single() { mask[index] = uniform() < rate ? 0 : kept; index += 1 }
    while index < count, used < 4 { single() }
    let first = UInt64(counter[0]) | UInt64(counter[1]) << 32
    let blocks = (count - index) / 4
    Processor.kernels.randomMask(
      RandomMask(
        key: (key[0], key[1]), name: (counter[2], counter[3]), first: UInt(first),
        threshold: UInt32((rate * 0x1p24).rounded(.up)), kept: kept, mask: mask + index,
        blocks: blocks))
    let next = first &+ UInt64(blocks)
    counter[0] = UInt32(truncatingIfNeeded: next)
    counter[1] = UInt32(truncatingIfNeeded: next >> 32)
    index += 4 * blocks
    while index < count { single() }
  }

  /// Uniform in [low, high).
  package mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * uniform()
  }

  /// Uniform in [0, 1), 53 bits.
  package mutating func uniformDouble() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in 0 ..< bound, without bias (Lemire's method).
  package mutating func integer(below bound: Int) -> Int {
    guard bound > 1 else { return 0 }
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Standard normal (Box and Muller; one of the pair is thrown away to keep the stream simple).
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniformDouble())).squareRoot()
    return radius * cos(2 * .pi * uniformDouble())
  }

  /// Fisher and Yates.
  package mutating func shuffle<Element>(_ array: inout [Element]) {
    var last = array.count - 1
    // Through the array itself each swap would take memory where the element's type is not known.
    array.withUnsafeMutableBufferPointer { elements in
      while last > 0 {
        elements.swapAt(last, integer(below: last + 1))
        last -= 1
      }
    }
  }
}
