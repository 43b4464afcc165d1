import Glibc

@testable import Imaging

/// Augmentation step by step, in double precision, by its definition: the way forward as a matrix, inverted as one;
/// borders walked along; colour options one after the other.
struct NaiveAugmentation {
  let draw: AugmentationDraw
  let source: Bitmap
  let width: Int
  let height: Int

  /// Levels, `[height, width, channels]`.
  func levels() -> [Double] {
    let angle = -2 * Double.pi * Double(draw.rotation)
    let zoom = Double(draw.zoom)
    // Mirror, then shear, then zoom, then turn (counter-clockwise, y down).
    var matrix = [
      draw.flipsHorizontally ? -1.0 : 1.0, 0, 0, draw.flipsVertically ? -1.0 : 1.0,
    ]
    matrix = Self.product([1, Double(draw.shear), 0, 1], matrix)
    matrix = Self.product([1, 0, Double(draw.shearY), 1], matrix)
    matrix = Self.product([zoom, 0, 0, zoom], matrix)
    matrix = Self.product([cos(angle), -sin(angle), sin(angle), cos(angle)], matrix)
    let determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2]
    let mean = meanLuma()
    var levels: [Double] = []
    for y in 0..<height {
      for x in 0..<width {
        let dx = Double(x) + 0.5 - Double(width) * (0.5 + Double(draw.translationX))
        let dy = Double(y) + 0.5 - Double(height) * (0.5 + Double(draw.translationY))
        let u = (matrix[3] * dx - matrix[1] * dy) / determinant / Double(width) + 0.5
        let v = (matrix[0] * dy - matrix[2] * dx) / determinant / Double(height) + 0.5
        let seenX = 0.5 + Double(draw.cropX) + (u - 0.5) * Double(draw.cropWidth)
        let seenY = 0.5 + Double(draw.cropY) + (v - 0.5) * Double(draw.cropHeight)
        let pixel = (0..<source.channels).map {
          interpolated(seenX * Double(source.width) - 0.5, seenY * Double(source.height) - 0.5, $0)
        }
        levels += recoloured(pixel, mean)
      }
    }
    return levels
  }

  private func recoloured(_ pixel: [Double], _ mean: Double) -> [Double] {
    let brightness = Double(draw.brightness)
    var pixel = pixel.map { $0 * brightness }
    pixel = pixel.map { ($0 - mean * brightness) * Double(draw.contrast) + mean * brightness }
    if pixel.count == 3 {
      pixel = turned(pixel)
      let luma = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
      pixel = pixel.map { luma + ($0 - luma) * Double(draw.saturation) }
    }
    return pixel.map { min(max($0, 0), 255) }
  }

  /// Turned about the gray axis by Rodrigues' formula, the luma put back.
  private func turned(_ pixel: [Double]) -> [Double] {
    let angle = 2 * Double.pi * Double(draw.hue)
    let along = pixel.reduce(0, +) / 3
    let turned = (0..<3).map {
      pixel[$0] * cos(angle) + along * (1 - cos(angle))
        + (pixel[($0 + 2) % 3] - pixel[($0 + 1) % 3]) / 3.0.squareRoot() * sin(angle)
    }
    func luma(_ pixel: [Double]) -> Double {
      0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
    }
    return turned.map { $0 + luma(pixel) - luma(turned) }
  }

  private func interpolated(_ x: Double, _ y: Double, _ channel: Int) -> Double {
    let fx = x - x.rounded(.down)
    let fy = y - y.rounded(.down)
    let column = Int(x.rounded(.down))
    let row = Int(y.rounded(.down))
    func level(_ dx: Int, _ dy: Int) -> Double {
      Double(
        source[
          inside(column + dx, source.width), inside(row + dy, source.height), channel]
      )
    }
    return (1 - fy) * ((1 - fx) * level(0, 0) + fx * level(1, 0))
      + fy * ((1 - fx) * level(0, 1) + fx * level(1, 1))
  }

  private func inside(_ index: Int, _ length: Int) -> Int {
    if draw.border == .edge { return min(max(index, 0), length - 1) }
    var index = index
    while index < 0 || index >= length { index = index < 0 ? -1 - index : 2 * length - 1 - index }
    return index
  }

  private func meanLuma() -> Double {
    var sum = 0.0
    for y in 0..<source.height {
      for x in 0..<source.width {
        let pixel = (0..<3).map { Double(source[x, y, min($0, source.channels - 1)]) }
        sum += 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
      }
    }
    return sum / Double(source.width * source.height)
  }

  private static func product(_ a: [Double], _ b: [Double]) -> [Double] {
    [
      a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
      a[2] * b[1] + a[3] * b[3],
    ]
  }
}
