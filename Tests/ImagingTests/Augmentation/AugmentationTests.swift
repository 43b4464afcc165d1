import Compute
import Platform
import Testing

@testable import Imaging

@Suite struct AugmentationTests {
  @Test func withNothingOnItIsTheInput() throws {
    let source = try TestPicture.noise(20, 16)
    let spec = InputSpec(width: 20, height: 16)
    let augmentation = Augmentation()
    #expect(augmentation.isIdentity)
    let floats = try applied(augmentation, source, spec, sample: 5)
    for (value, plain) in zip(floats, try spec.floats(source.view)) {
      #expect(abs(value - plain) < 1e-5)
    }
    let preview = try augmentation.preview(of: source, input: spec, seed: 1, epoch: 2, sample: 3)
    #expect(preview.bytes == source.bytes)
  }

  @Test func flipsAreExact() throws {
    let source = try TestPicture.noise(20, 16)
    var mirror = AugmentationDraw()
    mirror.flipsHorizontally = true
    #expect(try pass(mirror, source).bytes == Orientation.mirror.upright(source).bytes)
    var flip = AugmentationDraw()
    flip.flipsVertically = true
    #expect(try pass(flip, source).bytes == Orientation.flip.upright(source).bytes)
    var both = mirror
    both.flipsVertically = true
    #expect(try pass(both, source).bytes == Orientation.turnHalf.upright(source).bytes)
  }

  @Test func quarterTurnsAreExact() throws {
    let source = try TestPicture.noise(18, 18)
    let turns: [(Float, Orientation)] = [
      (0.25, .turnLeft), (-0.25, .turnRight), (0.5, .turnHalf), (-0.5, .turnHalf),
    ]
    for (rotation, orientation) in turns {
      var draw = AugmentationDraw()
      draw.rotation = rotation
      #expect(try pass(draw, source).bytes == orientation.upright(source).bytes)
    }
  }

  @Test func whatIsShiftedInIsMirrored() throws {
    let source = try TestPicture.noise(16, 8)
    var draw = AugmentationDraw()
    draw.translationX = 0.25
    draw.translationY = -0.125
    let shifted = try pass(draw, source)
    for y in 0..<8 {
      for x in 0..<16 {
        let column = x < 4 ? 3 - x : x - 4
        let row = y == 7 ? 7 : y + 1
        for channel in 0..<3 {
          #expect(shifted[x, y, channel] == source[column, row, channel])
        }
      }
    }
  }

  @Test(arguments: 0..<40, [1, 3])
  func everythingTogetherMatchesTheDefinition(_ sample: Int, channels: Int) throws {
    var strong = Self.strong
    strong.border = sample % 2 == 0 ? .reflect : .edge
    let source = try TestPicture.noise(27, 36, channels: channels)
    let spec = InputSpec(width: 24, height: 32, channels: channels)
    var draw = AugmentationDraw(strong, seed: 3, epoch: 1, sample: sample)
    draw.shearY = Float(sample % 5 - 2) * 0.1
    let target = try FloatBuffer(count: spec.floatCount)
    AugmentationPass.run(draw, from: source, size: (24, 32), into: target.pointer)
    let expected = NaiveAugmentation(draw: draw, source: source, width: 24, height: 32).levels()
    for (index, value) in target.floats.enumerated() {
      #expect(abs(Double(value) - expected[index]) < 0.02, "float \(index)")
    }
  }

  @Test func theSameNamesGiveTheSameBits() throws {
    let source = try TestPicture.noise(72, 72)
    let first = try applied(Self.strong, source, InputSpec(), sample: 4)
    #expect(try applied(Self.strong, source, InputSpec(), sample: 4) == first)
    #expect(try applied(Self.strong, source, InputSpec(), sample: 5) != first)
    #expect(try applied(Self.strong, source, InputSpec(), epoch: 2, sample: 4) != first)
    #expect(try applied(Self.strong, source, InputSpec(), seed: 0, sample: 4) != first)
  }

