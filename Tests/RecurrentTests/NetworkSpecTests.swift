import Platform
import Testing

@testable import Recurrent

@Suite struct NetworkSpecTests {
  private let grid = GridShape(height: 8, width: 6, channels: 3)

  private func spec(_ layers: String) throws -> NetworkSpec {
    try JSON.decode(NetworkSpec.self, from: "{\"layers\":[\(layers)]}", what: "network spec")
  }

  @Test func defaultsAreKerasOnes() throws {
    let network = try Network(
      spec: spec(
        """
        {"type":"rows"},{"type":"gru","units":5},{"type":"lstm","units":4},
        {"type":"dense","units":3}
        """), input: grid, classCount: 2)
    guard case .recurrent(let gru) = network.spec.layers[1],
      case .recurrent(let lstm) = network.spec.layers[2]
    else {
      Issue.record("recurrent layers expected")
      return
    }
    #expect(gru.resetAfter && gru.returns == .sequence && gru.bidirectional == .none)
    #expect(lstm.unitForgetBias && lstm.returns == .last && lstm.dropout == 0)
    #expect(network.spec.layers[3] == .dense(DenseSpec(units: 3, activation: .linear)))
  }

  @Test func encodingWritesEveryDefault() throws {
    let text = try JSON.encode(spec("{\"type\":\"rows\"},{\"type\":\"lstm\",\"units\":128}"))
    #expect(
      text == """
        {"layers":[{"type":"rows"},{"bidirectional":"none","dropout":0,"recurrent_dropout":0,\
        "return":"last","type":"lstm","unit_forget_bias":true,"units":128}]}
        """)
  }

  @Test func encodedSpecReadsBackEqual() throws {
    let original = try spec(
      """
      {"type":"columns"},
      {"type":"simple_rnn","units":3,"bidirectional":"sum","dropout":0.2,"return":"sequence"},
      {"type":"gru","units":4,"reset_after":false,"recurrent_dropout":0.1},
      {"type":"dropout","rate":0.3},{"type":"dense","units":7,"activation":"relu"}
      """
    ).resolved
    let again = try JSON.decode(
      NetworkSpec.self, from: JSON.encode(original), what: "network spec")
    #expect(again == original)
    #expect(try JSON.encode(original).contains("\"rate\":0.3,"))
  }

  @Test(arguments: [
    ("{\"type\":\"lstn\",\"units\":4}", ["layer 1", "lstn", "lstm"]),
    ("{\"units\":4}", ["layer 1", "type"]),
    ("7", ["layer 1", "object"]),
    ("{\"type\":\"lstm\"}", ["layer 1 (lstm)", "units", "missing"]),
    ("{\"type\":\"lstm\",\"units\":\"x\"}", ["layer 1 (lstm)", "units", "\"x\""]),
    ("{\"type\":\"lstm\",\"units\":4.5}", ["layer 1 (lstm)", "units", "4.5"]),
    ("{\"type\":\"lstm\",\"units\":0}", ["layer 1 (lstm)", "units", "0"]),
    ("{\"type\":\"lstm\",\"units\":-3}", ["layer 1 (lstm)", "units", "-3"]),
    ("{\"type\":\"lstm\",\"units\":8193}", ["layer 1 (lstm)", "8193", "8192"]),
    ("{\"type\":\"lstm\",\"units\":4,\"unit\":5}", ["layer 1 (lstm)", "\"unit\"", "5"]),
    ("{\"type\":\"lstm\",\"units\":4,\"reset_after\":true}", ["layer 1 (lstm)", "reset_after"]),
    ("{\"type\":\"gru\",\"units\":4,\"reset_after\":1}", ["layer 1 (gru)", "reset_after", "1"]),
    ("{\"type\":\"lstm\",\"units\":4,\"bidirectional\":\"ave\"}", ["bidirectional", "average"]),
    ("{\"type\":\"lstm\",\"units\":4,\"return\":true}", ["layer 1 (lstm)", "return", "mean"]),
    ("{\"type\":\"lstm\",\"units\":4,\"dropout\":1}", ["layer 1 (lstm)", "dropout", "1.0"]),
    ("{\"type\":\"lstm\",\"units\":4,\"recurrent_dropout\":-0.1}", ["recurrent_dropout", "-0.1"]),
    ("{\"type\":\"dropout\"}", ["layer 1 (dropout)", "rate", "missing"]),
    ("{\"type\":\"dropout\",\"rate\":true}", ["layer 1 (dropout)", "rate", "true"]),
    ("{\"type\":\"dense\",\"units\":4,\"activation\":\"selu\"}", ["activation", "selu", "gelu"]),
    ("{\"type\":\"rows\"}", ["layer 1 (rows)", "grid", "sequence of 8 steps of 18"]),
    ("{\"type\":\"dropout\",\"rate\":0.5}", ["sequence", "head", "return"]),
    (
      "{\"type\":\"lstm\",\"units\":4},{\"type\":\"gru\",\"units\":2}", ["layer 2 (gru)", "vector"]
    ),
    (
      "{\"type\":\"lstm\",\"units\":8192},{\"type\":\"dense\",\"units\":8192}",
      ["parameters", "268"]
    ),
  ])
  func refusalsNameLayerKeyAndValue(second: String, words: [String]) throws {
    let error = #expect(throws: ScanlineError.self) {
      var spec = try spec("{\"type\":\"rows\"},\(second)")
      // A vector where a sequence is needed, whatever the default would make of it.
      if case .recurrent(var first) = spec.layers[1], spec.layers.count > 2 {
        first.returns = .last
        spec.layers[1] = .recurrent(first)
      }
      _ = try Network(spec: spec, input: grid, classCount: 3)
    }
    for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
  }

  @Test func absurdSizesAreRefused() throws {
    let rows = try spec("{\"type\":\"rows\"},{\"type\":\"lstm\",\"units\":8192}")
    let inputs = [
      GridShape(height: 0, width: 1, channels: 1), GridShape(height: 1, width: -5, channels: 1),
      GridShape(height: .max, width: .max, channels: .max),
      GridShape(height: 1 << 20, width: 1 << 20, channels: 1),
      GridShape(height: 1 << 25, width: 1, channels: 1),
    ]
    for input in inputs {
      #expect(throws: ScanlineError.self) { try Network(spec: rows, input: input, classCount: 2) }
    }
    for classes in [Int.min, 0, 1 << 40] {
      #expect(throws: ScanlineError.self) {
        try Network(spec: rows, input: grid, classCount: classes)
      }
    }
    let many = NetworkSpec(layers: Array(repeating: .dropout(rate: 0), count: 65))
    #expect(throws: ScanlineError.self) { try Network(spec: many, input: grid, classCount: 2) }
    #expect(throws: ScanlineError.self) {
      try Network(spec: NetworkSpec(layers: []), input: grid, classCount: 2)
    }
    let text = Array(repeating: "{\"type\":\"rows\"}", count: 65).joined(separator: ",")
    #expect(throws: ScanlineError.self) { try spec(text) }
  }

  @Test func workspacesAreBounded() throws {
    let network = try Network(
      spec: spec("{\"type\":\"rows\"},{\"type\":\"lstm\",\"units\":64}"), input: grid, classCount: 2
    )
    for capacity in [0, -1, .max, NetworkLimits.capacity + 1] {
      #expect(throws: ScanlineError.self) {
        try network.makeWorkspace(capacity: capacity, training: true)
      }
    }
    let wide = try Network(
      spec: spec("{\"type\":\"rows\"},{\"type\":\"lstm\",\"units\":4096}"), input: grid,
      classCount: 2)
    let error = #expect(throws: ScanlineError.self) {
      try wide.makeWorkspace(capacity: NetworkLimits.capacity, training: true)
    }
    #expect(error?.kind == .limitExceeded)
  }

  @Test func parametersAreNamedAndContiguous() throws {
    let network = try Network(
      spec: spec(
        """
        {"type":"rows"},{"type":"lstm","units":4,"bidirectional":"concat"},
        {"type":"gru","units":3},{"type":"dense","units":2}
        """), input: grid, classCount: 5)
    #expect(
      network.parameters.map(\.name) == [
        "layers.1.forward.kernel", "layers.1.forward.recurrent_kernel", "layers.1.forward.bias",
        "layers.1.backward.kernel", "layers.1.backward.recurrent_kernel", "layers.1.backward.bias",
        "layers.2.kernel", "layers.2.recurrent_kernel", "layers.2.bias",
        "layers.3.kernel", "layers.3.bias", "head.kernel", "head.bias",
      ])
    #expect(
      network.parameters.map(\.shape) == [
        [18, 16], [4, 16], [16], [18, 16], [4, 16], [16], [8, 9], [3, 9], [2, 9],
        [3, 2], [2], [2, 5], [5],
      ])
    var end = 0
    for parameter in network.parameters {
      #expect(parameter.offset == end)
      #expect(parameter.isMatrix == parameter.name.hasSuffix("kernel"))
      end += parameter.count
    }
    #expect(end == network.parameterCount)
  }
}
