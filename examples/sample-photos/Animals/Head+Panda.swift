extension Head {
  /// Round black ears, a round white face, black patches around small eyes, a small nose.
  func drawPanda(_ artist: inout Artist) {
    let ear = artist.between(0.32, 0.42)
    for side in Self.sides {
      ellipse(side * 0.76, -0.74, ear, ear, coat.dark)
      ellipse(side * 0.74, -0.7, ear * 0.55, ear * 0.55, Paint(colour: coat.dark.colour * 1.3))
    }
    ellipse(0, 0, 1.08, 0.95, coat.main)
    let droop = artist.between(0.35, 0.65)
    for side in Self.sides {
      let x = side * 0.43 + 0.16 * turn
      ellipse(x, -0.05, 0.24, 0.33, angle: -side * droop, coat.dark)
      ellipse(x - side * 0.04, -0.09, 0.115, 0.115, Paint(colour: coat.iris, relief: 0.4))
      ellipse(x - side * 0.04 + 0.02 * turn, -0.09, 0.07, 0.07, .flat(.black))
      glint(x - side * 0.04, -0.09, 0.1)
    }
    let x = 0.22 * turn
    ellipse(x, 0.46, 0.42, 0.33, coat.pale)
    ellipse(x, 0.32, 0.17, 0.11, Paint(colour: coat.nose, relief: 0.8))
    glint(x, 0.31, 0.09)
    mouth(x, 0.42, width: 0.24)
  }
}
