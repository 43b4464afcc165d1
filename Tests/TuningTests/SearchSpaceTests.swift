import Platform
import Testing
import Tuning

@Suite struct SearchSpaceTests {
  /// What the decoder would only call "not valid JSON", or pass over.
  @Test(arguments: [
    (
      "{\"a\": {\"type\": \"boolean\"},\n \"a\": {\"type\": \"boolean\"}}",
      "line 2, column 2: \"a\" stands twice"
    ),
    (
      "{\"a\": {\"type\": \"int\", \"low\": 1, \"low\": 2, \"high\": 3}}",
      "column 33: \"low\" stands twice"
    ),
    ("{\"a\": 3", "line 1, column 8: ',' or '}' is expected"),
    ("{\"a\": {\"type\": \"boolean\"}} x", "column 28: nothing more"),
    ("{a: 3}", "column 2: a text in double quotes"), ("{\"a\" 3}", "column 6: ':'"),
    ("{\"a\": yes}", "column 7: a value"), ("{\"a", "column 2: a text without"),
    ("", "line 1, column 1"),
    ("{\"a\": [1, 2,]}", "column 13: a value"), ("{\"a\": NaN}", "column 7: a value"),
    ("{\"a\": inf}", "column 7: a value"), ("{\"a\": .5}", "column 7: a value"),
    ("{\"a\": 1, \"\\u0061\": 2}", "column 10: \"a\" stands twice"),
    ("{\"\u{e9}\": 1, \"e\u{301}\": 2}", "stands twice"),
    (String(repeating: "[", count: 99), "deeper than the limit of 16"),
  ])
  func saysWhereTheTextIsWrong(text: String, words: String) {
    let message = scanlineError { _ = try SearchSpace(json: text) }?.message ?? "no error"
    #expect(message.contains(words), "\(message)")
  }

