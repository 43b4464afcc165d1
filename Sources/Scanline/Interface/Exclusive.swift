import Platform

/// Lets one call at a time into an object that cannot serve two.
final class Exclusive: Sendable {
  private let taken = Mutex(false, survivesFork: true)

  /// Runs `body`, or throws `busy` when another call is inside.
  func run<Result>(_ noun: String, _ body: () throws -> Result) throws -> Result {
    let free = taken.withLock { taken in
      defer { taken = true }
      return !taken
    }
    guard free else { throw ScanlineError(.busy, "the \(noun) is at work in another call") }
    defer { taken.withLock { $0 = false } }
    return try body()
  }
}
