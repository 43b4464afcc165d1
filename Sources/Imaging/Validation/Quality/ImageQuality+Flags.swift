extension ImageQuality {
  /// Raw values as in `scanline_types.h`; they never change.
  package struct Flags: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let flat = Flags(rawValue: 1 << 0)
    package static let dark = Flags(rawValue: 1 << 1)
    package static let overexposed = Flags(rawValue: 1 << 2)
    package static let blurred = Flags(rawValue: 1 << 3)
    package static let noise = Flags(rawValue: 1 << 4)
    package static let tiny = Flags(rawValue: 1 << 5)
    package static let grayLowerPart = Flags(rawValue: 1 << 6)
    package static let heavyCompression = Flags(rawValue: 1 << 7)

    /// All, lowest bit first, with their stable names.
    package static let named: [(flag: Flags, name: String)] = [
      (.flat, "flat"), (.dark, "dark"), (.overexposed, "overexposed"), (.blurred, "blurred"),
      (.noise, "noise"), (.tiny, "tiny"), (.grayLowerPart, "gray-lower-part"),
      (.heavyCompression, "heavy-compression"),
    ]

    /// The names of those that are set.
    package var names: [String] { Self.named.filter { contains($0.flag) }.map(\.name) }
  }

  /// Where a measure becomes a flag.
  enum Threshold {
    /// `contrast`. A sensor's noise and coarse quantisation make 1 to 3 levels out of nothing.
    static let flat = 4.0
    /// `brightest`. Less than the lowest sixth of the range is used.
    static let dark = 40.0
    /// `darkest`. The same at the other end.
    static let overexposed = 215.0
    /// `detail`. Ramps alone give 1; a Gaussian of 4 pixels leaves about 1.2, of 2 pixels 1.7.
    static let blurred = 1.4
    /// `brightest - darkest`. What little `detail` cannot tell from blur are straight ramps, which are mostly drawn from
    /// one end of the range to the other.
    static let blurredSpan = 220.0
    /// `curvature`. A Gaussian of 4 pixels leaves at most 0.048, of 2 pixels mostly 0.08; a photo enlarged four times has
    /// 0.1. Of 2400 sharp photos the least has 0.067. Edges and white or black areas change it little: what a block
    /// has of one wave it has of two. Below the lower bound are ramps, drawn or of a blur that left nothing else.
    static let curvature = 0.002..<0.045
    /// Blocks that `blurred` and `noise` need: a few blocks' differences are anything by chance.
    static let leastBlocks = 100
    /// `noise`. White noise has as much energy in every frequency. Quantisation may take some of the high ones;
    /// photos stay under 0.1. Dithered pictures have more in the high ones, on purpose: above 2, or from 1.8 on where
    /// quantisation has taken some. In progressive files, whose refinements are not added up, noise may come to 1.6.
    static let noise = 0.3..<2
    /// `detail` that noise has, too: nothing is larger than a block (white noise: 63 / 64 over 63 / 768 * 4 / 64, 191).
    static let noiseDetail = 50.0
    /// Pixels of the shorter side: one block.
    static let tiny = 8
    /// `grayShare`. Less is hidden by any crop.
    static let grayShare = 0.05
    /// `encoderQuality`. From here down brightness has at most 13 levels, and few blocks more than their mean.
    static let heavyCompression = 5.5
  }

  /// Sets the flags that the measures ask for.
  /// - Parameters:
  ///   - shorterSide: pixels.
  ///   - blocks: how many there are.
  mutating func settle(shorterSide: Int, blocks: Int) {
    // A comparison with NaN, what was not measured, is false.
    if contrast < Threshold.flat { flags.insert(.flat) }
    if brightest < Threshold.dark { flags.insert(.dark) }
    if darkest > Threshold.overexposed { flags.insert(.overexposed) }
    if blocks >= Threshold.leastBlocks, !flags.contains(.flat) {
      let isRamps = detail < Threshold.blurred && brightest - darkest < Threshold.blurredSpan
      if isRamps || Threshold.curvature.contains(curvature) { flags.insert(.blurred) }
      if Threshold.noise.contains(noise), detail > Threshold.noiseDetail { flags.insert(.noise) }
    }
    if shorterSide <= Threshold.tiny { flags.insert(.tiny) }
    if grayShare > Threshold.grayShare { flags.insert(.grayLowerPart) }
    if encoderQuality < Threshold.heavyCompression { flags.insert(.heavyCompression) }
  }
}