  /// Each text is refused with an error that names all of the words.
  @Test(
    arguments: [
      ("[]", ["not a JSON object"]),
      ("{", ["search space"]),
      ("{}", ["0 hyperparameters", "1000"]),
      (#"{"": {"type": "boolean"}}"#, ["key is empty"]),
      (#"{"a": 3}"#, ["\"a\"", "3", "type"]),
      (#"{"a": {"low": 1}}"#, ["\"a\"", "\"type\" is missing", "choice"]),
      (#"{"a": {"type": "integer"}}"#, ["\"a\"", "\"integer\"", "int, float, choice"]),
      (#"{"a": {"type": "boolean", "low": 0}}"#, ["\"a\"", "unknown key \"low\""]),
      (#"{"a": {"type": "int", "low": 1, "hihg": 2}}"#, ["\"hihg\"", "low, high, scale, step"]),
      (#"{"a": {"type": "int", "low": 1}}"#, ["\"a\"", "\"high\" is missing"]),
      (#"{"a": {"type": "int", "low": 1.5, "high": 2}}"#, ["\"low\" is 1.5", "whole"]),
      (#"{"a": {"type": "int", "low": 3, "high": 2}}"#, ["\"low\" is 3", "\"high\", 2"]),
      (#"{"a": {"type": "int", "low": 0, "high": 1e300}}"#, ["\"high\"", "2^53"]),
      (#"{"a": {"type": "int", "low": 0, "high": 2, "step": 0}}"#, ["\"step\" is 0", "1"]),
      (
        #"{"a": {"type": "int", "low": 0, "high": 2, "scale": "log"}}"#,
        ["\"low\" is 0", "log", "1"]
      ),
      (
        #"{"a": {"type": "int", "low": 1, "high": 9, "scale": "log", "step": 1}}"#,
        ["\"step\" is 1"]
      ),
      (#"{"a": {"type": "float", "low": 0, "high": 1, "scale": "log"}}"#, ["\"low\" is 0", "log"]),
      (
        #"{"a": {"type": "float", "low": 0, "high": 1, "scale": "ln"}}"#, ["\"ln\"", "reverse_log"]
      ),
      (#"{"a": {"type": "float", "low": 0, "high": 1, "scale": 3}}"#, ["\"scale\" is 3"]),
      (
        #"{"a": {"type": "float", "low": 0, "high": 1, "step": -1}}"#,
        ["\"step\" is -1", "above 0"]
      ),
      (
        #"{"a": {"type": "float", "low": 0, "high": 1, "step": 1e-300}}"#,
        ["\"a\"", "\"step\" is 1e-300", "too small"]
      ),
      (
        #"{"a": {"type": "float", "low": 1e9, "high": 1000000001, "step": 1e-7}}"#,
        ["\"step\" is 1e-07", "too small", "9.5367431640625e-07"]
      ),
      (
        #"{"a": {"type": "float", "low": 1, "high": 2, "step": 1.0000000000000002, "scale": "log"}}"#,
        ["\"step\"", "too small"]
      ),
      // Their ratio is beyond a double; logarithms of it would trap.
      (
        #"{"a": {"type": "float", "low": 1e-300, "high": 1e10, "scale": "log"}}"#,
        ["\"a\"", "\"low\" is 1e-300", "1e-150"]
      ),
      (
        #"{"a": {"type": "float", "low": 5e-324, "high": 1, "scale": "reverse_log"}}"#,
        ["\"a\"", "\"low\" is 5e-324", "1e-150"]
      ),
      (#"{"a": {"type": "float", "low": 0, "high": "1"}}"#, ["\"high\" is \"1\"", "number"]),
      (#"{"a": {"type": "float", "low": 0, "high": 1e200}}"#, ["\"high\"", "1e+150"]),
      (
        #"{"a": {"type": "float", "low": 1, "high": 2, "scale": "reverse_log", "step": 1}}"#,
        ["\"step\"", "reverse_log"]
      ),
      (#"{"a": {"type": "choice", "values": []}}"#, ["\"values\" is []"]),
      (#"{"a": {"type": "choice", "values": [1, 1.0]}}"#, ["\"values\" holds 1", "twice"]),
      (#"{"a": {"type": "choice", "values": [null]}}"#, ["\"values\" holds null"]),
      (#"{"a": {"type": "choice", "values": [1], "ordered": 1}}"#, ["\"ordered\" is 1"]),
      (#"{"a": {"type": "fixed"}}"#, ["\"value\" is missing"]),
      (#"{"a": {"type": "fixed", "value": [1]}}"#, ["\"value\" holds [1]"]),
    ] as [(String, [String])])
  func refuses(text: String, words: [String]) {
    let error = scanlineError { _ = try SearchSpace(json: text) }
    #expect(error?.kind == .invalidArgument, "\(text)")
    for word in words {
      #expect(error?.message.contains(word) == true, "\(text): \(error?.message ?? "no error")")
    }
  }

  @Test func doesNotDependOnTheOrderOfKeys() throws {
    let one = try SearchSpace(
      json: #"{"a": {"type": "int", "low": 1, "high": 9}, "b": {"type": "boolean"}}"#)
    let other = try SearchSpace(
      json: #"{"b": {"type": "boolean"}, "a": {"high": 9.0, "low": 1, "type": "int"}}"#)
    #expect(one == other)
    for ordinal in 0..<20 {
      let points = try [one, other].map {
        try $0.freshPoint(seed: 3, ordinal: ordinal, avoiding: [])
      }
      #expect(points[0] == points[1])
    }
  }

  @Test func countsAndEnumeratesItsPoints() throws {
    let space = try SearchSpace(
      json: """
        {"a": {"type": "int", "low": 2, "high": 10, "step": 4}, "b": {"type": "boolean"},
         "c": {"type": "choice", "values": ["x", 1]}, "d": {"type": "fixed", "value": 7},
         "e": {"type": "float", "low": 0.1, "high": 0.3, "step": 0.1},
         "f": {"type": "int", "low": 1, "high": 100, "scale": "log", "step": 10},
         "g": {"type": "float", "low": 3, "high": 3}}
        """)
    #expect(space.cardinality == 3 * 2 * 2 * 3 * 3)
    let points = try (0..<108).map { try space.point(index: $0) }
    #expect(Set(points).count == 108)
    func values(_ key: String) -> Set<String> { Set(points.compactMap { $0.values[key]?.text }) }
    #expect(values("a") == ["2", "6", "10"])
    #expect(values("b") == ["true", "false"])
    #expect(values("c") == ["\"x\"", "1"])
    #expect(values("d") == ["7"])
    #expect(values("e") == ["0.1", "0.2", "0.3"])
    #expect(values("f") == ["1", "10", "100"])
    #expect(values("g") == ["3"])
    #expect(try SyntheticSearch.space().cardinality == nil)
  }

  @Test func findsTheLastFreePoint() throws {
    let space = try SearchSpace(
      json: #"{"a": {"type": "int", "low": 0, "high": 9999}, "b": {"type": "fixed", "value": 1}}"#)
    let free = try space.point(index: 4321)
    var taken = Set(try (0..<10_000).map { try space.point(index: $0) })
    taken.remove(free)
    #expect(try space.freshPoint(seed: 0, ordinal: 5, avoiding: taken) == free)
    taken.insert(free)
    #expect(try space.freshPoint(seed: 0, ordinal: 5, avoiding: taken) == nil)
  }

  /// A chain of conditions has as many ways through it as there are points; they are not gone through.
  /// Behind a condition that seldom holds, the others being used up.
  @Test func aRareContinuumIsNotMissed() throws {
    let space = try SearchSpace(
      json: #"{"a": {"type": "int", "low": 0, "high": 199},"#
        + #" "b": {"type": "float", "low": 0, "high": 1, "when": {"a": 7}}}"#)
    var taken: Set<Hyperparameters> = []
    for ordinal in 0..<300 {
      let point = try #require(try space.freshPoint(seed: 1, ordinal: ordinal, avoiding: taken))
      try space.check(point)
      #expect(taken.insert(point).inserted)
    }
  }

  @Test func aContinuumOfAFewNumbersEnds() throws {
    let space = try SearchSpace(
      json: #"{"x": {"type": "float", "low": 1, "high": 1.0000000000000004}}"#)
    var taken: Set<Hyperparameters> = []
    while let point = try space.freshPoint(seed: 1, ordinal: taken.count, avoiding: taken) {
      guard taken.insert(point).inserted else {
        Issue.record("a point came twice")
        return
      }
    }
    #expect(1...3 ~= taken.count)
  }

  @Test func countsChainsWithoutGoingThroughThem() throws {
    func chain(_ depth: Int, _ values: String) throws -> SearchSpace {
      let links = (0..<depth).map { link in
        let when = link == 0 ? "" : #", "when": {"k\#(1000 + link - 1)": \#(values)}"#
        return #""k\#(1000 + link)": {"type": "choice", "values": \#(values)\#(when)}"#
      }
      return try SearchSpace(json: "{\(links.joined(separator: ","))}")
    }
    #expect(try chain(20, "[1, 2, 3, 4, 5]").cardinality == 95_367_431_640_625)
    #expect(try chain(400, "[1, 2, 3]").cardinality == nil)
    let space = try chain(12, "[1, 2]")
    #expect(Set(try (0..<4096).map { try space.point(index: $0) }).count == 4096)
  }

  @Test func readsBackThePointsItWrote() throws {
    let space = try SyntheticSearch.space()
    for ordinal in 0..<200 {
      let point = try #require(try space.freshPoint(seed: 1, ordinal: ordinal, avoiding: []))
      let text = try JSON.encode(point)
      let back = try JSON.decode(Hyperparameters.self, from: text, what: "point")
      #expect(back.values == point.values)
      #expect(back == point)
    }
  }

  @Test func wholeNumbersAreIntegersHoweverWritten() throws {
    let point = try Hyperparameters(["a": .number(3), "b": .number(-0.0), "c": .number(0.5)])
    #expect(point.values == ["a": .integer(3), "b": .integer(0), "c": .number(0.5)])
    #expect(try point == Hyperparameters(["c": .number(0.5), "b": .integer(0), "a": .integer(3)]))
  }
}
