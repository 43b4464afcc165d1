/// Which values of the objective are better.
package enum Direction: String, Codable, Sendable {
  case maximize, minimize

  package func isBetter(_ value: Double, than other: Double) -> Bool {
    self == .maximize ? value > other : value < other
  }
}
