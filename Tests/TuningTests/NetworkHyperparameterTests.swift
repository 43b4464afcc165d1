import Imaging
import Platform
import Recurrent
import Testing

@testable import Tuning

@Suite struct NetworkHyperparameterTests {
  /// The layers of `base` under a point, as JSON texts of what differs from the defaults.
  private func layers(_ base: String, _ point: [String: JSONValue]) throws -> [String] {
    let spec = try JSON.decode(NetworkSpec.self, from: #"{"layers": \#(base)}"#, what: "network")
    return try spec.applying(Hyperparameters(point)).layers.map { layer in
      switch layer {
      case .recurrent(let spec):
        var text = "\(spec.cell.rawValue) \(spec.units)"
        if spec.bidirectional != .none { text += " \(spec.bidirectional.rawValue)" }
        if spec.recurrentDropout > 0 { text += " rd\(spec.recurrentDropout)" }
        if let returns = spec.returns { text += " \(returns.rawValue)" }
        return text
      case .dropout(let rate, _): return "dropout \(rate)"
      default: return layer.type
      }
    }
  }

  private let plain = #"[{"type": "rows"}, {"type": "lstm", "units": 8}]"#
  private let rich = """
    [{"type": "rows"}, {"type": "gru", "units": 8}, {"type": "dropout", "rate": 0.1},
     {"type": "lstm", "units": 4, "return": "mean"}, {"type": "dropout", "rate": 0.2},
     {"type": "dense", "units": 3}]
    """

  @Test func changesEveryRecurrentLayer() throws {
    #expect(
      try layers(
        plain,
        [
          "cell": .string("gru"), "units": .integer(5), "bidirectional": .bool(true),
          "recurrent_dropout": .number(0.25),
        ]) == ["rows", "gru 5 concat rd0.25"])
    #expect(
      try layers(rich, ["units": .integer(5), "bidirectional": .string("sum")])
        == ["rows", "gru 5 sum", "dropout 0.1", "lstm 5 sum mean", "dropout 0.2", "dense"])
  }

  @Test func stacksAndUnstacks() throws {
    #expect(
      try layers(plain, ["layers": .integer(3)]) == ["rows", "lstm 8", "lstm 8", "lstm 8"])
    #expect(
      try layers(rich, ["layers": .integer(1)]) == ["rows", "gru 8 mean", "dropout 0.1", "dense"])
    #expect(
      try layers(rich, ["layers": .integer(3)])
        == [
          "rows", "gru 8", "dropout 0.1", "lstm 4", "dropout 0.2", "lstm 4 mean", "dropout 0.2",
          "dense",
        ])
    #expect(
      try layers(rich, ["layers": .integer(2)])
        == ["rows", "gru 8", "dropout 0.1", "lstm 4 mean", "dropout 0.2", "dense"])
  }

  @Test func setsDropout() throws {
    #expect(
      try layers(plain, ["layers": .integer(2), "dropout": .number(0.5)])
        == ["rows", "lstm 8", "dropout 0.5", "lstm 8", "dropout 0.5"])
    #expect(try layers(plain, ["dropout": .integer(0)]) == ["rows", "lstm 8"])
    #expect(
      try layers(rich, ["dropout": .integer(0)])
        == ["rows", "gru 8", "dropout 0.0", "lstm 4 mean", "dropout 0.0", "dense"])
  }

  private let swept = """
    [{"type": "patches", "size": 4}, {"type": "sweep", "units": 6},
     {"type": "residual", "drop_path": 0.1, "layers": [
       {"type": "dense", "units": 12, "activation": "relu"}, {"type": "dropout", "rate": 0.1},
       {"type": "dense", "units": 6}]},
     {"type": "residual", "drop_path": 0.2, "layers": [{"type": "sweep", "units": 6}]},
     {"type": "pool"}, {"type": "dropout", "rate": 0.2, "unit": "channel"}]
    """

  private func json(_ base: String, _ point: [String: JSONValue]) throws -> String {
    let spec = try JSON.decode(NetworkSpec.self, from: #"{"layers": \#(base)}"#, what: "network")
    return try JSON.encode(spec.applying(Hyperparameters(point)))
  }

  @Test func widthAndDropoutReachBranches() throws {
    let wide = try json(swept, ["width_factor": .number(1.5)])
    for units in ["\"units\":10", "\"units\":18"] { #expect(wide.contains(units), "\(wide)") }
    #expect(!wide.contains("\"units\":6") && !wide.contains("\"units\":12"))
    let dropped = try json(swept, ["dropout": .number(0.5)])
    #expect(dropped.ranges(of: "\"rate\":0.5").count == 2 && dropped.contains("channel"))
    #expect(try json(swept, ["width_factor": .integer(1)]) == json(swept, [:]))
  }

  @Test func dropPathKeepsItsProportions() throws {
    let halved = try json(swept, ["drop_path": .number(0.1)])
    #expect(halved.contains("\"drop_path\":0.05") && halved.contains("\"drop_path\":0.1"))
    let plain = swept.replacing("\"drop_path\": 0.1,", with: "").replacing(
      "\"drop_path\": 0.2,", with: "")
    let grown = try json(plain, ["drop_path": .number(0.5)])
    #expect(grown.contains("\"drop_path\":0.25") && grown.contains("\"drop_path\":0.5"))
  }

  @Test func aNetworkWithoutDropoutGetsItBeforeItsHead() throws {
    let base = #"[{"type": "patches", "size": 4}, {"type": "sweep", "units": 4}, {"type": "pool"}]"#
    #expect(
      try layers(base, ["dropout": .number(0.5)]) == ["patches", "sweep", "pool", "dropout 0.5"])
  }

  @Test func aPresetReplacesTheLayers() throws {
    #expect(
      try layers(rich, ["preset": .string("rows"), "units": .integer(64)]) == ["rows", "lstm 64"])
    #expect(try layers(plain, ["preset": .string("fast")]).contains("sweep"))
  }

  @Test func anInputOfAnotherSizeAndScale() throws {
    let point = try Hyperparameters([
      "input.size": .integer(48), "input.fit": .string("crop"),
      "input.normalization": .string("symmetric"),
    ])
    let input = try InputSpec(channels: 1).applying(point)
    #expect((input.width, input.height, input.fit) == (48, 48, .crop))
    #expect(input.mean == [0.5] && input.deviation == [0.5])
    let back = try input.applying(Hyperparameters(["input.normalization": .string("imagenet")]))
    #expect(back.mean == InputSpec(channels: 1).mean)
  }

  @Test(arguments: [
    ("input.size", JSONValue.integer(0), "4096"), ("input.fit", .string("cut"), "stretch"),
    ("input.normalization", .string("none"), "imagenet"),
  ])
  func refusesAnInput(key: String, value: JSONValue, word: String) {
    let error = scanlineError {
      _ = try InputSpec().applying(Hyperparameters([key: value]))
    }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("\"\(key)\" is \(value.text)") == true)
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
  }

  @Test(arguments: [
    ("preset", JSONValue.string("big"), "rows"), ("width_factor", .integer(0), "from 0.01"),
    ("drop_path", .number(0.1), "no residual"),
    ("layers", JSONValue.integer(0), "from 1 to"), ("layers", .number(1.5), "from 1 to"),
    ("units", .integer(0), "from 1 to"), ("units", .integer(.max), "from 1 to"),
    ("cell", .string("rnn"), "simple_rnn"), ("bidirectional", .integer(1), "concat"),
    ("dropout", .integer(1), "below 1"), ("recurrent_dropout", .integer(-1), "from 0"),
  ])
  func refuses(key: String, value: JSONValue, word: String) {
    let error = scanlineError { _ = try layers(plain, [key: value]) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("\"\(key)\"") == true)
    #expect(error?.message.contains(word) == true, "\(error?.message ?? "no error")")
  }

  @Test func refusesANetworkWithoutRecurrentLayers() {
    let base = #"[{"type": "rows"}, {"type": "dense", "units": 3}]"#
    let error = scanlineError { _ = try layers(base, ["units": .integer(3)]) }
    #expect(error?.message.contains("no recurrent layer") == true)
  }
}
