import Glibc

/// A change of a picture that is not linear in its pixels, as the papers on augmentation policies have it (after
/// Pillow's ImageOps): applied after geometry and linear colour, on 8 bits.
enum PictureOperation: Equatable, Sendable {
  /// Keeps the uppermost bits of each level; 1 to 8.
  case posterize(bits: Int)
  /// Inverts the levels from the threshold on.
  case solarize(threshold: Int)
  /// Stretches each channel's levels to 0...255.
  case autocontrast
  /// Spreads each channel's levels evenly.
  case equalize
  /// Away from a smoothed copy (above 1) or towards it (below 1).
  case sharpness(factor: Float)
  /// Gaussian, deviation in pixels.
  case blur(sigma: Float)
  /// Luma in all channels.
  case gray

  /// Changes a picture where it lies.
  func apply(to picture: PictureBytes) {
    switch self {
    case .posterize(let bits):
      let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(max(bits, 1), 8))
      picture.map { $0 & mask }
    case .solarize(let threshold):
      picture.map { Int($0) >= threshold ? ~$0 : $0 }
    case .autocontrast:
      picture.mapByHistogram(Self.stretched)
    case .equalize:
      picture.mapByHistogram(Self.equalized)
    case .sharpness(let factor):
      picture.sharpen(factor)
    case .blur(let sigma):
      picture.blur(sigma)
    case .gray:
      picture.turnGray()
    }
  }

  /// The levels of one channel stretched: from its lowest and its highest.
  private static func stretched(
    _ histogram: UnsafePointer<Int>, into table: UnsafeMutablePointer<UInt8>
  ) {
    let low = (0..<256).first { histogram[$0] > 0 } ?? 0
    let high = (0..<256).last { histogram[$0] > 0 } ?? 255
    guard low < high else { return }
    let scale = 255 / Float(high - low)
    for level in low...high { table[level] = UInt8((Float(level - low) * scale).rounded()) }
  }

  /// Pillow's equalisation: a level's place among all, less half its own step.
  private static func equalized(
    _ histogram: UnsafePointer<Int>, into table: UnsafeMutablePointer<UInt8>
  ) {
    let total = (0..<256).reduce(0) { $0 + histogram[$1] }
    let last = (0..<256).last { histogram[$0] > 0 } ?? 0
    let step = (total - histogram[last]) / 255
    guard step > 0 else { return }
    var below = step / 2
    for level in 0..<256 {
      table[level] = UInt8(min(below / step, 255))
      below += histogram[level]
    }
  }
}
