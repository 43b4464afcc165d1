import Imaging
import Platform
import Recurrent

/// What a model is, apart from its weights: how a picture becomes the network's input, and the network.
///
/// As JSON: `{"input": {"width": 64, "height": 64, "channels": 3, "fit": "stretch", ...},
/// "network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 128}]}}`. Both parts are optional;
/// what is absent has the value of the preset `rows`.
package struct ModelSpec: Codable, Equatable, Sendable {
  package var input: InputSpec
  package var network: NetworkSpec

  package init(input: InputSpec, network: NetworkSpec) {
    self.input = input
    self.network = network
  }

  /// An LSTM of 128 units over the 64 rows of a 64 x 64 RGB picture.
  package static func rows() throws -> ModelSpec {
    try JSON.decode(ModelSpec.self, from: "{}", what: "preset rows")
  }

  /// Parses and checks a spec; nil gives the preset `rows`.
  package init(json: String?) throws {
    guard let json else {
      self = try .rows()
      return
    }
    self = try JSON.decode(ModelSpec.self, from: json, what: "model spec")
    try input.validate()
  }

  enum CodingKeys: String, CodingKey, CaseIterable { case input, network }

  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    input = try container.decodeIfPresent(InputSpec.self, forKey: .input) ?? InputSpec()
    network =
      try container.decodeIfPresent(NetworkSpec.self, forKey: .network)
      ?? JSON.decode(
        NetworkSpec.self, from: #"{"layers": [{"type": "rows"}, {"type": "lstm", "units": 128}]}"#,
        what: "default network")
  }

  /// The network's input: `[height, width, channels]`.
  package var grid: GridShape {
    GridShape(height: input.height, width: input.width, channels: input.channels)
  }
}
