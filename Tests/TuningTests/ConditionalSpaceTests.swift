import Compute
import Platform
import Testing

@testable import Tuning

@Suite struct ConditionalSpaceTests {
  private static let text = """
    {"optimizer": {"type": "choice", "values": ["sgd", "adam", "none"]},
     "momentum": {"type": "float", "low": 0, "high": 0.9, "step": 0.3, "when": {"optimizer": "sgd"}},
     "nesterov": {"type": "boolean", "when": {"momentum": [0.6, 0.9]}},
     "warmup": {"type": "int", "low": 1, "high": 5, "when": {"optimizer": ["sgd", "adam"]}},
     "flip": {"type": "boolean"}}
    """

  private func space() throws -> SearchSpace { try SearchSpace(json: Self.text) }

  /// Whether a point has the keys that it must have, and no others.
  private func isWhole(_ point: Hyperparameters) -> Bool {
    let values = point.values
    var keys: Set<String> = ["optimizer", "flip"]
    if values["optimizer"] != .string("none") { keys.insert("warmup") }
    if values["optimizer"] == .string("sgd") { keys.insert("momentum") }
    if [0.6, 0.9].contains(values["momentum"]?.double) { keys.insert("nesterov") }
    return Set(values.keys) == keys
  }

  @Test func countsAndNumbersItsPoints() throws {
    let space = try space()
    // sgd: (2 momenta + 2 × 2) × 5 warmups; adam: 5 warmups; none: 1; each flipped or not.
    let count = (6 * 5 + 5 + 1) * 2
    #expect(space.cardinality == count)
    let points = try (0..<count).map { try space.point(index: $0) }
    #expect(Set(points).count == count)
    #expect(points.allSatisfy(isWhole))
  }

  @Test func pointsHaveWhatTheirValuesAskFor() throws {
    let space = try space()
    var random = RandomStream(seed: 1, .test)
    let points = try (0..<300).map { _ in try space.sample(&random) }
    #expect(points.allSatisfy(isWhole))
    #expect(points.contains { $0.values["nesterov"] != nil })
    let diagonal = try space.diagonal(count: 4)
    #expect(diagonal.allSatisfy(isWhole))
    for key in space.keys { #expect(diagonal.contains { $0.values[key] != nil }, "\(key)") }
  }

  @Test func coordinatesLeadBackToThePoint() throws {
    let space = UnitSpace(try space())
    for index in 0..<72 {
      let point = try space.space.point(index: index)
      let coordinates = try #require(space.coordinates(of: point))
      #expect(try space.point(at: coordinates) == point)
      var settled = coordinates.map { $0.isNaN ? 0.3 : $0 }
      space.settle(&settled)
      #expect(zip(settled, coordinates).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
    let foreign = try Hyperparameters(["optimizer": .string("none"), "flip": .integer(1)])
    #expect(space.coordinates(of: foreign) == nil)
  }

  /// Every kind's values lie in the stretch that is said to be theirs.
  @Test(
    arguments: [
      #"{"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"}"#,
      #"{"type": "float", "low": 0.5, "high": 0.99, "scale": "reverse_log"}"#,
      #"{"type": "float", "low": 1, "high": 64, "scale": "log", "step": 2}"#,
      #"{"type": "float", "low": 0, "high": 0.5, "step": 0.1}"#,
      // Steps that are small beside the values.
      #"{"type": "float", "low": 0, "high": 1e6, "step": 1e-9}"#,
      #"{"type": "float", "low": -7, "high": 1e12, "step": 1e-3}"#,
      #"{"type": "float", "low": 1e10, "high": 1.0000001e10, "step": 0.001}"#,
      #"{"type": "float", "low": 0, "high": 1, "step": 2e-15}"#,
      #"{"type": "float", "low": -0.3, "high": 0.3, "step": 0.1}"#,
      #"{"type": "float", "low": 1e-5, "high": 1, "scale": "log", "step": 1.0000001}"#,
      #"{"type": "float", "low": 1e-5, "high": 1, "scale": "log", "step": 1.0000000000001}"#,
      #"{"type": "float", "low": 1e-150, "high": 1e150, "scale": "log"}"#,
      #"{"type": "int", "low": 1, "high": 50, "scale": "log"}"#,
      #"{"type": "int", "low": 1, "high": 50, "scale": "reverse_log"}"#,
      #"{"type": "int", "low": 3, "high": 100, "scale": "log", "step": 3}"#,
      #"{"type": "int", "low": -4, "high": 9, "step": 3}"#,
      #"{"type": "choice", "values": ["a", 2, true]}"#,
      #"{"type": "boolean"}"#,
      #"{"type": "fixed", "value": 7}"#,
    ])
  func stretchesAreInverse(text: String) throws {
    let space = try SearchSpace(json: "{\"x\": \(text)}")
    let parameter = space.dimensions[0].parameter
    for step in 0..<1000 {
      let place = (Double(step) + 0.5) / 1000
      let value = parameter.value(at: place)
      let stretch = try #require(parameter.stretch(of: value))
      #expect(stretch.lowerBound - 1e-9 <= place && place <= stretch.upperBound + 1e-9)
      if parameter.count != nil {
        let index = try #require(parameter.index(of: value), "\(value)")
        #expect(parameter.value(index: index) == value)
        #expect(parameter.value(at: stretch.middle) == value)
      }
    }
    #expect(parameter.stretch(of: .string("nothing of this kind")) == nil)
    #expect(parameter.stretch(of: .number(1e200)) == nil)
  }

  /// Their ratio may be 1, and its logarithm 0.
  @Test(arguments: Scale.allCases)
  func neighboursHavePlaces(scale: Scale) throws {
    for low in [1, 1.9999999999999998, 1e-150, 7e149] {
      let fields =
        #""type": "float", "low": \#(low), "high": \#(low.nextUp), "scale": "\#(scale.rawValue)""#
      let parameter = try SearchSpace(json: "{\"x\": {\(fields)}}").dimensions[0].parameter
      for value in [low, low.nextUp] {
        let stretch = try #require(parameter.stretch(of: .number(value)))
        #expect(0 <= stretch.lowerBound && stretch.upperBound <= 1)
      }
    }
  }

  @Test(
    arguments: [
      (#"{"a": {"type": "boolean", "when": 3}}"#, ["\"a\"", "\"when\" is 3"]),
      (#"{"a": {"type": "boolean", "when": {"b": true}}}"#, ["\"a\"", "\"b\"", "does not have"]),
      (
        #"{"a": {"type": "boolean", "when": {"b": 1}}, "b": {"type": "boolean"}}"#,
        ["\"a\"", "asks for 1", "\"b\" never is"]
      ),
      (
        #"{"a": {"type": "boolean", "when": {"b": 1}}, "b": {"type": "float", "low": 0, "high": 1}}"#,
        ["\"a\"", "\"b\"", "continuum"]
      ),
      (
        #"{"a": {"type": "boolean", "when": {"b": []}}, "b": {"type": "boolean"}}"#,
        ["\"a\"", "no value of \"b\""]
      ),
      (
        #"{"a": {"type": "boolean", "when": {"b": true}}, "b": {"type": "boolean", "when": {"a": true}}}"#,
        ["\"a\"", "itself"]
      ),
    ] as [(String, [String])])
  func refuses(text: String, words: [String]) {
    let error = scanlineError { _ = try SearchSpace(json: text) }
    #expect(error?.kind == .invalidArgument)
    for word in words {
      #expect(error?.message.contains(word) == true, "\(text): \(error?.message ?? "no error")")
    }
  }
}
