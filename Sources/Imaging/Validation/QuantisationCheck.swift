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

  /// - Returns: what is wrong with a component's table, in words.
  static func fault(in component: JPEGComponent) -> String? {
    let steps = component.quantisation
    guard component.hasScan else { return nil }
    guard steps[0] > 0 else { return "the first step is 0" }
    // A later step of 0 is against the standard, but loses no more than that one coefficient.
    func size(_ k: Int) -> Double { Double(max(steps[k], 1)) }
    let ratio = size(0) / min(size(1), size(2))
    if ratio > largestDCRatio {
      return "the first step, \(steps[0]), is \(rounded(ratio)) times its neighbour; at most "
        + "\(rounded(largestDCRatio))"
    }
    var jumps = 0.0
    for k in 1..<64 { jumps += abs(log2(size(k) / size(k - 1))) }
    let mean = jumps / 63
    guard mean <= largestMeanJump else {
      return "neighbouring steps differ by 2^\(rounded(mean)) on average; at most "
        + "2^\(rounded(largestMeanJump))"
    }
    for k in 1..<63 {
      let (low, high) = (min(size(k - 1), size(k + 1)), max(size(k - 1), size(k + 1)))
      guard max(size(k) / high, low / size(k)) <= largestSpike else {
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
    guard header.colourSpace == .yCbCr, header.components.count == 3 else { return nil }
    let used = (
      header.components[0].quantisationIndex, header.components[1].quantisationIndex,
      header.components[2].quantisationIndex
    )
    let spare = header.definesQuantisation.indices.first {
      header.definesQuantisation[$0] && $0 != used.0
    }
    if used.0 == used.1, used.0 == used.2, let spare {
      return "all components use quantisation table \(used.0), none table \(spare)"
    }
    if used.1 != used.2, used.0 == used.1 || used.0 == used.2 {
      return "brightness shares its quantisation table with one colour only"
    }
    return nil
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
