import Compute
import Glibc
import Platform
import Testing
import Tuning

@Suite struct SamplingTests {
  private static let draws = 4000

  /// What `draws` samples of a one-dimensional space give.
  private func sample(_ json: String) throws -> [JSONValue] {
    let space = try SearchSpace(json: #"{"x": \#(json)}"#)
    var random = RandomStream(seed: 11, .test)
    return try (0..<Self.draws).map { _ in
      try #require(try space.sample(&random).values["x"])
    }
  }

  private func numbers(_ json: String) throws -> [Double] {
    try sample(json).map { try #require($0.double) }
  }

  /// Expects equal shares of the samples in bins, within five standard deviations.
  private func expectUniform(_ places: [Double], bins: Int) {
    var counts = [Int](repeating: 0, count: bins)
    for place in places { counts[min(max(Int(place * Double(bins)), 0), bins - 1)] += 1 }
    let share = Double(places.count) / Double(bins)
    for count in counts {
      #expect(abs(Double(count) - share) < 5 * share.squareRoot(), "\(counts)")
    }
  }

  @Test func linearFloat() throws {
    let values = try numbers(#"{"type": "float", "low": -2, "high": 6}"#)
    #expect(values.allSatisfy { (-2...6).contains($0) })
    expectUniform(values.map { ($0 + 2) / 8 }, bins: 10)
  }

  @Test func logFloatIsUniformInTheLogarithm() throws {
    let values = try numbers(#"{"type": "float", "low": 1e-4, "high": 1e-2, "scale": "log"}"#)
    #expect(values.allSatisfy { (1e-4...1e-2).contains($0) })
    expectUniform(values.map { (log10($0) + 4) / 2 }, bins: 10)
  }

  @Test func reverseLogFloatIsDenseAtTheHighEnd() throws {
    let values = try numbers(#"{"type": "float", "low": 1, "high": 100, "scale": "reverse_log"}"#)
    #expect(values.allSatisfy { (1...100).contains($0) })
    expectUniform(values.map { log10(101 - $0) / 2 }, bins: 10)
  }

  @Test func steppedFloatIncludesBothEnds() throws {
    let values = try numbers(#"{"type": "float", "low": 0, "high": 0.5, "step": 0.1}"#)
    #expect(Set(values) == [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    expectUniform(values.map { ($0 * 10 + 0.5) / 6 }, bins: 6)
  }

  @Test func steppedLogFloatMultiplies() throws {
    let values = try numbers(
      #"{"type": "float", "low": 0.001, "high": 10, "scale": "log", "step": 10}"#)
    #expect(Set(values) == [0.001, 0.01, 0.1, 1, 10])
  }

  @Test func linearInt() throws {
    let values = try numbers(#"{"type": "int", "low": -3, "high": 6}"#)
    #expect(Set(values) == Set((-3...6).map(Double.init)))
    expectUniform(values.map { ($0 + 3.5) / 10 }, bins: 10)
  }

  @Test func steppedInt() throws {
    let values = try numbers(#"{"type": "int", "low": 5, "high": 16, "step": 5}"#)
    #expect(Set(values) == [5, 10, 15])
    expectUniform(values.map { ($0 - 2.5) / 15 }, bins: 3)
  }

  @Test func logInt() throws {
    let values = try numbers(#"{"type": "int", "low": 1, "high": 1000, "scale": "log"}"#)
    #expect(values.allSatisfy { (1...1000).contains($0) && $0 == $0.rounded() })
    // From 0.5 to 1000.5 in the logarithm; a whole number owns what rounds to it.
    let below32 = Double(values.count { $0 < 32 }) / Double(Self.draws)
    #expect(abs(below32 - log(31.5 / 0.5) / log(1000.5 / 0.5)) < 0.04)
  }

  @Test func reverseLogIntMirrorsLogInt() throws {
    let values = try numbers(#"{"type": "int", "low": 1, "high": 1000, "scale": "reverse_log"}"#)
    #expect(values.allSatisfy { (1...1000).contains($0) && $0 == $0.rounded() })
    let above969 = Double(values.count { $0 > 969 }) / Double(Self.draws)
    #expect(abs(above969 - log(31.5 / 0.5) / log(1000.5 / 0.5)) < 0.04)
  }

  @Test func choicesBooleansAndFixedValues() throws {
    let choices = try sample(#"{"type": "choice", "values": ["a", 2, true]}"#)
    for value in [JSONValue.string("a"), .integer(2), .bool(true)] {
      #expect(abs(choices.count { $0 == value } - Self.draws / 3) < 200)
    }
    let flags = try sample(#"{"type": "boolean"}"#)
    #expect(abs(flags.count { $0 == .bool(true) } - Self.draws / 2) < 200)
    #expect(Set(try sample(#"{"type": "fixed", "value": 32}"#).map(\.text)) == ["32"])
  }
}
