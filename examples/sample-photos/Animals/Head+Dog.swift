extension Head {
  /// Hanging ears, a long face with a big muzzle, round dark eyes, a big black nose, often the tongue.
  func drawDog(_ artist: inout Artist) {
    let drop = artist.between(0.75, 1.05)
    let lift = artist.between(-0.12, 0.1)
    ellipse(0, 0, 0.86, 0.98, coat.main)
    if artist.chance(0.35) {
      ellipse(artist.pick(Self.sides) * 0.4, -0.15, 0.36, 0.4, coat.dark)
    }
    if artist.chance(0.4) { ellipse(0.1 * turn, -0.45, 0.17, 0.55, coat.pale) }
    for side in Self.sides {
      ellipse(side * 0.92, 0.12 + lift, 0.33, drop, angle: -side * 0.2, coat.dark)
    }
    let x = 0.26 * turn
    for side in Self.sides {
      let eye = side * 0.38 + 0.18 * turn
      ellipse(eye, -0.16, 0.17, 0.165, .flat(Colour(hex: 0x17110E)))
      ellipse(eye, -0.16, 0.13, 0.13, Paint(colour: coat.iris, relief: 0.4))
      ellipse(eye + 0.03 * turn, -0.16, 0.08, 0.08, .flat(.black))
      glint(eye, -0.16, 0.13)
      canvas.stroke(
        [
          Vector(eye - 0.14 * side, -0.43), Vector(eye + 0.02 * side, -0.48),
          Vector(eye + 0.14 * side, -0.4),
        ], Paint(colour: coat.main.colour * 0.7, relief: 0, opacity: 0.7), from: 0.045, to: 0.025,
        in: space)
    }
    if artist.chance(0.5) {
      let tongue = Paint(colour: Colour(hex: 0xD96C75), relief: 0.5)
      ellipse(x, 0.95, 0.17, artist.between(0.2, 0.34), tongue)
    }
    ellipse(x, 0.5, 0.5, 0.43, coat.pale)
    for side in Self.sides { ellipse(x + side * 0.22, 0.62, 0.29, 0.25, coat.pale) }
    ellipse(x, 0.27, 0.25, 0.18, Paint(colour: coat.nose, relief: 0.9))
    glint(x + 0.02, 0.25, 0.14)
    mouth(x, 0.44, width: 0.34)
  }
}
