import Classifier
import Compute
import Imaging
import Platform
import Recurrent
import Testing

@Suite struct ModelFileTests {
  private static let spec = """
    {"input": {"width": 9, "height": 7, "channels": 1, "fit": "pad"},
     "network": {"layers": [{"type": "columns"},
       {"type": "lstm", "units": 5, "bidirectional": "concat"}, {"type": "gru", "units": 4}]}}
    """

  private func model(seed: UInt64 = 5) throws -> Model {
    try Model(spec: ModelSpec(json: Self.spec), labels: ["a", "b ü", "c"], seed: seed)
  }

  private func bits(_ weights: FloatBuffer) -> [UInt32] { weights.floats.map(\.bitPattern) }

  @Test func everythingComesBackBitForBit() throws {
    let model = try model()
    try model.publish(
      try FloatBuffer(copying: model.weights), summary: .object(["epochs": .integer(3)]),
      temperature: 1, known: nil)
    let bytes = try ModelFile.encode(model)
    let copy = try ModelFile.decode(bytes, name: "copy")
    #expect(bits(copy.weights) == bits(model.weights))
    #expect(copy.spec == model.spec && copy.labels == model.labels)
    #expect(copy.summary == .object(["epochs": .integer(3)]))
    let again = try ModelFile.encode(copy)
    #expect(bytes.withBytes { Array($0) } == again.withBytes { Array($0) })
  }

