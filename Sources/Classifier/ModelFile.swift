import Compute
import Platform
import Recurrent

/// A model as a safetensors file: the weights as tensors named as in `Network.parameters`, everything
/// else as JSON in the metadata (see docs/model-format.md). Readable by Python's `safetensors`.
package enum ModelFile {
  /// The version of the metadata that this code writes; it reads this one and those before.
  package static let formatVersion = 1

  enum Key {
    static let format = "format"
    static let version = "scanline.format_version"
    static let spec = "scanline.spec"
    static let labels = "scanline.labels"
    static let summary = "scanline.summary"
    /// Absent while all of it is as in an untrained model.
    static let inference = "scanline.inference"
  }

  /// The bytes of the model's file; equal models give equal bytes.
  /// - Parameter precision: of matrices; vectors, which are few, stay as they are.
  package static func encode(
    _ model: Model, precision: WeightPrecision = .float32
  ) throws -> ByteBuffer {
    let (weights, summary, inference) = model.snapshot
    var metadata = [
      Key.format: "scanline",
      Key.version: "\(formatVersion)",
      Key.spec: try JSON.encode(model.spec),
      Key.labels: try JSON.encode(model.labels),
      Key.summary: try JSON.encode(summary),
    ]
    if inference != InferenceSettings() { metadata[Key.inference] = try JSON.encode(inference) }
    defer { withExtendedLifetime(weights) {} }
    let tensors = entries(of: model.network, weights, precision: precision)
    // Wide numbers first, so that every one lies on a multiple of its size.
    let sorted =
      tensors.filter { $0.precision == .float32 } + tensors.filter { $0.precision != .float32 }
    return try SafeTensors.write(sorted, metadata: metadata)
  }

  /// The bytes of the tensors in the model's file, with their names and places: the same for equal networks,
  /// whereas the metadata's texts differ in length with every digit of a history.
  package static func tensorBytes(of model: Model) throws -> Int {
    let weights = model.snapshot.weights
    defer { withExtendedLifetime(weights) {} }
    return try SafeTensors.write(entries(of: model.network, weights), metadata: [:]).count
  }

  /// Reads a model and trusts nothing of it.
  /// - Throws: `corruptModel` or `versionMismatch`, naming `name` and what is wrong.
  package static func decode(_ bytes: ByteBuffer, name: String) throws -> Model {
    let file = try SafeTensors(reading: bytes, name: name)
    func text(_ key: String) throws -> String {
      guard let text = file.metadata[key] else {
        throw ScanlineError(.corruptModel, "\(name): metadata \"\(key)\" is missing")
      }
      return text
    }
    guard file.metadata[Key.format] == "scanline" else {
      throw ScanlineError(
        .corruptModel,
        "\(name): a safetensors file, but not a Scanline model (no metadata \"format\")")
    }
    guard let version = Int(try text(Key.version)), version > 0 else {
      throw ScanlineError(.corruptModel, "\(name): \"\(Key.version)\" is not a number")
    }
    guard version <= formatVersion else {
      throw ScanlineError(
        .versionMismatch,
        "\(name): format version \(version); this library reads up to \(formatVersion)")
    }
    let spec = try JSON.decodeDocument(
      ModelSpec.self, from: try text(Key.spec), what: "\(name): spec", kind: .corruptModel)
    let labels = try JSON.decode(
      [String].self, from: try text(Key.labels), what: "\(name): labels", kind: .corruptModel)
    let summary = try JSON.decode(
      JSONValue.self, from: try text(Key.summary), what: "\(name): summary", kind: .corruptModel)
    let inference = try file.metadata[Key.inference].map {
      try JSON.decode(
        InferenceSettings.self, from: $0, what: "\(name): inference", kind: .corruptModel)
    }
    do {
      let network = try Model.network(spec, labels)
      try inference?.validate(spec.input)
      let weights = try read(network, from: file, name: name)
      return Model(
        spec: spec, labels: labels, network: network, weights: weights, summary: summary,
        inference: inference ?? InferenceSettings())
    } catch let error as ScanlineError where error.kind == .invalidArgument {
      throw ScanlineError(.corruptModel, "\(name): \(error.message)")
    }
  }

  /// The largest file that can hold `copies` sets of parameters, in bytes. Nothing larger is read.
  package static func sizeLimit(copies: Int) -> Int {
    SafeTensors.headerLimit + copies * NetworkLimits.parameters * MemoryLayout<Float>.stride
  }

  /// Reads a model from a file.
  package static func load(_ path: String) throws -> Model {
    try decode(FileSystem.read(path, limit: sizeLimit(copies: 1)), name: path)
  }

  /// Writes a model to a file: whole or not at all.
  package static func save(
    _ model: Model, to path: String, precision: WeightPrecision = .float32
  ) throws {
    let bytes = try encode(model, precision: precision)
    try bytes.withBytes { try FileSystem.writeAtomically($0, to: path) }
  }

  /// The network's parameters within `values`, as tensors to write. `prefix` sets apart several sets of
  /// the same shape in one file (a checkpoint's moments).
  package static func entries(
    of network: Network, _ values: FloatBuffer, prefix: String = "",
    precision: WeightPrecision = .float32
  ) -> [SafeTensors.Entry] {
    network.parameters.map {
      SafeTensors.Entry(
        name: prefix + $0.name, shape: $0.shape, values: values.pointer + $0.offset,
        precision: $0.isMatrix ? precision : .float32)
    }
  }

  /// The counterpart of `entries(of:_:prefix:)`.
  package static func read(
    _ network: Network, from file: SafeTensors, prefix: String = "", name: String
  ) throws -> FloatBuffer {
    let strangers = Set(file.tensors.keys.filter { $0.hasPrefix(prefix) })
      .subtracting(network.parameters.map { prefix + $0.name })
    if prefix.isEmpty, let stranger = strangers.sorted().first {
      throw ScanlineError(
        .corruptModel, "\(name): tensor \"\(stranger)\" has no place in the network")
    }
    // The file must hold as much as its spec asks for before memory is taken for it.
    for parameter in network.parameters {
      _ = try file.tensor(prefix + parameter.name, shape: parameter.shape)
    }
    let values = try FloatBuffer(count: network.parameterCount)
    for parameter in network.parameters {
      try file.copy(
        prefix + parameter.name, shape: parameter.shape, into: values.pointer + parameter.offset)
    }
    return values
  }
}
