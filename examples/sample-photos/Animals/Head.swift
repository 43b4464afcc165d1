/// A head of radius 1 around the origin, seen from the front. `turn` (-1 to 1) moves the features to the side
/// to which the animal looks.
struct Head {
  let canvas: Canvas
  let space: Space
  let coat: Coat
  let turn: Float

  func draw(_ species: Species, _ artist: inout Artist) {
    switch species {
    case .cat: drawCat(&artist)
    case .dog: drawDog(&artist)
    case .panda: drawPanda(&artist)
    }
  }

  // MARK: - Parts that the species share

  func ellipse(
    _ x: Float, _ y: Float, _ rx: Float, _ ry: Float, angle: Float = 0, _ paint: Paint
  ) {
    canvas.fill(
      .ellipse(centre: Vector(x, y), radii: Vector(rx, ry), angle: angle), paint, in: space)
  }

  /// Left and right: -1 and 1.
  static let sides: [Float] = [-1, 1]

  /// A glint makes an eye alive.
  func glint(_ x: Float, _ y: Float, _ size: Float) {
    ellipse(x - 0.4 * size, y - 0.45 * size, 0.32 * size, 0.32 * size, .flat(.white))
  }

  /// From the nose down, and to both sides.
  func mouth(_ x: Float, _ y: Float, width: Float) {
    let paint = Paint.flat(Colour(hex: 0x2A1B18))
    canvas.stroke(
      [Vector(x, y), Vector(x, y + 0.14)], paint, from: 0.022, to: 0.022, in: space)
    for side in Self.sides {
      canvas.stroke(
        [
          Vector(x, y + 0.14), Vector(x + side * width * 0.5, y + 0.22),
          Vector(x + side * width, y + 0.14),
        ], paint, from: 0.025, to: 0.015, in: space)
    }
  }
}
