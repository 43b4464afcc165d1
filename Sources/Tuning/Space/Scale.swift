import Glibc

/// How the values of a range are spread over the unit interval.
package enum Scale: String, CaseIterable, Sendable {
  case linear
  /// Equal ratios are equally likely: dense at the low end. Needs a positive low end.
  case log
  /// `log` turned round: dense at the high end.
  case reverseLog = "reverse_log"

  /// The number at a place of the unit interval, never outside the bounds.
  func value(at unit: Double, low: Double, high: Double) -> Double {
    let value =
      switch self {
      case .linear: low + (high - low) * unit
      case .log: low * pow(high / low, unit)
      case .reverseLog: high + low - low * pow(high / low, 1 - unit)
      }
    return min(max(value, low), high)
  }

  /// The place of the unit interval that has this number, for `low` below `high`.
  func place(of number: Double, low: Double, high: Double) -> Double {
    let place =
      switch self {
      case .linear: (number - low) / (high - low)
      case .log: Glibc.log(number / low) / Glibc.log(high / low)
      case .reverseLog: 1 - Glibc.log((high + low - number) / low) / Glibc.log(high / low)
      }
    // Not by `min` and `max`, which let NaN through: bounds may be too near for a ratio.
    return place > 0 ? min(place, 1) : 0
  }
}
