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
  /// A single step over the largest of those around it in both directions of frequency, or the smallest of these over it.
  /// Tables rise and fall by slopes and edges; a spike of one step is an altered byte. Of hundreds of real tables the
  /// worst has 2.5, and rounding makes 3 of small steps (a 3 among 1s in MPEG's table at quality 92).
  static let largestSpike = 3.5

  /// - Returns: what is wrong with a component's table, in words.
  static func fault(in component: JPEGComponent) -> String? {
    component.hasScan ? fault(in: component.quantisation) : nil
  }

  /// - Returns: what is wrong, in words.
  static func fault(in steps: JPEGQuantisation) -> String? {
    guard steps[0] > 0 else { return "the first step is 0" }
    // A later step of 0 is against the standard, but loses no more than that one coefficient. More are no slip.
    let zeros = steps.indices.reduce(0) { $0 + (steps[$1] == 0 ? 1 : 0) }
    guard zeros <= 1 else { return "\(zeros) steps are 0" }
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
    for (k, around) in neighbours.enumerated() {
      var (low, high) = (Double.infinity, 0.0)
      for other in around { (low, high) = (min(low, size(other)), max(high, size(other))) }
      // Some encoders keep the mean finer than all else, on purpose.
      let isFinest = k == 0 || steps[k] == 0
      let spike = max(size(k) / high, isFinest ? 0 : low / size(k))
      guard spike <= largestSpike else {
        return
          "step \(k), \(steps[k]), stands \(rounded(spike)) times above or below all around it; "
          + "at most \(rounded(largestSpike))"
      }
    }
    return nil
  }

  /// For each step, those of the next frequencies in both directions.
  private static let neighbours = Zigzag.order.map { own in
    Zigzag.order.indices.filter {
      let (column, row) = Zigzag.order[$0]
      return max(abs(column - own.column), abs(row - own.row)) == 1
    }
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
