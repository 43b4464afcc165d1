import Glibc

/// What the camera and the light make of a painted scene.
struct Camera {
  /// Box blur, twice; pixels.
  let blurRadius: Int
  let exposure: Float
  /// Factors of red, green and blue: the light's colour.
  let tint: Colour
  let vignette: Float
  /// Deviation of the sensor's noise, 0 to 1.
  let grain: Float

  init(_ artist: inout Artist, longSide: Int) {
    blurRadius = artist.chance(0.25) ? max(1, longSide * artist.whole(2, 7) / 1000) : 0
    exposure = artist.between(0.65, 1.2)
    let warmth = artist.around(0.05)
    tint = Colour(1 + warmth, 1 + artist.around(0.02), 1 - warmth, 1)
    vignette = artist.chance(0.5) ? artist.between(0, 0.5) : 0
    grain = artist.chance(0.6) ? artist.between(0.005, 0.035) : 0
  }

  func expose(_ canvas: Canvas) {
    if blurRadius > 0 { canvas.blur(radius: blurRadius) }
    let half = Vector(Float(canvas.width), Float(canvas.height)) / 2
    canvas.map { point, colour in
      let place = (point - half) / half
      let light = exposure * (1 + 0.15 * place.dot(canvas.light))
      let corner = 1 - vignette * 0.5 * place.dot(place)
      let x = Int32(point.x)
      let y = Int32(point.y)
      let noise = canvas.noise.lattice(x &* 3, y &* 5) + canvas.noise.lattice(x &* 7, y &* 11)
      return colour * tint * (light * corner) + Colour(repeating: noise * grain)
    }
  }
}
