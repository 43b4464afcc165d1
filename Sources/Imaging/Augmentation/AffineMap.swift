import Glibc

/// Where in the source bitmap a target pixel's centre lies: x = xx * column + xy * row + x0, likewise y, counted
/// in source pixels from the centre of the first one. Fixed point with 32 fractional bits: steps add up
/// without error, so the corners bound all between, and every machine gets the same positions.
struct AffineMap: Equatable {
  private(set) var xx = 0
  private(set) var xy = 0
  private(set) var x0 = 0
  private(set) var yx = 0
  private(set) var yy = 0
  private(set) var y0 = 0

  static let fractionBits = 32

  /// The part that is cut out becomes the picture, whose content is mirrored, sheared, scaled, turned and shifted, in
  /// this order, about its centre, in target pixels; this is the way back from target to source.
  init(
    _ draw: AugmentationDraw, source: (width: Int, height: Int), target: (width: Int, height: Int)
  ) {
    let turn = Double(draw.rotation)
    let cosine = Self.cosine(turns: turn)
    let sine = Self.cosine(turns: turn - 0.25)
    // Below this, all of the picture would be a few pixels; the limit bounds the tables of a pass.
    let zoom = max(Double(draw.zoom), 1.0 / 64)
    let mirrorX = draw.flipsHorizontally ? -1.0 : 1.0
    let mirrorY = draw.flipsVertically ? -1.0 : 1.0
    let shear = Double(draw.shear)
    let shearY = Double(draw.shearY)
    // Unturned and unscaled: u = (cosine dx - sine dy) / zoom, v = (sine dx + cosine dy) / zoom.
    // Unsheared, downwards first, and unmirrored: y = mirrorY (v - shearY u), x = mirrorX (u - shear y').
    let down = (x: sine - shearY * cosine, y: cosine + shearY * sine)
    let ratioX = Double(draw.cropWidth) * Double(source.width) / Double(target.width)
    let ratioY = Double(draw.cropHeight) * Double(source.height) / Double(target.height)
    let toX = mirrorX * ratioX / zoom
    let toY = mirrorY * ratioY / zoom
    let a = toX * (cosine - shear * down.x)
    let b = toX * (-sine - shear * down.y)
    let c = toY * down.x
    let d = toY * down.y
    // dx and dy are measured from the target's centre, as shifted by the translation.
    let centreX = Double(target.width) * (0.5 + Double(draw.translationX)) - 0.5
    let centreY = Double(target.height) * (0.5 + Double(draw.translationY)) - 0.5
    xx = Self.fixed(a)
    xy = Self.fixed(b)
    let middleX = Double(source.width) * (0.5 + Double(draw.cropX)) - 0.5
    let middleY = Double(source.height) * (0.5 + Double(draw.cropY)) - 0.5
    x0 = Self.fixed(middleX - a * centreX - b * centreY)
    yx = Self.fixed(c)
    yy = Self.fixed(d)
    y0 = Self.fixed(middleY - c * centreX - d * centreY)
  }

  /// The smallest and the largest whole positions that lie at or before any target pixel's.
  static func bounds(
    origin: Int, column: Int, row: Int, target: (width: Int, height: Int)
  ) -> ClosedRange<Int> {
    let across = column * (target.width - 1)
    let down = row * (target.height - 1)
    let least = origin + min(across, 0) + min(down, 0)
    let most = origin + max(across, 0) + max(down, 0)
    return (least >> fractionBits)...(most >> fractionBits)
  }

  /// Exact for quarter turns, where libm's cosine of an inexact angle is not.
  private static func cosine(turns: Double) -> Double {
    let value = cos(2 * .pi * turns)
    return abs(value) < 1e-15 ? 0 : value
  }

  private static func fixed(_ value: Double) -> Int {
    Int(exactly: (value * 0x1p32).rounded()) ?? 0
  }
}