  /// Each option switched off in turn: its own value is the neutral one, all others are as before.
  @Test func optionsDoNotDisturbEachOther() {
    let neutral = AugmentationDraw()
    let options: [(WritableKeyPath<Augmentation, Float>, (inout AugmentationDraw) -> Void)] = [
      (\.rotation, { $0.rotation = neutral.rotation }),
      (\.zoom, { $0.zoom = neutral.zoom }),
      (\.horizontalFlip, { $0.flipsHorizontally = false }),
      (\.verticalFlip, { $0.flipsVertically = false }),
      (\.translation, { ($0.translationX, $0.translationY) = (0, 0) }),
      (\.shear, { $0.shear = neutral.shear }),
      (\.brightness, { $0.brightness = neutral.brightness }),
      (\.contrast, { $0.contrast = neutral.contrast }),
      (\.saturation, { $0.saturation = neutral.saturation }),
      (\.hue, { $0.hue = neutral.hue }),
      (\.eraseProbability, { $0.erased = nil }),
      (\.sharpness, { $0.drop { if case .sharpness = $0 { true } else { false } } }),
      (\.blurProbability, { $0.drop { if case .blur = $0 { true } else { false } } }),
      (\.posterizeProbability, { $0.drop { if case .posterize = $0 { true } else { false } } }),
      (\.solarizeProbability, { $0.drop { if case .solarize = $0 { true } else { false } } }),
      (\.autocontrastProbability, { $0.drop { $0 == .autocontrast } }),
      (\.equalizeProbability, { $0.drop { $0 == .equalize } }),
      (\.grayProbability, { $0.drop { $0 == .gray } }),
    ]
    for (option, neutralise) in options {
      var settings = Self.strong
      settings[keyPath: option] = 0
      for sample in 0..<20 {
        var expected = AugmentationDraw(Self.strong, seed: 9, epoch: 4, sample: sample)
        neutralise(&expected)
        #expect(AugmentationDraw(settings, seed: 9, epoch: 4, sample: sample) == expected)
      }
    }
  }

  @Test func theCropDisturbsNothingElse() {
    var settings = Self.strong
    (settings.cropAreaMin, settings.cropAreaMax, settings.cropAspect) = (0, 0, 0)
    for sample in 0..<20 {
      var expected = AugmentationDraw(Self.strong, seed: 9, epoch: 4, sample: sample)
      (expected.cropWidth, expected.cropHeight, expected.cropX, expected.cropY) = (1, 1, 0, 0)
      #expect(AugmentationDraw(settings, seed: 9, epoch: 4, sample: sample) == expected)
    }
  }

  @Test func cropsHaveTheirAreaAndAspectAndStayInside() {
    let draws = (0..<4000).map { AugmentationDraw(Self.strong, seed: 2, epoch: 0, sample: $0) }
    let areas = draws.map { $0.cropWidth * $0.cropHeight }
    #expect(areas.allSatisfy { 0.399...1.201 ~= $0 })
    let mean = areas.reduce(0, +) / Float(areas.count)
    // Uniform: a standard error of 0.0037.
    #expect(abs(mean - 0.8) < 0.015)
    let stretches = draws.map { $0.cropWidth / $0.cropHeight }
    #expect(stretches.allSatisfy { 1 / 1.501...1.501 ~= $0 })
    #expect((1850...2150).contains(stretches.count { $0 > 1 }), "as often wide as tall")
    for draw in draws {
      for (side, centre) in [(draw.cropWidth, draw.cropX), (draw.cropHeight, draw.cropY)] {
        let reach = abs(centre) + min(side, 1) / 2
        #expect(side > 1 ? reach <= side / 2 + 1e-5 : reach <= 0.5 + 1e-5)
      }
    }
  }

