import Glibc

extension ImageQuality {
  /// Share of the blocks that `darkest` and `brightest` leave out.
  private static let outliers = 0.01
  /// Bound of the ratios, where their divisor vanishes.
  private static let largestRatio = 1000.0

  /// Measures a picture by what a walk gathered.
  /// - Parameters:
  ///   - components: one for each of the header's.
  ///   - goodRows: pixel rows from the top; what lies below is left out.
  init(_ components: [ComponentStatistics], of header: JPEGHeader, goodRows: Int) {
    self.init()
    let parts = zip(components, header.components).map { statistics, component in
      let rows = goodRows * component.vertical / (8 * header.maxVertical)
      let isWhole = goodRows >= header.height
      return Part(
        statistics, component, rows: isWhole ? statistics.visibleRows : rows)
    }
    guard parts.count == header.components.count, parts.allSatisfy({ !$0.levels.isEmpty }) else {
      return
    }
    // The component that carries most of the brightness, and black ink, which takes from it.
    let luma = parts[header.colourSpace == .rgb ? 1 : 0]
    let black = parts.count == 4 ? parts[3] : nil
    measure(Self.brightness(parts.map(\.levels), header.colourSpace))
    contrast = parts.map { ($0.levels.moments.variance + $0.variance).squareRoot() }.max() ?? .nan
    let ramps = luma.levels.rampVariance + (black?.levels.rampVariance ?? 0)
    detail = Self.ratio(luma.variance + (black?.variance ?? 0), ramps)
    noise = Self.ratio(
      luma.meanEnergy(Zigzag.high) + (black?.meanEnergy(Zigzag.high) ?? 0),
      luma.meanEnergy(Zigzag.low) + (black?.meanEnergy(Zigzag.low) ?? 0))
    curvature = Self.ratio(
      luma.meanEnergy(Zigzag.twice) + (black?.meanEnergy(Zigzag.twice) ?? 0),
      luma.meanEnergy(Zigzag.once) + (black?.meanEnergy(Zigzag.once) ?? 0))
    grayShare = FilledGray.share(components, of: header, rows: parts[0].levels.rows)
    encoderQuality = Self.encoderQuality(luma.steps)
    settle(
      shorterSide: min(header.width, header.height), blocks: luma.levels.rows * luma.levels.columns)
  }

  /// What a viewer sees. Inks are stored inverted, as what they leave of the light.
  private static func brightness(_ parts: [BlockLevels], _ colours: JPEGColourSpace) -> BlockLevels
  {
    var levels = parts[0]
    if colours == .rgb || colours == .cmyk {
      levels = BlockLevels(red: parts[0], green: parts[1], blue: parts[2])
    }
    // libjpeg makes YCCK of inverted inks as if they were not.
    if colours == .ycck { levels.invert() }
    if parts.count == 4 { levels.shade(by: parts[3]) }
    return levels
  }

  private mutating func measure(_ levels: BlockLevels) {
    brightness = levels.moments.mean
    (darkest, brightest) = levels.range(leaving: Self.outliers)
  }

  private static func ratio(_ part: Double, _ whole: Double) -> Double {
    guard whole > 0 else { return part > 0 ? largestRatio : .nan }
    return min(part / whole, largestRatio)
  }

  /// libjpeg scales annex K's table by 50 / quality up to 50, by 2 - quality / 50 from there. Judged by the first ten
  /// steps, because the others reach the largest that 8 bits hold long before.
  static func encoderQuality(_ steps: [UInt16]) -> Double {
    guard steps.count == 64 else { return .nan }
    // 16, 11, 12, 14, 12, 10, 16, 14, 13, 14
    let standard = 132.0
    let scale = steps.prefix(10).reduce(0.0) { $0 + Double($1) } / standard
    return scale > 1 ? 50 / scale : 100 - 50 * scale
  }

  /// A component's levels and energies, in levels.
  private struct Part {
    let levels: BlockLevels
    let steps: [UInt16]
    /// Energy a block, by coefficient in zigzag order.
    private let energy: [Double]

    init(_ statistics: ComponentStatistics, _ component: JPEGComponent, rows: Int) {
      let table = component.quantisation
      let steps = component.hasScan ? table.indices.map { table[$0] } : []
      self.steps = steps
      let rows = component.hasScan ? rows : 0
      levels = BlockLevels(statistics, step: steps.first ?? 0, rows: rows)
      let blocks = Double(max(levels.columns * rows, 1))
      energy = steps.indices.map { k in
        Double(statistics.energy[k]) * Double(steps[k]) * Double(steps[k]) / blocks
      }
      withExtendedLifetime(statistics) {}
    }

    /// Of the levels within a block, on average: a block's 64 pixels have the energy of its coefficients.
    var variance: Double { energy.dropFirst().reduce(0, +) / 64 }

    func meanEnergy(_ coefficients: [Int]) -> Double {
      coefficients.reduce(0) { $0 + energy[$1] } / Double(coefficients.count)
    }
  }
}
