/// How much a picture's content is worth, which is another question than whether its file is whole: a
/// black square is a perfect JPEG. All is measured from what the walk over the data meets anyway, the mean of every
/// 8x8 block (DC) and the energy of the frequencies within the blocks (AC): nothing is decoded for it.
package struct ImageQuality: Sendable, Equatable {
  /// What speaks against the content.
  package var flags: Flags = []

  // The measures; NaN: not measured.

  /// Mean level of the brightness, 0 to 255.
  package var brightness = Double.nan
  /// The level that 1 % of the blocks lie below.
  package var darkest = Double.nan
  /// The level that 1 % of the blocks lie above.
  package var brightest = Double.nan
  /// Standard deviation of the levels, of the component that varies most.
  package var contrast = Double.nan
  /// Energy within blocks over that of straight ramps from block to block: 2 to 10 in sharp photos, 1 when nothing
  /// finer than a block is left, less when the blocks themselves are flat. At most 1000.
  package var detail = Double.nan
  /// Energy of a high frequency over that of a low one: under 0.1 in photos, 1 in white noise. At most 1000.
  package var noise = Double.nan
  /// Share of the rows, from the bottom up, that are the gray which decoders fill in for lost data, 0 to 1; 0 when
  /// the gray does not begin with a step, as it does where data end in the middle of a row of blocks.
  package var grayShare = Double.nan
  /// What the quantisation of the brightness amounts to on the scale of libjpeg's encoder, above 0 to 100.
  package var encoderQuality = Double.nan
  /// Energy of two half waves a block, across and down, over that of one: 0.07 to 0.9 in photos, 0.03 after a
  /// Gaussian blur of 4 pixels, 0 of straight ramps. At most 1000.
  package var curvature = Double.nan

  package init() {}
}
