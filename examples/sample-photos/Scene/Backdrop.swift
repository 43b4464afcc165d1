import Glibc

/// What is behind the animal. Any animal may be in front of any of them.
enum Backdrop: CaseIterable {
  case meadow, room, blur, wall, forest, snow

  func paint(on canvas: Canvas, _ artist: inout Artist) {
    switch self {
    case .meadow: meadow(canvas, &artist)
    case .room: room(canvas, &artist)
    case .blur: blur(canvas, &artist)
    case .wall: wall(canvas, &artist)
    case .forest: forest(canvas, &artist)
    case .snow: snow(canvas, &artist)
    }
  }

  private func meadow(_ canvas: Canvas, _ artist: inout Artist) {
    let horizon = artist.between(0.15, 0.6)
    let sky = artist.varied(artist.pick([Colour(hex: 0x8FC1E8), Colour(hex: 0xC9D8E2)]))
    let grass = artist.varied(artist.pick([Colour(hex: 0x5C8A3A), Colour(hex: 0x8A9648)]))
    ground(
      canvas, horizon, far: sky, near: .white, below: grass.mixed(with: .white, 0.2), grass * 0.7)
    let size = Float(canvas.width) / 100
    for _ in 0..<260 {
      let depth = artist.between(0, 1)
      let root = Vector(
        artist.between(0, 1) * Float(canvas.width),
        (horizon + (1 - horizon) * depth) * Float(canvas.height) + size)
      let tip = root + Vector(artist.around(1.2), -artist.between(2, 6)) * (size * (0.4 + depth))
      let colour = grass * artist.between(0.6, 1.35)
      canvas.fill(
        .limb(from: root, to: tip, startRadius: size * 0.45 * (0.4 + depth), endRadius: size * 0.1),
        .flat(colour), in: canvas.space)
    }
  }

  private func room(_ canvas: Canvas, _ artist: inout Artist) {
    let horizon = artist.between(0.5, 0.85)
    let wall = artist.varied(Self.interior(&artist))
    let floor = artist.varied(artist.pick([Colour(hex: 0x8C6239), Colour(hex: 0x9C9388)]))
    ground(canvas, horizon, far: wall * 0.85, near: wall, below: floor * 0.8, floor * 1.1)
    let width = Float(canvas.width)
    let edge = horizon * Float(canvas.height)
    let boards = artist.whole(4, 9)
    for board in 0...boards {
      let x = width * Float(board) / Float(boards)
      canvas.fill(
        .limb(
          from: Vector(width / 2 + (x - width / 2) * 0.6, edge),
          to: Vector(width / 2 + (x - width / 2) * 1.8, Float(canvas.height)), startRadius: 0.5,
          endRadius: 1.5), .flat(floor * 0.6), in: canvas.space)
    }
    canvas.fill(
      .limb(
        from: Vector(0, edge), to: Vector(width, edge), startRadius: width * 0.012,
        endRadius: width * 0.012), .flat(wall.mixed(with: .white, 0.6)), in: canvas.space)
    guard artist.chance(0.7) else { return }
    let centre = Vector(artist.between(0.1, 0.9) * width, artist.between(0.1, 0.5) * edge)
    let half = Vector(artist.between(0.1, 0.18), artist.between(0.08, 0.16)) * width
    frame(canvas, centre, half, .flat(Colour(hex: 0x4A3728)))
    frame(canvas, centre, half * 0.85, Paint(colour: artist.varied(Self.interior(&artist))))
  }

  private func blur(_ canvas: Canvas, _ artist: inout Artist) {
    let dark = artist.varied(artist.pick([Colour(hex: 0x2F4A2B), Colour(hex: 0x4A3B52)]))
    let bright = artist.varied(artist.pick([Colour(hex: 0xB9C77A), Colour(hex: 0xE2B383)]))
    ground(canvas, 1, far: dark, near: dark.mixed(with: bright, 0.6), below: dark, dark)
    let size = Float(min(canvas.width, canvas.height))
    for _ in 0..<artist.whole(12, 30) {
      let radius = size * artist.between(0.03, 0.14)
      let centre = Vector(
        artist.between(0, 1) * Float(canvas.width), artist.between(0, 1) * Float(canvas.height))
      let paint = Paint(
        colour: dark.mixed(with: bright, artist.between(0.3, 1.3)), relief: 0,
        softness: radius * 0.15, opacity: artist.between(0.2, 0.6))
      canvas.fill(
        .ellipse(centre: centre, radii: Vector(repeating: radius)), paint, in: canvas.space)
    }
  }

