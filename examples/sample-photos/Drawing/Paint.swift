/// How a shape is filled.
struct Paint {
  /// A second colour on top of the first.
  enum Marking {
    case plain
    /// Wavy bands across, `frequency` a unit.
    case stripes(Colour, frequency: Float)
    /// Irregular patches where a noise exceeds `threshold` (-1 to 1).
    case patches(Colour, threshold: Float)
    /// Fades into the colour towards the lower edge.
    case below(Colour)
  }

  var colour: Colour
  var marking = Marking.plain
  /// How round the shape looks: 0 flat, 1 strong.
  var relief: Float = 0.6
  /// Strength of the fur's texture; 0 for smooth things.
  var fur: Float = 0
  /// Width of the edge beyond antialiasing, in units: for shadows and fluff.
  var softness: Float = 0
  var opacity: Float = 1

  static func flat(_ colour: Colour) -> Paint { Paint(colour: colour, relief: 0) }
  static func fur(_ colour: Colour, _ marking: Marking = .plain) -> Paint {
    Paint(colour: colour, marking: marking, fur: 0.14, softness: 0.02)
  }
  static func shadow(_ opacity: Float, softness: Float) -> Paint {
    Paint(colour: .black, relief: 0, softness: softness, opacity: opacity)
  }
}
