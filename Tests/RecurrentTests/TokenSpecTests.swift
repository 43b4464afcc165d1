import Platform
import Testing

@testable import Recurrent

/// The specs of layers on the tokens of a grid.
@Suite struct TokenSpecTests {
  private let grid = GridShape(height: 8, width: 12, channels: 3)

  private func spec(_ layers: String) throws -> NetworkSpec {
    try JSON.decode(NetworkSpec.self, from: "{\"layers\":[\(layers)]}", what: "network spec")
  }

  private func network(_ layers: String) throws -> Network {
    try Network(spec: spec(layers), input: grid, classCount: 3)
  }

  private let everything = """
    {"type":"patches","size":2},{"type":"sweep","units":4,"norm":"layer"},{"type":"merge"},
    {"type":"sweep","units":8,"cell":"gru","axis":"rows","norm":"batch"},
    {"type":"residual","drop_path":0.1,"layer_scale":0.5,"layers":[
      {"type":"batch_norm"},{"type":"local"},{"type":"shift"},
      {"type":"gated","layers":[{"type":"dense","units":8,"activation":"silu"}],
        "gate":[{"type":"layer_norm"},{"type":"dense","units":8,"activation":"gelu"}]}]},
    {"type":"dropout","rate":0.1,"unit":"token"},{"type":"dropout","rate":0.1,"unit":"channel"},
    {"type":"pool"},{"type":"dropout","rate":0.2}
    """