  @Test func float16RoundsKernelsAndNothingElse() throws {
    let model = try model()
    // Biases that float16 cannot hold.
    let weights = try FloatBuffer(count: model.network.parameterCount)
    for index in 0..<weights.count { weights.pointer[index] = 1 / Float(index + 3) }
    try model.publish(weights, summary: .null, temperature: 1, known: nil)
    let bytes = try ModelFile.encode(model, precision: .float16)
    let copy = try ModelFile.decode(bytes, name: "copy")
    for parameter in model.network.parameters {
      for index in parameter.offset..<parameter.offset + parameter.count {
        let value = model.weights.pointer[index]
        let expected = parameter.isMatrix ? Float(Float16(value)) : value
        #expect(copy.weights.pointer[index] == expected)
      }
    }
    // What was rounded once stays.
    let again = try ModelFile.encode(copy, precision: .float16)
    #expect(bytes.withBytes { Array($0) } == again.withBytes { Array($0) })
    model.weights.pointer[0] = 70000
    let error = #expect(throws: ScanlineError.self) {
      try ModelFile.encode(model, precision: .float16)
    }
    #expect(error?.kind == .limitExceeded && error?.message.contains("70000.0") == true)
  }

  @Test func thePresetRowsIsAnLSTM() throws {
    let model = try Model(spec: ModelSpec(.rows), labels: ["a", "b", "c"], seed: 0)
    // 4 gates of (192 + 128 + 1) x 128, and a head of 129 x 3.
    #expect(model.network.parameterCount == 4 * (192 + 128 + 1) * 128 + 129 * 3)
  }

  /// Replaces one metadata text or tensor of a good file and reads the result.
  private func refusal(
    metadata changes: [String: String?] = [:],
    tensors: ([SafeTensors.Entry]) -> [SafeTensors.Entry] = { $0 }
  ) throws -> ScanlineError? {
    let model = try model()
    var metadata = try SafeTensors(reading: ModelFile.encode(model), name: "x").metadata
    for (key, value) in changes { metadata[key] = value }
    let weights = model.weights
    let bytes = try SafeTensors.write(
      tensors(ModelFile.entries(of: model.network, weights)), metadata: metadata)
    withExtendedLifetime(weights) {}
    do {
      _ = try ModelFile.decode(bytes, name: "m")
      return nil
    } catch let error as ScanlineError {
      return error
    }
  }

  private func known(means: Int, factors: Int, threshold: Int) -> String {
    let (mean, whitening) = (Array(repeating: 0, count: means), Array(repeating: 0, count: factors))
    return
      #"{"known": {"share": 0.9, "threshold": \#(threshold), "mean": \#(mean), "whitening": \#(whitening)}}"#
  }

  @Test func refusalsNameWhatIsWrong() throws {
    #expect(
      try refusal(metadata: ["scanline.inference": known(means: 6, factors: 36, threshold: 1)])
        == nil)
    #expect(try refusal() == nil)
    let cases: [(changes: [String: String?], kind: ScanlineError.Kind, part: String)] = [
      (["format": nil], .corruptModel, "not a Scanline model"),
      (["scanline.format_version": "2"], .versionMismatch, "format version 2"),
      (["scanline.format_version": "one"], .corruptModel, "not a number"),
      (["scanline.labels": nil], .corruptModel, "scanline.labels"),
      (["scanline.labels": #"["a","a","c"]"#], .corruptModel, "stands twice"),
      (["scanline.labels": #"["a","b"]"#], .corruptModel, "head"),
      (["scanline.spec": "{"], .corruptModel, "spec"),
      (
        ["scanline.spec": #"{"network":{"layers":[{"type":"rows"},{"type":"lstm","units":5}]}}"#],
        .corruptModel, ""
      ),
      (["scanline.spec": #"{"input":{"widht":3}}"#], .corruptModel, "widht"),
      (["scanline.spec": #"{"input":{"width":3,"width":4}}"#], .corruptModel, "stands twice"),
      (["scanline.inference": #"{"flip":true}"#], .corruptModel, "flip"),
      (
        ["scanline.inference": known(means: 5, factors: 36, threshold: 1)], .corruptModel,
        "5 means and 36 factors"
      ),
      (
        ["scanline.inference": known(means: 6, factors: 35, threshold: 1)], .corruptModel,
        "6 means and 35 factors"
      ),
      (
        ["scanline.inference": known(means: 6, factors: 36, threshold: 0)], .corruptModel,
        "unknown_threshold is 0"
      ),
    ]
    for (changes, kind, part) in cases {
      let error = try refusal(metadata: changes)
      #expect(
        error?.kind == kind && error?.message.contains(part) == true,
        "\(changes): \(String(describing: error))")
      #expect(error?.message.hasPrefix("m: ") == true)
    }
  }

  @Test func aMissingOrForeignTensorIsRefused() throws {
    let missing = try refusal(tensors: { Array($0.dropLast()) })
    #expect(missing?.message.contains("is missing") == true)
    let foreign = try refusal(tensors: { entries in
      entries + [.init(name: "stranger", shape: [1], values: entries[0].values)]
    })
    #expect(foreign?.message.contains("\"stranger\"") == true)
  }

  @Test func aSpecForMoreMemoryThanTheFileHasIsRefusedBeforeItIsTaken() throws {
    let error = try refusal(metadata: [
      "scanline.spec":
        #"{"network":{"layers":[{"type":"rows"},{"type":"lstm","units":8000}]}}"#
    ])
    #expect(error?.kind == .corruptModel || error?.kind == .limitExceeded)
  }

  @Test func outputsThatAreNotFiniteAreAnError() throws {
    let spec =
      #"{"input": {"width": 9, "height": 7, "channels": 1}, "network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 4}, {"type": "dense", "units": 4}]}}"#
    let model = try Model(spec: ModelSpec(json: spec), labels: ["a", "b"], seed: 0)
    let weights = try FloatBuffer(count: model.network.parameterCount)
    for index in 0..<weights.count { weights.pointer[index] = 3e38 }
    try model.publish(weights, summary: .null, temperature: 1, known: nil)
    let pixels = [UInt8](repeating: 200, count: 9 * 7)
    var result: [Float] = [-1, -1]
    pixels.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      #expect(throws: ScanlineError.self) {
        try model.classify(PixelView(base: base, width: 9, height: 7, format: .gray), into: &result)
      }
    }
    #expect(result == [-1, -1], "untouched on failure")
  }

  @Test func labelsThatLookAlikeButAreWrittenDifferentlyAreTwo() throws {
    let labels = ["caf\u{e9}", "cafe\u{301}"]
    let model = try Model(spec: ModelSpec(json: Self.spec), labels: labels, seed: 0)
    let copy = try ModelFile.decode(try ModelFile.encode(model), name: "m")
    #expect(copy.labels.map { Array($0.utf8) } == labels.map { Array($0.utf8) })
  }

  @Test func publishedWeightsReachTheNextClassification() throws {
    let model = try model()
    let pixels = [UInt8](0..<(9 * 7))
    func classify() throws -> [Float] {
      var result = [Float](repeating: 0, count: 3)
      try pixels.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        try model.classify(
          PixelView(base: base, width: 9, height: 7, format: .gray), into: &result)
      }
      return result
    }
    let before = try classify()
    #expect(abs(before.reduce(0, +) - 1) < 1e-6)
    try model.publish(
      try FloatBuffer(count: model.network.parameterCount), summary: .null, temperature: 1,
      known: nil)
    #expect(try classify().allSatisfy { abs($0 - 1 / 3) < 1e-6 }, "zero weights know nothing")
    #expect(throws: ScanlineError.self) {
      try model.publish(try FloatBuffer(count: 1), summary: .null, temperature: 1, known: nil)
    }
  }
}
