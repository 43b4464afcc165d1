import Glibc

/// Tells quantisation tables that an encoder wrote from altered ones. Encoders weigh coefficients by
/// what the eye sees, so that neighbours in zigzag order are of like size and the mean brightness is
/// not coarser than the first frequencies.
enum QuantisationCheck {
  /// The DC step over the smaller of its two neighbours'. Flat tables give 1, annex K's 1.5.
  static let largestDCRatio = 6.0
  /// Mean of |log2| of the ratio of neighbours. Annex K's luma table gives 0.44; steps drawn at random
  /// from 1 to 255 about 1.4.
  static let largestMeanJump = 1.2
  /// A single step over the larger of its two neighbours', or the smaller of these over it. Tables rise and fall
  /// by slopes and edges; a spike of one step is an altered byte.
  static let largestSpike = 6.0

  /// - Parameter steps: 64, in zigzag order.
  /// - Returns: what is wrong, in words.
  static func fault(in steps: [UInt16]) -> String? {
    guard steps.count == 64 else { return nil }
    guard steps[0] > 0 else { return "the first step is 0" }
    // A later step of 0 is against the standard, but loses no more than that one coefficient.
    let sizes = steps.map { Double(max($0, 1)) }
    let ratio = sizes[0] / min(sizes[1], sizes[2])
    if ratio > largestDCRatio {
      return "the first step, \(steps[0]), is \(rounded(ratio)) times its neighbour; at most "
        + "\(rounded(largestDCRatio))"
    }
    var jumps = 0.0
    for k in 1..<64 { jumps += abs(log2(sizes[k] / sizes[k - 1])) }
    let mean = jumps / 63
    guard mean <= largestMeanJump else {
      return "neighbouring steps differ by 2^\(rounded(mean)) on average; at most "
        + "2^\(rounded(largestMeanJump))"
    }
    for k in 1..<63 {
      let (low, high) = (min(sizes[k - 1], sizes[k + 1]), max(sizes[k - 1], sizes[k + 1]))
      guard max(sizes[k] / high, low / sizes[k]) <= largestSpike else {
        return
          "step \(k), \(steps[k]), lies between \(steps[k - 1]) and \(steps[k + 1]), more than "
          + "\(rounded(largestSpike)) times as far from both"
      }
    }
    return nil
  }

  /// Whether the components point at other tables than their encoder meant. Luma has a table of its own
  /// or shares one with both chromas; an encoder that writes a second table uses it.
  static func fault(inSelectors header: JPEGHeader) -> String? {
    guard header.colourSpace == .yCbCr else { return nil }
    let used = header.components.map(\.quantisationIndex)
    guard used.count == 3 else { return nil }
    if Set(used).count == 1, let spare = header.definedQuantisation.filter({ $0 != used[0] }).min()
    {
      return "all components use quantisation table \(used[0]), none table \(spare)"
    }
    if used[1] != used[2], used[0] == used[1] || used[0] == used[2] {
      return "brightness shares its quantisation table with one colour only"
    }
    return nil
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
