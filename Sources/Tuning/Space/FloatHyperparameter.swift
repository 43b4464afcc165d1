import Glibc
import Platform

/// Numbers from `low` to `high`:
/// `{"type": "float", "low": 1e-4, "high": 1e-2, "scale": "log", "step": 10}`.
///
/// Without a step a continuum. With one only low, low + step, ... up to and including `high` where the
/// steps meet it; on the log scale the step is a factor.
package struct FloatHyperparameter: Hyperparameter {
  package static let kind = "float"
  package static let fieldNames = ["low", "high", "scale", "step"]

  private let low: Double
  private let high: Double
  private let scale: Scale
  private let step: Double?
  package let count: Int?

  /// Steps are at least so many units in the last place of the largest value, so that rounding never makes two
  /// values one.
  private static let leastStep = 8.0

  package init(_ fields: HyperparameterFields) throws {
    low = try fields.number("low")
    high = try fields.number("high")
    scale = try fields.scale()
    guard low <= high else { throw fields.error("\"low\" is \(low), above \"high\", \(high)") }
    guard scale == .linear || low >= HyperparameterFields.smallestNumber else {
      throw fields.error(
        "\"low\" is \(low); scale \"\(scale.rawValue)\" needs at least "
          + "\(HyperparameterFields.smallestNumber)")
    }
    guard fields.optional("step") != nil else {
      step = nil
      count = low == high ? 1 : nil
      return
    }
    let step = try fields.number("step")
    let intervals: Double
    /// Below it, rounding would make several values one.
    let least: Double
    switch scale {
    case .linear:
      guard step > 0 else { throw fields.error("\"step\" is \(step), not above 0") }
      intervals = (high - low) / step
      least = Self.leastStep * max(abs(low), abs(high)).ulp
    case .log:
      guard step > 1 else {
        throw fields.error("\"step\" is \(step), a factor on the log scale, not above 1")
      }
      let range = Glibc.log(high / low)
      intervals = range / Glibc.log(step)
      least = 1 + 2 * Self.leastStep * max(range, 1) * 1.0.ulp
    case .reverseLog:
      throw fields.error("\"step\" does not go with scale \"reverse_log\"")
    }
    guard step >= least else {
      throw fields.error(
        "\"step\" is \(step), too small to tell the values from \(low) to \(high) apart, which takes "
          + "\(least)")
    }
    // 0.3 / 0.1 is a little less than 3: the last step must not be lost to rounding.
    count = (Int(exactly: (intervals + 1e-9).rounded(.down)) ?? 0) + 1
    self.step = step
  }

  package func value(at unit: Double) -> JSONValue {
    if let count { return value(index: min(Int(unit * Double(count)), count - 1)) }
    return .number(scale.value(at: unit, low: low, high: high))
  }

  package func value(index: Int) -> JSONValue {
    guard let step else { return .number(low) }
    let exact = scale == .log ? low * pow(step, Double(index)) : low + Double(index) * step
    // 0.3 and not 0.30000000000000004, where the difference is rounding alone.
    let scaled = exact * 1e10
    let short = scaled.rounded() / 1e10
    let grain = scale == .log ? exact.ulp : max(abs(low), abs(high)).ulp
    let value = abs(scaled) < 0x1p53 && abs(short - exact) <= 2 * grain ? short : exact
    return .number(min(max(value, low), high))
  }

  package func index(of value: JSONValue) -> Int? {
    guard let count, let number = value.double, (low...high).contains(number) else { return nil }
    guard let step else { return 0 }
    let steps =
      scale == .log ? Glibc.log(number / low) / Glibc.log(step) : (number - low) / step
    guard let nearest = Int(exactly: steps.rounded()) else { return nil }
    // Among very many steps their number is rounded, too.
    let candidates = [nearest, nearest - 1, nearest + 1].filter { (0..<count).contains($0) }
    if let index = candidates.first(where: { self.value(index: $0).double == number }) {
      return index
    }
    return abs(steps - steps.rounded()) < 1e-6 && nearest < count ? nearest : nil
  }

  package func stretch(of value: JSONValue) -> ClosedRange<Double>? {
    if let count {
      return index(of: value).map {
        Double($0) / Double(count)...Double($0 + 1) / Double(count)
      }
    }
    guard let number = value.double, (low...high).contains(number) else { return nil }
    let place = scale.place(of: number, low: low, high: high)
    return ClosedRange(between: place, place)
  }

  package var json: [String: JSONValue] {
    var json: [String: JSONValue] = [
      "low": .number(low), "high": .number(high), "scale": .string(scale.rawValue),
    ]
    if let step { json["step"] = .number(step) }
    return json
  }
}
