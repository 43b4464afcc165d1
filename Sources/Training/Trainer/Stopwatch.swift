/// Wall time since it was made.
struct Stopwatch {
  private let start = ContinuousClock.now

  var seconds: Double {
    let passed = start.duration(to: .now).components
    return Double(passed.seconds) + Double(passed.attoseconds) * 1e-18
  }
}
