import Compute
import Glibc
import Imaging

/// A picture being painted: floats, 0 to 1, one light from one side.
final class Canvas {
  let width: Int
  let height: Int
  /// From where the light comes, of length 1.
  let light: Vector
  let noise: Noise
  private let storage: FloatBuffer

  init(width: Int, height: Int, light: Vector, noise: Noise) throws {
    self.width = width
    self.height = height
    self.light = light
    self.noise = noise
    storage = try FloatBuffer(count: 4 * width * height)
  }

  /// Row by row. Valid as long as the canvas lives.
  var pixels: UnsafeMutablePointer<Colour> {
    UnsafeMutableRawPointer(storage.pointer).assumingMemoryBound(to: Colour.self)
  }

  /// The whole canvas in pixels, as a space.
  var space: Space { Space(origin: .zero, right: Vector(1, 0), down: Vector(0, 1)) }

  /// Paints a shape, antialiased, over what is there.
  func fill(_ shape: Shape, _ paint: Paint, in space: Space) {
    let bounds = shape.bounds
    let middle = (bounds.low + bounds.high) / 2
    let half = pointwiseMax((bounds.high - bounds.low) / 2, Vector(repeating: 1e-6))
    let depth = 0.7 * min(half.x, half.y)
    let scale = space.scale
    let edge = max(paint.softness * scale, 0.5)
    let sun = Vector(light.dot(space.right), light.dot(space.down)) / scale
    guard let box = pixelBox(bounds, in: space, margin: edge + 1) else { return }
    for y in box.rows {
      for x in box.columns {
        let point = space.unit(Vector(Float(x) + 0.5, Float(y) + 0.5))
        let distance = shape.distance(point)
        let cover = (edge - distance * scale) / (2 * edge)
        if cover <= 0 { continue }
        var colour = marked(paint, point, (point - middle) / half)
        if paint.fur > 0 { colour *= 1 + paint.fur * grain(point) }
        if paint.relief > 0 {
          let lit = ((point - middle) / half).dot(sun)
          let rim = 1 - min(max(-distance / depth, 0), 1)
          colour *= 1 + paint.relief * (0.22 * lit - 0.35 * rim * rim * rim)
        }
        let index = y * width + x
        let share = min(cover, 1) * paint.opacity
        pixels[index] = pixels[index].mixed(with: colour, share)
      }
    }
  }

  /// A chain of limbs through `points`, tapering: tails, whiskers, mouths.
  func stroke(
    _ points: [Vector], _ paint: Paint, from startRadius: Float, to endRadius: Float,
    in space: Space
  ) {
    let count = Float(max(points.count - 1, 1))
    for index in 1..<max(points.count, 1) {
      let start = Float(index - 1) / count
      let end = Float(index) / count
      let limb = Shape.limb(
        from: points[index - 1], to: points[index],
        startRadius: startRadius + (endRadius - startRadius) * start,
        endRadius: startRadius + (endRadius - startRadius) * end)
      fill(limb, paint, in: space)
    }
  }

  /// Replaces every pixel; `body` gets the point in pixels and the old colour.
  func map(_ body: (_ point: Vector, _ colour: Colour) -> Colour) {
    for y in 0..<height {
      for x in 0..<width {
        let index = y * width + x
        pixels[index] = body(Vector(Float(x) + 0.5, Float(y) + 0.5), pixels[index])
      }
    }
  }

  /// What has been painted, in 8 bits.
  func bitmap(channels: Int) throws -> Bitmap {
    let bitmap = try Bitmap(width: width, height: height, channels: channels)
    for index in 0..<width * height {
      let level = pixels[index].clamped(lowerBound: .black, upperBound: .white + Colour(0, 0, 0, 1))
      let scaled = level * 255 + Colour(repeating: 0.5)
      if channels == 1 {
        bitmap.pointer[index] = UInt8(0.299 * scaled.x + 0.587 * scaled.y + 0.114 * scaled.z)
      } else {
        for channel in 0..<3 { bitmap.pointer[3 * index + channel] = UInt8(scaled[channel]) }
      }
    }
    return bitmap
  }

  private func marked(_ paint: Paint, _ point: Vector, _ relative: Vector) -> Colour {
    switch paint.marking {
    case .plain:
      return paint.colour
    case .stripes(let colour, let frequency):
      let wave = sin(6.283 * frequency * (point.x + 0.12 * noise.value(point * 5)))
      let share = min(max(wave * 2.5 - 0.6, 0), 1) * (0.55 - 0.45 * relative.y)
      return paint.colour.mixed(with: colour, min(max(share, 0), 1))
    case .patches(let colour, let threshold):
      let share = min(max((noise.value(point * 1.7) - threshold) * 12, 0), 1)
      return paint.colour.mixed(with: colour, share)
    case .below(let colour):
      return paint.colour.mixed(with: colour, min(max(relative.y * 1.5, 0), 1))
    }
  }

  /// Strands: noise drawn out downwards, in two sizes.
  private func grain(_ point: Vector) -> Float {
    0.6 * noise.value(point * Vector(17, 6)) + 0.7 * noise.value(point * Vector(42, 13))
  }

  private func pixelBox(
    _ bounds: (low: Vector, high: Vector), in space: Space, margin: Float
  ) -> (rows: Range<Int>, columns: Range<Int>)? {
    let corners = [
      bounds.low, bounds.high, Vector(bounds.low.x, bounds.high.y),
      Vector(bounds.high.x, bounds.low.y),
    ].map(space.pixel)
    let low = corners.reduce(corners[0]) { pointwiseMin($0, $1) } - Vector(repeating: margin)
    let high = corners.reduce(corners[0]) { pointwiseMax($0, $1) } + Vector(repeating: margin)
    let left = Int(max(low.x, 0))
    let top = Int(max(low.y, 0))
    let right = Int(min(max(high.x + 1, 0), Float(width)))
    let bottom = Int(min(max(high.y + 1, 0), Float(height)))
    guard left < right, top < bottom else { return nil }
    return (top..<bottom, left..<right)
  }
}
