import Glibc
import Platform

/// Whole numbers from `low` to `high`, both included:
/// `{"type": "int", "low": 1, "high": 4, "scale": "linear", "step": 1}`.
///
/// With a step only low, low + step, ... are taken; on the log scale the step is a factor (low,
/// low * step, ...).
package struct IntHyperparameter: Hyperparameter {
  package static let kind = "int"
  package static let fieldNames = ["low", "high", "scale", "step"]

  private let low: Int
  private let high: Int
  private let scale: Scale
  private let step: Int?
  private let valueCount: Int

  package init(_ fields: HyperparameterFields) throws {
    low = try fields.integer("low")
    high = try fields.integer("high")
    scale = try fields.scale()
    guard low <= high else { throw fields.error("\"low\" is \(low), above \"high\", \(high)") }
    guard scale == .linear || low >= 1 else {
      throw fields.error("\"low\" is \(low); scale \"\(scale.rawValue)\" needs at least 1")
    }
    guard fields.optional("step") != nil else {
      step = nil
      valueCount = high - low + 1
      return
    }
    let step = try fields.integer("step")
    switch scale {
    case .linear:
      guard step >= 1 else { throw fields.error("\"step\" is \(step), below 1") }
      valueCount = (high - low) / step + 1
    case .log:
      guard step >= 2 else {
        throw fields.error("\"step\" is \(step), a factor on the log scale, below 2")
      }
      var count = 1
      var value = low
      while value <= high / step {
        value *= step
        count += 1
      }
      valueCount = count
    case .reverseLog:
      throw fields.error("\"step\" does not go with scale \"reverse_log\"")
    }
    self.step = step
  }

  package var count: Int? { valueCount }

  package func value(at unit: Double) -> JSONValue {
    if step != nil || scale == .linear {
      return value(index: min(Int(unit * Double(valueCount)), valueCount - 1))
    }
    // Each number owns the stretch from half below it to half above it.
    let place = scale == .reverseLog ? 1 - unit : unit
    let sampled = Scale.log.value(at: place, low: Double(low) - 0.5, high: Double(high) + 0.5)
    let whole = min(max(Int(sampled.rounded()), low), high)
    return .integer(Int64(scale == .reverseLog ? low + (high - whole) : whole))
  }

  package func value(index: Int) -> JSONValue {
    guard let step else { return .integer(Int64(low + index)) }
    if scale == .linear { return .integer(Int64(low + index * step)) }
    return .integer(Int64((0..<index).reduce(low) { value, _ in value * step }))
  }

  package func index(of value: JSONValue) -> Int? {
    guard case .integer(let number) = value, let whole = Int(exactly: number),
      (low...high).contains(whole)
    else { return nil }
    guard scale != .linear, step != nil else {
      let (index, rest) = (whole - low).quotientAndRemainder(dividingBy: step ?? 1)
      return rest == 0 && index < valueCount ? index : nil
    }
    return (0..<valueCount).first { self.value(index: $0) == value }
  }

  package func stretch(of value: JSONValue) -> ClosedRange<Double>? {
    guard let index = index(of: value) else { return nil }
    guard scale != .linear, step == nil else {
      return Double(index) / Double(valueCount)...Double(index + 1) / Double(valueCount)
    }
    // As in `value(at:)`: from half below the number to half above it.
    let whole = scale == .reverseLog ? high - index : low + index
    let ends = [-0.5, 0.5].map {
      Scale.log.place(of: Double(whole) + $0, low: Double(low) - 0.5, high: Double(high) + 0.5)
    }
    return scale == .reverseLog
      ? ClosedRange(between: 1 - ends[0], 1 - ends[1]) : ClosedRange(between: ends[0], ends[1])
  }

  package var json: [String: JSONValue] {
    var json: [String: JSONValue] = [
      "low": .integer(Int64(low)), "high": .integer(Int64(high)),
      "scale": .string(scale.rawValue),
    ]
    if let step { json["step"] = .integer(Int64(step)) }
    return json
  }
}