  @Test func encodingWritesEveryDefault() throws {
    let text = try JSON.encode(
      spec(
        """
        {"type":"patches"},{"type":"sweep","units":96},{"type":"merge"},{"type":"batch_norm"},
        {"type":"residual","layers":[{"type":"layer_norm"}]},{"type":"local"},{"type":"shift"},
        {"type":"pool"}
        """))
    #expect(
      text == """
        {"layers":[{"padding":0,"size":4,"stride":4,"type":"patches"},\
        {"axis":"both","candidate":"relu","cell":"mingru","gate_bias":-1,"norm":"none",\
        "type":"sweep","units":96},{"size":2,"type":"merge"},\
        {"epsilon":1e-05,"momentum":0.1,"type":"batch_norm"},\
        {"drop_path":0,"layers":[{"epsilon":1e-05,"type":"layer_norm"}],"type":"residual"},\
        {"size":3,"type":"local"},{"fraction":0.5,"type":"shift"},{"kind":"mean","type":"pool"}]}
        """)
  }

  @Test func encodedSpecReadsBackEqual() throws {
    var original = try spec(everything).resolved
    original.headDeviation = 0.02
    let again = try JSON.decode(
      NetworkSpec.self, from: JSON.encode(original), what: "network spec")
    #expect(again == original)
  }

  @Test func parametersAreNamedAndContiguous() throws {
    let network = try network(everything)
    let names = network.parameters.map(\.name)
    #expect(
      names == [
        "layers.1.columns.norm.scale", "layers.1.columns.norm.offset",
        "layers.1.columns.kernel", "layers.1.columns.bias",
        "layers.1.rows.norm.scale", "layers.1.rows.norm.offset",
        "layers.1.rows.kernel", "layers.1.rows.bias",
        "layers.3.rows.norm.scale", "layers.3.rows.norm.offset",
        "layers.3.rows.norm.running_mean", "layers.3.rows.norm.running_variance",
        "layers.3.rows.forward.kernel", "layers.3.rows.forward.recurrent_kernel",
        "layers.3.rows.forward.bias", "layers.3.rows.backward.kernel",
        "layers.3.rows.backward.recurrent_kernel", "layers.3.rows.backward.bias",
        "layers.4.layers.0.scale", "layers.4.layers.0.offset",
        "layers.4.layers.0.running_mean", "layers.4.layers.0.running_variance",
        "layers.4.layers.1.kernel", "layers.4.layers.1.bias",
        "layers.4.layers.3.layers.0.kernel", "layers.4.layers.3.layers.0.bias",
        "layers.4.layers.3.gate.0.scale", "layers.4.layers.3.gate.0.offset",
        "layers.4.layers.3.gate.1.kernel", "layers.4.layers.3.gate.1.bias",
        "layers.4.scale", "head.kernel", "head.bias",
      ])
    var end = 0
    for parameter in network.parameters {
      #expect(parameter.offset == end)
      #expect(parameter.isMatrix == parameter.name.hasSuffix("kernel"))
      #expect(parameter.kind.isTrainable == !parameter.name.contains("running"))
      end += parameter.count
    }
    #expect(end == network.parameterCount)
    #expect(network.parameterCount - network.trainableCount == 2 * 16 + 2 * 8)
    #expect(network.shardSize == 16)
  }

  @Test(arguments: [
    ("{\"type\":\"patches\",\"size\":5}", ["layer 0 (patches)", "size", "5", "height of 8"]),
    ("{\"type\":\"patches\",\"size\":0}", ["layer 0 (patches)", "size", "0"]),
    ("{\"type\":\"patches\",\"size\":257}", ["layer 0 (patches)", "257", "256"]),
    ("{\"type\":\"patches\",\"stride\":0}", ["layer 0 (patches)", "stride", "0"]),
    ("{\"type\":\"patches\",\"padding\":4}", ["layer 0 (patches)", "padding", "4"]),
    ("{\"type\":\"merge\",\"size\":\"a\"}", ["layer 0 (merge)", "size", "\"a\""]),
    ("{\"type\":\"rows\"},{\"type\":\"merge\"}", ["layer 1 (merge)", "grid", "sequence"]),
    ("{\"type\":\"sweep\"}", ["layer 0 (sweep)", "units", "missing"]),
    (
      "{\"type\":\"sweep\",\"unit\":4}",
      ["layer 0 (sweep): unknown key \"unit\" (value 4; known: ", ", type, units)"]
    ),
    ("{\"type\":\"rows\",\"a\":1}", ["unknown key \"a\" (value 1; known: type)"]),
    ("{\"type\":\"sweep\",\"units\":5}", ["layer 0 (sweep)", "units", "5", "even"]),
    ("{\"type\":\"sweep\",\"units\":9000}", ["layer 0 (sweep)", "9000", "8192"]),
    ("{\"type\":\"sweep\",\"units\":4,\"axis\":\"up\"}", ["axis", "up", "columns, rows, both"]),
    ("{\"type\":\"sweep\",\"units\":4,\"norm\":1}", ["norm", "1", "none, batch, layer"]),
    (
      "{\"type\":\"sweep\",\"units\":4,\"cell\":\"gru\",\"candidate\":\"relu\"}",
      ["layer 0 (sweep)", "unknown key", "candidate"]
    ),
    ("{\"type\":\"rows\"},{\"type\":\"sweep\",\"units\":4}", ["layer 1 (sweep)", "grid"]),
    ("{\"type\":\"local\",\"size\":2}", ["layer 0 (local)", "size", "2", "odd"]),
    ("{\"type\":\"shift\",\"fraction\":1.5}", ["layer 0 (shift)", "fraction", "1.5"]),
    ("{\"type\":\"batch_norm\",\"momentum\":0}", ["layer 0 (batch_norm)", "momentum", "0.0"]),
    ("{\"type\":\"layer_norm\",\"epsilon\":0}", ["layer 0 (layer_norm)", "epsilon", "0.0"]),
    ("{\"type\":\"residual\"}", ["layer 0 (residual)", "layers", "missing"]),
    ("{\"type\":\"residual\",\"layers\":7}", ["layer 0 (residual)", "layers", "7"]),
    ("{\"type\":\"residual\",\"layers\":[]}", ["layer 0 (residual)", "number of layers", "0"]),
    (
      "{\"type\":\"residual\",\"layers\":[{\"type\":\"dense\",\"units\":4}]}",
      ["layer 0 (residual)", "8 x 12 x 4", "8 x 12 x 3"]
    ),
    (
      "{\"type\":\"residual\",\"drop_path\":1,\"layers\":[{\"type\":\"layer_norm\"}]}",
      ["layer 0 (residual)", "drop_path", "1.0"]
    ),
    (
      "{\"type\":\"residual\",\"layers\":[{\"type\":\"layer_norm\"},{\"type\":\"dense\"}]}",
      ["layer 0 (residual), layer 1 (dense)", "units", "missing"]
    ),
    (
      "{\"type\":\"residual\",\"layers\":[{\"type\":\"dens\"}]}",
      ["layer 0 (residual), layer 0: ", "dens", "known"]
    ),
    (
      "{\"type\":\"gated\",\"layers\":[{\"type\":\"shift\"}],\"gate\":[{\"type\":\"flatten\"}]}",
      ["layer 0 (gated)", "8 x 12 x 3", "vector of 288"]
    ),
    (
      "{\"type\":\"gated\",\"layers\":[{\"type\":\"shift\"}],\"gate\":[{\"type\":\"local\",\"size\":4}]}",
      ["layer 0 (gated), gate layer 0 (local)", "size", "4"]
    ),
    ("{\"type\":\"pool\"},{\"type\":\"pool\"}", ["layer 1 (pool)", "vector of 3"]),
    (
      "{\"type\":\"pool\"},{\"type\":\"dropout\",\"rate\":0.1,\"unit\":\"token\"}",
      ["layer 1 (dropout)", "grid or a sequence"]
    ),
    ("{\"type\":\"dropout\",\"rate\":0.1,\"unit\":\"pixel\"}", ["unit", "pixel", "token"]),
    ("{\"type\":\"patches\",\"size\":4}", ["grid of 2 x 3 x 48", "pool"]),
  ])
  func refusalsNameLayerKeyAndValue(layers: String, words: [String]) throws {
    let error = #expect(throws: ScanlineError.self) { try network(layers) }
    for word in words { #expect(error?.message.contains(word) == true, "\(error?.message ?? "")") }
  }

  @Test func absurdNetworksAreRefused() throws {
    // Each patch layer multiplies the values of a token by the size of its window.
    let patches = "{\"type\":\"patches\",\"size\":255,\"stride\":1,\"padding\":127}"
    let many = Array(repeating: patches, count: 8).joined(separator: ",")
    let wide = #expect(throws: ScanlineError.self) { try network(many) }
    #expect(wide?.kind == .limitExceeded)
    var deep = "{\"type\":\"layer_norm\"}"
    for _ in 0..<5 { deep = "{\"type\":\"residual\",\"layers\":[\(deep)]}" }
    let nested = #expect(throws: ScanlineError.self) { try network(deep) }
    #expect(nested?.message.contains("4 deep") == true, "\(nested?.message ?? "")")
    let inner = Array(repeating: "{\"type\":\"layer_norm\"}", count: 64).joined(separator: ",")
    let blocks = Array(repeating: "{\"type\":\"residual\",\"layers\":[\(inner)]}", count: 16)
    let long = #expect(throws: ScanlineError.self) { try network(blocks.joined(separator: ",")) }
    #expect(long?.message.contains("1024") == true, "\(long?.message ?? "")")
    var steep = try spec("{\"type\":\"pool\"}")
    steep.headDeviation = .nan
    #expect(throws: ScanlineError.self) { try Network(spec: steep, input: grid, classCount: 2) }
  }
}
