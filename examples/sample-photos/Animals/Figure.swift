import Glibc

/// One animal: body and head, in head radii around the head's centre.
struct Figure {
  let canvas: Canvas
  let space: Space
  let species: Species
  let coat: Coat

  func draw(_ pose: Pose, _ artist: inout Artist) {
    switch pose {
    case .portrait: drawShoulders()
    case .sitting: drawSitting(&artist)
    case .standing: drawStanding(&artist)
    }
    let turn = pose == .standing ? artist.between(-1, -0.2) : artist.between(-1, 1)
    let head = space.inner(at: .zero, angle: artist.around(0.08))
    canvas.fill(
      .ellipse(centre: Vector(0, 0.55), radii: Vector(1.0, 0.75)), .shadow(0.3, softness: 0.35),
      in: space)
    Head(canvas: canvas, space: head, coat: coat, turn: turn).draw(species, &artist)
  }

  /// Legs and shoulders of a panda are black; others have them in the coat's colour.
  private var limbs: Paint { species == .panda ? coat.dark : coat.main }

  private func ellipse(_ x: Float, _ y: Float, _ rx: Float, _ ry: Float, _ paint: Paint) {
    canvas.fill(.ellipse(centre: Vector(x, y), radii: Vector(rx, ry)), paint, in: space)
  }

  private func limb(_ from: Vector, _ to: Vector, _ start: Float, _ end: Float, _ paint: Paint) {
    canvas.fill(.limb(from: from, to: to, startRadius: start, endRadius: end), paint, in: space)
  }

  private func drawShoulders() {
    ellipse(0, 2.2, 1.55, 1.5, limbs)
    ellipse(0, 1.9, 0.75, 1.0, species == .panda ? coat.dark : coat.pale)
  }

  private func drawSitting(_ artist: inout Artist) {
    ellipse(0, 3.75, 1.9, 0.35, .shadow(0.4, softness: 0.25))
    drawTail(from: Vector(0.9, 3.4), to: Vector(artist.between(1.6, 1.9), 2.2), &artist)
    ellipse(0, 2.35, 1.15, 1.5, coat.main)
    if species == .panda {
      drawPandaLimbs()
      return
    }
    for side in Head.sides { ellipse(side * 0.82, 3.2, 0.58, 0.62, coat.main) }
    ellipse(0, 1.95, 0.55, 0.85, coat.pale)
    let paws = artist.chance(0.5) ? coat.pale : coat.main
    for side in Head.sides {
      limb(Vector(side * 0.4, 1.9), Vector(side * 0.38, 3.5), 0.3, 0.24, coat.main)
      ellipse(side * 0.4, 3.65, 0.33, 0.2, paws)
    }
  }

  /// A panda sits with its legs stretched out to the sides and its arms on its belly.
  private func drawPandaLimbs() {
    ellipse(0, 1.3, 1.05, 0.5, coat.dark)
    for side in Head.sides {
      limb(Vector(side * 0.9, 3.3), Vector(side * 1.2, 3.55), 0.42, 0.36, coat.dark)
      ellipse(side * 1.3, 3.5, 0.36, 0.38, coat.dark)
      limb(Vector(side * 1.0, 1.5), Vector(side * 1.08, 2.2), 0.32, 0.28, coat.dark)
      limb(Vector(side * 1.08, 2.2), Vector(side * 0.62, 2.55), 0.28, 0.24, coat.dark)
    }
  }

  private func drawStanding(_ artist: inout Artist) {
    let stride = artist.between(-0.3, 0.3)
    ellipse(2.1, 3.3, 2.3, 0.3, .shadow(0.4, softness: 0.25))
    drawTail(from: Vector(3.8, 1.0), to: Vector(artist.between(4.2, 4.6), -0.2), &artist)
    var far = limbs
    far.colour *= 0.7
    let thick: Float = species == .panda ? 0.42 : species == .dog ? 0.3 : 0.26
    for hip in [Float(1.2), 3.3] {
      limb(Vector(hip, 1.7), Vector(hip + stride, 3.2), thick, thick * 0.8, far)
    }
    ellipse(2.15, 1.35, 1.95, 0.95, coat.main)
    if species == .panda {
      ellipse(0.95, 1.3, 0.72, 0.95, coat.dark)
    } else {
      ellipse(2.1, 1.95, 1.3, 0.35, coat.pale)
      limb(Vector(0.3, 0.5), Vector(1.1, 1.1), 0.6, 0.8, coat.main)
    }
    for hip in [Float(0.85), 3.6] {
      limb(Vector(hip, 1.6), Vector(hip - stride, 3.2), thick * 1.15, thick * 0.8, limbs)
      ellipse(hip - stride - 0.08, 3.3, thick, 0.18, limbs)
    }
  }

  /// A cat's is long and thin, a dog's short and thick, a panda's hardly there.
  private func drawTail(from root: Vector, to tip: Vector, _ artist: inout Artist) {
    let reach: Float
    let radii: (Float, Float)
    switch species {
    case .cat: (reach, radii) = (1.15, (0.17, 0.12))
    case .dog: (reach, radii) = (0.8, (0.26, 0.14))
    case .panda: (reach, radii) = (0.15, (0.28, 0.2))
    }
    let way = (tip - root) * reach
    let bend = Vector(way.y, -way.x) * artist.between(-0.45, 0.45)
    let points = (0...8).map { step -> Vector in
      let t = Float(step) / 8
      return root + way * t + bend * sin(3.1416 * t)
    }
    canvas.stroke(points, coat.main, from: radii.0, to: radii.1, in: space)
  }
}
