import Compute
import Glibc
import Imaging
import Platform

/// One photograph: a species in some pose before some backdrop, taken by some camera, saved somehow.
struct Photo {
  let species: Species
  let seed: UInt64
  let number: Int
  /// Pixels; 0 for a different one each time.
  let longSide: Int

  /// The bytes of a JPEG file; the same for the same values.
  func encoded() throws -> ByteBuffer {
    let kind = UInt64(Species.allCases.firstIndex(of: species) ?? 0)
    var artist = Artist(seed: seed, kind: kind, number: UInt64(number))
    let canvas = try painted(&artist)
    let picture = try canvas.bitmap(channels: artist.chance(0.06) ? 1 : 3)
    // Cameras store the sensor's rows and say how they were held.
    let held =
      artist.chance(0.15) ? artist.pick([Orientation.turnHalf, .turnLeft, .turnRight]) : .asStored
    let stored = try held.inverse.upright(picture)
    let file = try JPEGEncoder.encode(stored.view, quality: artist.whole(60, 95))
    return held == .asStored ? file : try Exif.adding(held, to: file)
  }

  private func painted(_ artist: inout Artist) throws -> Canvas {
    let pose = artist.pick([
      Pose.portrait, .portrait, .portrait, .portrait, .sitting, .sitting, .standing,
    ])
    let size = size(for: pose, &artist)
    let angle = artist.between(-2.6, -0.5)
    let canvas = try Canvas(
      width: size.width, height: size.height, light: Vector(cos(angle), sin(angle)),
      noise: Noise(seed: artist.number()))
    artist.pick(Backdrop.allCases).paint(on: canvas, &artist)
    // The lens is focused on the animal.
    if artist.chance(0.85) {
      canvas.blur(radius: max(1, max(size.width, size.height) * artist.whole(8, 25) / 1000))
    }
    let coat = Coat.random(species, &artist)
    let space = place(pose, on: canvas, &artist)
    Figure(canvas: canvas, space: space, species: species, coat: coat).draw(pose, &artist)
    Camera(&artist, longSide: max(size.width, size.height)).expose(canvas)
    return canvas
  }

  /// Photographers hold the camera as the subject asks for, mostly.
  private func size(for pose: Pose, _ artist: inout Artist) -> (width: Int, height: Int) {
    let usual = artist.chance(0.75) ? artist.whole(200, 320) : artist.whole(320, 640)
    let long = longSide > 0 ? longSide : usual
    let span = pose.extent.high - pose.extent.low
    let shape = min(max(span.x / span.y * artist.between(0.85, 1.25), 0.6), 1.6)
    let short = Int(Float(long) * min(shape, 1 / shape))
    return shape > 1 ? (long, short) : (short, long)
  }

  /// The figure about as large as the picture, sometimes a little cut off, leaning a little, and looking
  /// either way.
  private func place(_ pose: Pose, on canvas: Canvas, _ artist: inout Artist) -> Space {
    let extent = pose.extent
    let span = extent.high - extent.low
    let room = Vector(Float(canvas.width), Float(canvas.height))
    let fill = artist.between(0.96, 1.12)
    let scale = fill * min(room.x / span.x, room.y / span.y)
    let centre =
      room / 2 + Vector(artist.around(0.03) * room.x, artist.around(0.02) * room.y)
    let page = Space(origin: centre, right: Vector(scale, 0), down: Vector(0, scale))
    let mirrored = artist.chance(0.5)
    let lean = page.inner(at: .zero, angle: artist.around(0.04), mirrored: mirrored)
    return lean.inner(at: (extent.low + extent.high) * -0.5)
  }
}