  private func wall(_ canvas: Canvas, _ artist: inout Artist) {
    let colour = artist.varied(Self.interior(&artist))
    ground(canvas, 1, far: colour, near: colour * 0.75, below: colour, colour)
    let size = Float(max(canvas.width, canvas.height))
    let pitch = size * artist.between(0.04, 0.1)
    let slant = artist.between(-1.6, 1.6)
    let contrast = artist.between(0, 0.25)
    canvas.map { point, colour in
      let wave = sin(6.283 * (point.x * cos(slant) + point.y * sin(slant)) / pitch)
      return colour * (1 + contrast * min(max(wave * 4, -1), 1) * 0.5)
    }
  }

  private func forest(_ canvas: Canvas, _ artist: inout Artist) {
    let green = artist.varied(artist.pick([Colour(hex: 0x3F6B35), Colour(hex: 0x6B8F4A)]))
    ground(
      canvas, 0.8, far: green.mixed(with: .white, 0.5), near: green, below: green * 0.5, green * 0.7
    )
    let width = Float(canvas.width)
    let height = Float(canvas.height)
    for _ in 0..<artist.whole(8, 16) {
      let x = artist.between(0, width)
      let radius = width * artist.between(0.012, 0.04)
      let lean = artist.around(0.04) * height
      let wood = artist.varied(artist.pick([Colour(hex: 0x7FA04A), Colour(hex: 0x5A4632)]))
      canvas.fill(
        .limb(
          from: Vector(x, height), to: Vector(x + lean, -radius), startRadius: radius,
          endRadius: radius * 0.8), Paint(colour: wood * artist.between(0.5, 1.1)),
        in: canvas.space)
      for _ in 0..<5 {
        let root = Vector(x, artist.between(0, 0.8) * height)
        canvas.fill(
          .ellipse(
            centre: root, radii: Vector(radius * 4, radius * 0.9), angle: artist.between(-0.9, 0.9)),
          Paint(colour: green * artist.between(0.6, 1.4)), in: canvas.space)
      }
    }
  }

  private func snow(_ canvas: Canvas, _ artist: inout Artist) {
    let sky = artist.varied(Colour(hex: 0x9FB2C8))
    let white = artist.varied(Colour(hex: 0xE8ECF2))
    ground(canvas, artist.between(0.2, 0.5), far: sky, near: white, below: white * 0.9, white)
    let size = Float(max(canvas.width, canvas.height))
    for _ in 0..<60 {
      let centre = Vector(
        artist.between(0, 1) * Float(canvas.width), artist.between(0, 1) * Float(canvas.height))
      let radius = size * artist.between(0.002, 0.008)
      canvas.fill(
        .ellipse(centre: centre, radii: Vector(repeating: radius)),
        Paint(colour: .white, relief: 0, softness: radius, opacity: 0.8), in: canvas.space)
    }
  }

  // MARK: - Parts

  /// Two gradients that meet at the horizon (a share of the height), and a cloudy texture over both.
  private func ground(
    _ canvas: Canvas, _ horizon: Float, far: Colour, near: Colour, below: Colour, _ front: Colour
  ) {
    let height = Float(canvas.height)
    let grain = 9 / Float(max(canvas.width, canvas.height))
    canvas.map { point, _ in
      let y = point.y / height
      let colour =
        y < horizon
        ? far.mixed(with: near, y / horizon)
        : below.mixed(with: front, (y - horizon) / max(1 - horizon, 0.01))
      let texture =
        canvas.noise.value(point * grain) + 0.5 * canvas.noise.value(point * (grain * 4))
      return colour * (1 + 0.06 * texture)
    }
  }

  private func frame(_ canvas: Canvas, _ centre: Vector, _ half: Vector, _ paint: Paint) {
    canvas.fill(
      .polygon([
        centre - half, centre + Vector(half.x, -half.y), centre + half,
        centre + Vector(-half.x, half.y),
      ]), paint, in: canvas.space)
  }

  private static func interior(_ artist: inout Artist) -> Colour {
    artist.pick([
      Colour(hex: 0xC8B79A), Colour(hex: 0x8FA3AD), Colour(hex: 0xA8705C), Colour(hex: 0xDAD6CD),
      Colour(hex: 0x5F6B55), Colour(hex: 0x6E5A7A), Colour(hex: 0x3D4650), Colour(hex: 0xD1A96F),
    ])
  }
}