  @Test func aCropShowsItsPart() throws {
    let source = try TestPicture.noise(24, 16)
    var draw = AugmentationDraw()
    (draw.cropWidth, draw.cropHeight, draw.cropX, draw.cropY) = (0.5, 0.5, -0.25, 0.25)
    let result = try pass(draw, source, width: 12, height: 8)
    for y in 0..<8 {
      for x in 0..<12 { #expect(result[x, y, 1] == source[x, y + 8, 1]) }
    }
  }

  @Test func edgesAreRepeated() throws {
    let source = try TestPicture.noise(16, 8)
    var draw = AugmentationDraw()
    draw.border = .edge
    draw.translationX = 0.25
    draw.translationY = -0.5
    let shifted = try pass(draw, source)
    for y in 0..<8 {
      for x in 0..<16 { #expect(shifted[x, y, 2] == source[max(x - 4, 0), min(y + 4, 7), 2]) }
    }
  }

  @Test func hueTurnsColoursAndKeepsGrayAndLuma() {
    var draw = AugmentationDraw()
    draw.hue = 1.0 / 3
    let map = ColourMap(draw, mean: 0)
    func applied(_ colour: SIMD4<Float>) -> SIMD4<Float> {
      map.red * colour.x + map.green * colour.y + map.blue * colour.z
    }
    let gray = applied(SIMD4(90, 90, 90, 0))
    #expect((0..<3).allSatisfy { abs(gray[$0] - 90) < 1e-3 })
    // A third of a turn: red's part goes to green, and the luma stays.
    let colour = SIMD4<Float>(140, 100, 100, 0)
    let turned = applied(colour)
    #expect(turned.y > turned.x + 39 && abs(turned.x - turned.z) < 1e-3)
    #expect(abs(Luma.of(turned) - Luma.of(colour)) < 1e-3)
  }

  @Test func erasedRectanglesHaveTheMeanColourAndTheirSize() throws {
    var settings = Augmentation()
    (settings.eraseProbability, settings.eraseMin, settings.eraseMax) = (0.25, 0.25, 0.5)
    let source = try TestPicture.make(32, 32, 3) { _, _, _ in 255 }
    let input = InputSpec(width: 32, height: 32)
    var erasedCount = 0
    for sample in 0..<400 {
      let values = try applied(settings, source, input, sample: sample)
      // All that is not erased is white, far above the mean.
      let blank = (0..<32 * 32).filter { abs(values[3 * $0]) < 1e-5 }
      guard let first = blank.first, let last = blank.last else { continue }
      erasedCount += 1
      let width = last % 32 - first % 32 + 1
      let height = last / 32 - first / 32 + 1
      #expect(blank.count == width * height && 8...16 ~= width && 8...16 ~= height)
    }
    // A standard deviation of 8.7.
    #expect(70...130 ~= erasedCount)
  }

  @Test func drawsStayInTheirRangesAndReachThem() {
    let draws = (0..<2000).map { AugmentationDraw(Self.strong, seed: 1, epoch: 0, sample: $0) }
    func spread(_ value: (AugmentationDraw) -> Float) -> (Float, Float) {
      draws.reduce((Float.infinity, -Float.infinity)) {
        (min($0.0, value($1)), max($0.1, value($1)))
      }
    }
    let ranges: [((AugmentationDraw) -> Float, Float, Float)] = [
      ({ $0.rotation }, 0, 0.4), ({ $0.zoom }, 1, 0.5), ({ $0.translationX }, 0, 0.3),
      ({ $0.translationY }, 0, 0.3), ({ $0.shear }, 0, 0.4), ({ $0.brightness }, 1, 0.4),
      ({ $0.contrast }, 1, 0.6), ({ $0.saturation }, 1, 0.8), ({ $0.hue }, 0, 0.3),
    ]
    for (value, centre, reach) in ranges {
      let (low, high) = spread(value)
      #expect(low >= centre - reach && low < centre - 0.95 * reach)
      #expect(high <= centre + reach && high > centre + 0.95 * reach)
    }
    let flips = draws.count { $0.flipsHorizontally }
    #expect((900...1100).contains(flips))
    #expect((500...700).contains(draws.count { $0.flipsVertically }))
  }

  /// Far beyond the borders, many times over: every pixel is still one of the source's.
  @Test(arguments: [(1, 1), (1, 9), (72, 72)])
  func extremesStayInBounds(_ size: (Int, Int)) throws {
    var extreme = Augmentation()
    extreme.border = size.1 == 9 ? .edge : .reflect
    extreme.rotation = 0.5
    extreme.zoom = 0.999_999
    extreme.translation = 1
    extreme.shear = 1
    (extreme.cropAreaMin, extreme.cropAreaMax, extreme.cropAspect) = (0.001, 4, 4)
    let source = try TestPicture.make(size.0, size.1, 3) { x, y, c in Double(100 + (x + y + c) % 50)
    }
    let spec = InputSpec(width: 33, height: 17)
    for sample in 0..<300 {
      let picture = try extreme.preview(of: source, input: spec, seed: 1, epoch: 1, sample: sample)
      #expect(picture.bytes.allSatisfy { (100..<150).contains($0) })
    }
  }

  @Test func settingsAreChecked() {
    func message(_ change: (inout Augmentation) -> Void) -> String {
      var settings = Augmentation()
      change(&settings)
      let error = failure { try settings.validate() }
      return error?.kind == .invalidArgument ? error?.message ?? "" : ""
    }
    #expect(failure { try Self.strong.validate() } == nil)
    #expect(message { $0.rotation = 0.6 }.contains("rotation 0.6"))
    #expect(message { $0.zoom = 1 }.contains("zoom 1.0"))
    #expect(message { $0.horizontalFlip = -0.1 }.contains("horizontal_flip -0.1"))
    #expect(message { $0.verticalFlip = 2 }.contains("vertical_flip 2"))
    #expect(message { $0.translation = .nan }.contains("translation nan"))
    #expect(message { $0.shear = .infinity }.contains("shear inf"))
    #expect(message { $0.brightness = 1.5 }.contains("brightness 1.5"))
    #expect(message { $0.contrast = -1 }.contains("contrast -1"))
    #expect(message { $0.saturation = 9 }.contains("saturation 9"))
    #expect(message { $0.policyStrength = 1.5 }.contains("policy_strength 1.5"))
    #expect(message { $0.policyOperations = 9 }.contains("policy_operations 9"))
    #expect(message { $0.blurProbability = 0.5 }.contains("blur_sigma"))
    #expect(message { $0.blurSigma = 17 }.contains("blur_sigma 17"))
    #expect(message { $0.solarizeProbability = 2 }.contains("solarize_probability 2"))
    #expect(message { $0.hue = 0.51 }.contains("hue 0.51"))
    #expect(message { $0.cropAspect = 0.5 }.contains("crop_aspect 0.5"))
    #expect(message { $0.cropAreaMax = 0.5 }.contains("crop_area_min 0.0"))
    #expect(message { ($0.cropAreaMin, $0.cropAreaMax) = (0.5, 0.4) }.contains("crop_area_max 0.4"))
    #expect(message { ($0.cropAreaMin, $0.cropAreaMax) = (1, 4.5) }.contains("crop_area_max 4.5"))
    #expect(message { $0.eraseProbability = 0.5 }.contains("erase_min 0.0"))
    #expect(message { ($0.eraseMin, $0.eraseMax) = (0.5, 1.5) }.contains("erase_max 1.5"))
  }

  @Test func travelsAsJSON() throws {
    let text = try JSON.encode(Self.strong)
    #expect(text.contains(#""horizontal_flip":0.5"#))
    #expect(try JSON.decode(Augmentation.self, from: text, what: "augmentation") == Self.strong)
    let sparse = try JSON.decode(Augmentation.self, from: #"{"zoom":0.25}"#, what: "augmentation")
    #expect(sparse.zoom == 0.25 && sparse.rotation == 0)
  }

  // MARK: - Helpers

  static let strong = {
    var settings = Augmentation()
    settings.rotation = 0.4
    settings.zoom = 0.5
    settings.horizontalFlip = 0.5
    settings.verticalFlip = 0.3
    settings.translation = 0.3
    settings.shear = 0.4
    settings.brightness = 0.4
    settings.contrast = 0.6
    settings.saturation = 0.8
    settings.hue = 0.3
    (settings.cropAreaMin, settings.cropAreaMax, settings.cropAspect) = (0.4, 1.2, 1.5)
    (settings.eraseProbability, settings.eraseMin, settings.eraseMax) = (0.5, 0.1, 0.4)
    settings.sharpness = 0.5
    (settings.blurProbability, settings.blurSigma) = (0.5, 2)
    (settings.posterizeProbability, settings.solarizeProbability) = (0.4, 0.4)
    (settings.autocontrastProbability, settings.equalizeProbability) = (0.4, 0.4)
    settings.grayProbability = 0.4
    return settings
  }()

  /// - Parameter width: nil for the source's, as `height`.
  private func pass(
    _ draw: AugmentationDraw, _ source: Bitmap, width: Int? = nil, height: Int? = nil
  ) throws -> Bitmap {
    let size = (width: width ?? source.width, height: height ?? source.height)
    let result = try Bitmap(width: size.width, height: size.height, channels: source.channels)
    let levels = try FloatBuffer(count: result.byteCount)
    AugmentationPass.run(draw, from: source, size: size, into: levels.pointer)
    Processor.kernels.roundLevels(levels.pointer, result.pointer, result.byteCount)
    return result
  }

  private func applied(
    _ augmentation: Augmentation, _ source: Bitmap, _ spec: InputSpec, seed: UInt64 = 1,
    epoch: Int = 1, sample: Int
  ) throws -> [Float] {
    let target = try FloatBuffer(count: spec.floatCount)
    target.floats.update(repeating: .nan)
    augmentation.apply(
      to: source, input: spec, seed: seed, epoch: epoch, sample: sample, into: target.pointer)
    return Array(target.floats)
  }
}

extension AugmentationDraw {
  /// Leaves operations out.
  fileprivate mutating func drop(_ isDropped: (PictureOperation) -> Bool) {
    let kept = operations.filter { !isDropped($0) }
    operations = InlineList(filler: .gray)
    for operation in kept { operations.append(operation) }
  }
}
