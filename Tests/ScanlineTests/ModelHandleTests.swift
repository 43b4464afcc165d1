import CScanline
import Platform
import Scanline
import Testing

/// Models through the C API, as a host has them.
@Suite struct ModelHandleTests {
  /// A small network, so that the tests are quick.
  static let spec = """
    {"input": {"width": 12, "height": 10, "channels": 3},
     "network": {"layers": [{"type": "rows"}, {"type": "gru", "units": 6}]}}
    """

  static func make(_ labels: [String] = ["cat", "dog", "panda"], seed: UInt64 = 0) -> OpaquePointer?
  {
    var model: OpaquePointer?
    let status = withCStrings(labels) {
      scanline_model_create(spec, $0, labels.count, seed, &model)
    }
    #expect(status == SCANLINE_OK, "\(text(scanline_last_error_message()))")
    return model
  }

  static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
  ) -> Result {
    let buffers = strings.map { ContiguousArray($0.utf8CString) }
    func lend(_ index: Int, _ pointers: [UnsafePointer<CChar>?]) -> Result {
      guard index < buffers.count else {
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
      }
      return buffers[index].withUnsafeBufferPointer { lend(index + 1, pointers + [$0.baseAddress]) }
    }
    return lend(0, [])
  }

  static func bytes(of model: OpaquePointer?) -> [UInt8] {
    var needed = 0
    #expect(scanline_model_save_memory(model, nil, 0, &needed) == SCANLINE_OK)
    var bytes = [UInt8](repeating: 0, count: needed)
    #expect(scanline_model_save_memory(model, &bytes, needed, nil) == SCANLINE_OK)
    return bytes
  }

  static func classify(_ model: OpaquePointer?, seed: UInt64 = 1) -> [Float] {
    var value = seed
    let data = (0..<40 * 30 * 3).map { _ -> UInt8 in
      value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: value >> 40)
    }
    var pixels = scanline_pixels()
    scanline_pixels_init(&pixels)
    (pixels.width, pixels.height) = (40, 30)
    var probabilities = [Float](repeating: -1, count: 3)
    data.withUnsafeBufferPointer {
      pixels.data = $0.baseAddress
      #expect(scanline_model_classify_pixels(model, &pixels, &probabilities, 3) == SCANLINE_OK)
    }
    return probabilities
  }

  @Test func aModelSurvivesTheWayThroughMemoryBitForBit() {
    let model = Self.make()
    defer { scanline_model_free(model) }
    let bytes = Self.bytes(of: model)
    var copy: OpaquePointer?
    #expect(scanline_model_load_memory(bytes, bytes.count, &copy) == SCANLINE_OK)
    defer { scanline_model_free(copy) }
    #expect(Self.bytes(of: copy) == bytes)
    let probabilities = Self.classify(model)
    #expect(Self.classify(copy) == probabilities)
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6)
    #expect(probabilities.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test func theSeedDecidesTheWeights() {
    let (a, b, c) = (Self.make(seed: 0), Self.make(seed: 0), Self.make(seed: 1))
    #expect(Self.bytes(of: a) == Self.bytes(of: b))
    #expect(Self.bytes(of: a) != Self.bytes(of: c))
    for model in [a, b, c] { scanline_model_free(model) }
  }

  @Test func everyCutAndManyAlterationsOfAFileAreRefused() {
    let model = Self.make()
    let bytes = Self.bytes(of: model)
    scanline_model_free(model)
    var loaded: OpaquePointer?
    for length in stride(from: 0, to: bytes.count, by: 7) {
      let status = scanline_model_load_memory(bytes, length, &loaded)
      #expect(status == SCANLINE_CORRUPT_MODEL && loaded == nil, "cut to \(length)")
    }
    // Altered bytes of the header are refused or leave a model that works; none ends the process.
    let header = Int(bytes[0]) | Int(bytes[1]) << 8
    for index in 0..<header + 8 {
      for value in [0, 0x22, 0x39, 0xFF] as [UInt8] where bytes[index] != value {
        var altered = bytes
        altered[index] = value
        if scanline_model_load_memory(altered, altered.count, &loaded) == SCANLINE_OK {
          scanline_model_free(loaded)
        } else {
          #expect(loaded == nil)
        }
        loaded = nil
      }
    }
  }

  @Test func freedForeignAndWrongHandlesAreRefused() {
    let model = Self.make()
    scanline_model_free(model)
    scanline_model_free(model)
    scanline_model_free(nil)
    scanline_model_free(OpaquePointer(bitPattern: 0x1234))
    var info = scanline_model_info()
    scanline_model_info_init(&info)
    for handle in [
      nil, model, OpaquePointer(bitPattern: 0x1234), OpaquePointer(bitPattern: UInt.max),
    ] {
      #expect(scanline_model_get_info(handle, &info) == SCANLINE_INVALID_ARGUMENT)
    }
    #expect(info.parameter_count == 0)
  }

  @Test func infoLabelsAndSpecSayWhatTheModelIs() {
    let model = Self.make()
    defer { scanline_model_free(model) }
    var info = scanline_model_info()
    scanline_model_info_init(&info)
    #expect(scanline_model_get_info(model, &info) == SCANLINE_OK)
    #expect(info.input_width == 12 && info.input_height == 10 && info.input_channels == 3)
    // GRU: 3 gates of (36 + 6) x 6 weights and two biases; head: 6 x 3 and 3.
    #expect(info.parameter_count == 3 * (36 + 6) * 6 + 2 * 18 + 18 + 3)
    var label: UnsafePointer<CChar>?
    #expect(scanline_model_get_label(model, 2, &label) == SCANLINE_OK)
    #expect(text(label) == "panda")
    #expect(scanline_model_get_label(model, 3, &label) == SCANLINE_INVALID_ARGUMENT)
    #expect(scanline_model_get_label(model, -1, &label) == SCANLINE_INVALID_ARGUMENT)
    #expect(text(label) == "panda", "untouched on failure")
    var json = [CChar](repeating: 0, count: 4096)
    #expect(scanline_model_get_spec(model, &json, json.count, nil) == SCANLINE_OK)
    #expect(text(json).contains("\"reset_after\":true"), "defaults are written out")
  }

  @Test func badSpecsAndLabelsAreNamed() {
    func refusal(_ spec: String?, _ labels: [String]) -> String {
      var model: OpaquePointer?
      let status = Self.withCStrings(labels) {
        scanline_model_create(spec, $0, labels.count, 0, &model)
      }
      #expect(status == SCANLINE_INVALID_ARGUMENT && model == nil)
      return text(scanline_last_error_message())
    }
    #expect(refusal(nil, ["one"]).contains("2 to 8192"))
    #expect(refusal(nil, ["a", "a"]).contains("\"a\" stands twice"))
    #expect(refusal(nil, ["a", ""]).contains("label 1"))
    #expect(refusal("{", ["a", "b"]).contains("model spec"))
    #expect(refusal(#"{"inputs": {}}"#, ["a", "b"]).contains("\"inputs\""))
    #expect(refusal(#"{"input": {"width": 0}}"#, ["a", "b"]).contains("0"))
    #expect(
      refusal(
        #"{"network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 0}]}}"#, ["a", "b"]
      )
      .contains("units"))
    let control = refusal(nil, ["a", "b\u{7}c"])
    #expect(control.contains(#"label 1, "b\u0007c", has 3 bytes"#), "\(control)")
    let long = refusal(nil, ["a", String(repeating: "x", count: 1025)])
    #expect(long.contains("1025 bytes") && long.utf8.count < 200)
    #expect(refusal(#"{"input": {"fit": "cover"}}"#, ["a", "b"]).contains("stretch, crop, pad"))
    let twice = refusal(#"{"input": {"width": 8, "width": 16}}"#, ["a", "b"])
    #expect(twice.contains(#"column 24: "width" stands twice"#), "\(twice)")
    // Told whole, though a C string ends at a character 0.
    let zero = refusal(#"{"network": {"layers": [{"type": "ro\u0000ws"}]}}"#, ["a", "b"])
    #expect(zero.contains(#""ro\u0000ws""#) && zero.contains("rows"), "\(zero)")
  }
}
