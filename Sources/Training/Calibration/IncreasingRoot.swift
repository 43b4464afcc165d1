/// Where an increasing function is 0: by Newton's steps, of which few are needed, within a bracket that shrinks, so
/// that they cannot stray. A step that would leave the bracket, or is more than half as long as the one before,
/// gives way to the bracket's middle.
enum IncreasingRoot {
  /// The step that is taken without another look: what it misses by is of the order of its square.
  private static let lastStep = 1e-5
  private static let stepLimit = 64

  /// - Parameter function: its value and derivative.
  /// - Returns: the root; the bound next to it for a function that has none in `range`; `start` for one that is not
  ///   finite there.
  static func find(
    in range: ClosedRange<Double>, from start: Double,
    _ function: (Double) throws -> (value: Double, slope: Double)
  ) rethrows -> Double {
    var (low, high) = (range.lowerBound, range.upperBound)
    // A bound that has not been looked at may be beyond the root, or not.
    var (isLowKnown, isHighKnown) = (false, false)
    var place = start
    var length = high - low
    for _ in 0..<stepLimit {
      let (value, slope) = try function(place)
      guard value.isFinite, value != 0 else { return place }
      if value > 0 {
        (high, isHighKnown) = (place, true)
      } else {
        (low, isLowKnown) = (place, true)
      }
      guard low < high else { return place }
      var next = place - value / max(slope, 0)
      if next >= high, !isHighKnown {
        next = high
      } else if next <= low, !isLowKnown {
        next = low
      } else if next <= low || next >= high || abs(next - place) > length / 2 {
        next = (low + high) / 2
      }
      length = abs(next - place)
      place = next
      if length <= lastStep { break }
    }
    return place
  }
}
