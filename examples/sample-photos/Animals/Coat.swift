/// The colours of one animal.
struct Coat {
  var main: Paint
  /// Muzzle, chest, belly.
  var pale: Paint
  /// Ears, legs, tail: where the species has them of another colour.
  var dark: Paint
  var iris: Colour
  var nose: Colour

  /// Cats and dogs share most colours, so that colour alone does not tell them apart.
  static func random(_ species: Species, _ artist: inout Artist) -> Coat {
    switch species {
    case .panda: return panda(&artist)
    case .cat: return cat(&artist)
    case .dog: return dog(&artist)
    }
  }

  private static func cat(_ artist: inout Artist) -> Coat {
    let base = artist.varied(artist.pick(shared + Self.cats))
    let stripe = base * 0.45
    let marking: Paint.Marking =
      switch artist.whole(0, 4) {
      case 0, 1: .stripes(stripe, frequency: artist.between(1.6, 2.4))
      case 2: .patches(artist.varied(artist.pick(shared)), threshold: artist.between(0, 0.3))
      default: .plain
      }
    let pale = artist.chance(0.6) ? base.mixed(with: .white, 0.75) : base.mixed(with: .white, 0.2)
    return Coat(
      main: .fur(base, marking), pale: .fur(pale), dark: .fur(base * 0.85, marking),
      iris: artist.varied(
        artist.pick([Colour(hex: 0x9BC53D), Colour(hex: 0xE6B422), Colour(hex: 0x5BA4CF)])),
      nose: artist.pick([Colour(hex: 0xD98C8C), Colour(hex: 0x4A3532)]))
  }

  private static func dog(_ artist: inout Artist) -> Coat {
    let base = artist.varied(artist.pick(shared + Self.dogs))
    let marking: Paint.Marking =
      switch artist.whole(0, 4) {
      case 0, 1: .patches(artist.varied(artist.pick(shared)), threshold: artist.between(-0.1, 0.3))
      default: .plain
      }
    let pale = artist.chance(0.6) ? base.mixed(with: .white, 0.6) : base.mixed(with: .white, 0.15)
    let ears = artist.chance(0.7) ? base * artist.between(0.45, 0.75) : base * 0.92
    return Coat(
      main: .fur(base, marking), pale: .fur(pale), dark: .fur(ears),
      iris: artist.varied(Colour(hex: 0x4A2F1B)), nose: Colour(hex: 0x1D1A1A))
  }

  private static func panda(_ artist: inout Artist) -> Coat {
    let white = artist.varied(artist.pick([Colour(hex: 0xF2EFE6), Colour(hex: 0xE3DAC6)]))
    let black = artist.varied(artist.pick([Colour(hex: 0x201E1F), Colour(hex: 0x352C28)]))
    return Coat(
      main: .fur(white), pale: .fur(white.mixed(with: .white, 0.3)), dark: .fur(black),
      iris: Colour(hex: 0x3A2A20), nose: Colour(hex: 0x1A1818))
  }

  private static let shared = [
    Colour(hex: 0x2B2828), Colour(hex: 0xEDE8DF), Colour(hex: 0xC98B4B),
  ]
  private static let cats = [
    Colour(hex: 0x5E6064), Colour(hex: 0x8A8D93), Colour(hex: 0xB9B4AD), Colour(hex: 0xD98A3D),
  ]
  private static let dogs = [
    Colour(hex: 0x7A5434), Colour(hex: 0x9A6A3C), Colour(hex: 0xDDB98A), Colour(hex: 0xC99A5B),
  ]
}
