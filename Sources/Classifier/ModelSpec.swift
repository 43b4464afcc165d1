import Imaging
import Platform
import Recurrent

/// What a model is, apart from its weights: how a picture becomes the network's input, and the network.
///
/// As JSON: `{"input": {"width": 64, "height": 64, "channels": 3, "fit": "stretch", ...},
/// "network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 128}]}}`. Both parts are optional; in the
/// place of a network there may be a preset, `{"preset": "fast"}`. What is absent has the value of the
/// preset `base`.
package struct ModelSpec: Codable, Equatable, Sendable {
  package var input: InputSpec
  package var network: NetworkSpec

  package init(input: InputSpec, network: NetworkSpec) {
    self.input = input
    self.network = network
  }

  package init(_ preset: Preset) {
    input = InputSpec()
    network = preset.network
  }

  /// Parses and checks a spec: JSON, or the name of a preset; nil gives the preset `base`.
  package init(json: String?) throws {
    guard let json else {
      self.init(.base)
      return
    }
    guard json.isEmpty || !json.allSatisfy(\.isLetter) else {
      self.init(try Preset(name: json))
      return
    }
    self = try JSON.decodeDocument(ModelSpec.self, from: json, what: "model spec")
    try input.validate()
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case input, network, preset }

  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let network = try container.decodeIfPresent(NetworkSpec.self, forKey: .network)
    let preset = try container.decodeIfPresent(String.self, forKey: .preset)
    guard network == nil || preset == nil else {
      throw ScanlineError(
        .invalidArgument, "\"network\" and \"preset\" exclude each other: both name the layers")
    }
    self.init(try Preset(name: preset ?? Preset.base.rawValue))
    input = try container.decodeIfPresent(InputSpec.self, forKey: .input) ?? input
    self.network = network ?? self.network
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(input, forKey: .input)
    try container.encode(network, forKey: .network)
  }

  /// The network's input: `[height, width, channels]`.
  package var grid: GridShape {
    GridShape(height: input.height, width: input.width, channels: input.channels)
  }
}
