import CScanline
import Classifier
import Imaging
import Platform
import Scanline
import Testing

/// What the C API says of raw pixels is what the floors below say of a view of them.
@Suite struct PixelQuestionTests {
  private static let (width, height) = (30, 20)
  private static let pixels = (0..<width * height * 3).map { UInt8($0 * $0 / 7 % 256) }

  /// The model through the C API, the same one below it, and the pixels both ways.
  private func ask(
    _ body: (OpaquePointer?, Model, inout scanline_pixels, PixelView) throws -> Void
  ) throws {
    let handle = ModelHandleTests.make(seed: 4)
    defer { scanline_model_free(handle) }
    let model = try Model(
      spec: ModelSpec(json: ModelHandleTests.spec), labels: ["cat", "dog", "panda"], seed: 4)
    try Self.pixels.withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      var given = scanline_pixels()
      scanline_pixels_init(&given)
      given.data = base
      (given.width, given.height) = (UInt32(Self.width), UInt32(Self.height))
      let view = try PixelView(base: base, width: Self.width, height: Self.height, format: .rgb)
      try body(handle, model, &given, view)
    }
  }

  @Test(arguments: Saliency.allCases, [-1, 2])
  func mapsAreThoseOfTheModel(method: Saliency, label: Int) throws {
    try ask { handle, model, pixels, view in
      let input = model.spec.input
      var map = [Float](repeating: -1, count: input.width * input.height)
      var overlay = [UInt8](repeating: 0, count: 3 * map.count)
      let status = scanline_model_explain_pixels(
        handle, &pixels, method.rawValue, Int32(label), &map, map.count, &overlay, overlay.count)
      #expect(status == SCANLINE_OK)
      let expected = try model.saliency(of: view, label: label < 0 ? nil : label, by: method)
      #expect(map == expected.values)
      let drawn = try expected.overlay()
      #expect(overlay == Array(UnsafeBufferPointer(start: drawn.pointer, count: overlay.count)))
    }
  }

  @Test func whatTrainingSeesOfPixels() throws {
    try ask { handle, model, pixels, view in
      let input = model.spec.input
      var augmentation = Augmentation()
      augmentation.rotation = 0.2
      var options = scanline_augmentation()
      scanline_augmentation_init(&options)
      options.rotation = 0.2
      var shown = [UInt8](repeating: 0, count: input.floatCount)
      let status = scanline_model_augment_pixels(
        handle, &pixels, &options, 7, 2, 3, &shown, shown.count, nil)
      #expect(status == SCANLINE_OK)
      let expected = try augmentation.preview(
        of: try input.fitted(view, scale: Augmentation.cacheScale), input: input, seed: 7,
        epoch: 1, sample: 3)
      #expect(shown == Array(UnsafeBufferPointer(start: expected.pointer, count: shown.count)))
    }
  }
}
