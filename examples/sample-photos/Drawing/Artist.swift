import Compute

/// Random choices for one picture, all from one stream.
struct Artist {
  private var random: RandomStream

  init(seed: UInt64, kind: UInt64, number: UInt64) {
    random = RandomStream(seed: seed, .drawing, kind, number)
  }

  mutating func between(_ low: Float, _ high: Float) -> Float { random.uniform(low, high) }

  mutating func whole(_ low: Int, _ high: Int) -> Int {
    low + random.integer(below: high - low + 1)
  }

  /// True with this probability.
  mutating func chance(_ probability: Float) -> Bool { random.uniform() < probability }

  /// One of the choices; they are never empty.
  mutating func pick<Choice>(_ choices: [Choice]) -> Choice {
    choices[random.integer(below: choices.count)]
  }

  /// About 0, with this deviation, at most three of them.
  mutating func around(_ deviation: Float) -> Float {
    min(max(Float(random.normal()), -3), 3) * deviation
  }

  mutating func number() -> UInt32 { random.next32() }

  /// The colour, a little different each time.
  mutating func varied(_ colour: Colour) -> Colour {
    let level = 1 + around(0.06)
    return colour * Colour(level + around(0.02), level + around(0.02), level + around(0.02), 1)
  }
}
