extension Head {
  /// Pointed ears, wide face, almond eyes with slits, a small nose, whiskers.
  func drawCat(_ artist: inout Artist) {
    let spread = artist.between(0.52, 0.66)
    let tip = artist.between(1.3, 1.6)
    for side in Self.sides {
      let outer = [
        Vector(side * 0.92, -0.28), Vector(side * (spread + 0.22), -tip),
        Vector(side * 0.16, -0.76),
      ]
      canvas.fill(.polygon(outer, rounding: 0.05), coat.dark, in: space)
      let inner = outer.map { ($0 - Vector(side * 0.58, -0.85)) * 0.58 + Vector(side * 0.6, -0.8) }
      canvas.fill(
        .polygon(inner, rounding: 0.02), Paint(colour: Colour(hex: 0xD9A09A), relief: 0.3),
        in: space)
    }
    ellipse(0, 0, 1.05, 0.88, coat.main)
    for side in Self.sides { ellipse(side * 0.72, 0.35, 0.36, 0.3, coat.main) }
    drawCatEyes(&artist)
    let x = 0.18 * turn
    for side in Self.sides { ellipse(x + side * 0.19, 0.42, 0.27, 0.22, coat.pale) }
    ellipse(x, 0.6, 0.17, 0.13, coat.pale)
    let nose = [Vector(x - 0.12, 0.2), Vector(x + 0.12, 0.2), Vector(x, 0.32)]
    canvas.fill(
      .polygon(nose, rounding: 0.03), Paint(colour: coat.nose, relief: 0.4), in: space)
    mouth(x, 0.34, width: 0.24)
    let whisker = Paint(colour: Colour(hex: 0xF4F1EA), relief: 0, opacity: 0.85)
    for side in Self.sides {
      for row in 0..<3 {
        let height = 0.36 + 0.09 * Float(row)
        canvas.stroke(
          [
            Vector(x + side * 0.3, height),
            Vector(x + side * 0.85, height - 0.12 + 0.11 * Float(row)),
            Vector(x + side * 1.4, height - 0.1 + 0.17 * Float(row)),
          ], whisker, from: 0.018, to: 0.008, in: space)
      }
    }
  }

  private func drawCatEyes(_ artist: inout Artist) {
    let open = artist.between(0.15, 0.24)
    let slit = artist.between(0.045, 0.13)
    for side in Self.sides {
      let x = side * 0.4 + 0.14 * turn
      let angle = side * 0.22
      ellipse(x, -0.08, 0.27, open + 0.05, angle: angle, .flat(Colour(hex: 0x201813)))
      ellipse(x, -0.08, 0.235, open, angle: angle, Paint(colour: coat.iris, relief: 0.5))
      ellipse(x + 0.06 * turn, -0.08, slit, open * 0.95, .flat(.black))
      glint(x, -0.08, 0.16)
    }
  }
}
