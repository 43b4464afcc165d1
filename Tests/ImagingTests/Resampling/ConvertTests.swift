import Imaging
import Platform
import Testing

@Suite struct ConvertTests {
  /// Sizes that shrink, enlarge, do both, and leave alone.
  static let sizes = [
    (64, 64), (96, 65), (37, 111), (20, 30), (200, 7), (1, 1), (33, 64), (301, 402),
  ]

  @Test(arguments: sizes, [1, 3])
  func stretchingMatchesTheDefinition(_ size: (Int, Int), channels: Int) throws {
    let source = try TestPicture.noise(size.0, size.1, channels: channels)
    let spec = InputSpec(width: 48, height: 33, channels: channels)
    let expected = NaiveResampler.resample(
      source, window: (0, 0, Double(size.0), Double(size.1)), to: (48, 33))
    try expectLevels(spec, source, expected)
  }

  @Test func croppingTakesTheCentre() throws {
    let source = try TestPicture.noise(90, 40)
    // 40 pixels of height fill 20 rows, so 60 of the 90 columns fill 30.
    let expected = NaiveResampler.resample(source, window: (15, 0, 60, 40), to: (30, 20))
    try expectLevels(InputSpec(width: 30, height: 20, fit: .crop), source, expected)
  }

  @Test func paddingCentresAndFillsWithTheMean() throws {
    let source = try TestPicture.noise(90, 40)
    let spec = InputSpec(width: 45, height: 30, fit: .pad)
    let inner = NaiveResampler.resample(source, window: (0, 0, 90, 40), to: (45, 20))
    let floats = try spec.floats(source.view)
    let fitted = try spec.fitted(source.view, scale: 1)
    for y in 0..<30 {
      for x in 0..<45 {
        for channel in 0..<3 {
          let index = (y * 45 + x) * 3 + channel
          if (5..<25).contains(y) {
            let level = spec.level(floats[index], channel: channel)
            #expect(abs(level - inner[((y - 5) * 45 + x) * 3 + channel]) < 0.01)
          } else {
            #expect(floats[index] == 0)
            #expect(abs(Double(fitted[x, y, channel]) - 255 * Double(spec.mean[channel])) <= 0.5)
          }
        }
      }
    }
  }

  /// Numbers that anyone can check: halving weighs 1, 3, 3, 1.
  @Test func halvingByHand() throws {
    let source = try TestPicture.make(8, 1, 1) { x, _, _ in [0, 80, 160, 240, 0, 0, 200, 200][x] }
    let spec = InputSpec(width: 4, height: 1, channels: 1, mean: [0], deviation: [1])
    let levels = try spec.floats(source.view).map { 255 * Double($0) }
    // (3*0 + 3*80 + 160) / 7, (80 + 3*160 + 3*240 + 0) / 8, (240 + 200) / 8, (3*200 + 3*200) / 7
    let expected: [Double] = [400.0 / 7, 160, 55, 1200.0 / 7]
    for (level, want) in zip(levels, expected) { #expect(abs(level - want) < 1e-3) }
  }

  @Test func theSameSizeIsLeftAlone() throws {
    let source = try TestPicture.noise(16, 12)
    let spec = InputSpec(width: 16, height: 12)
    #expect(try spec.fitted(source.view, scale: 1).bytes == source.bytes)
    for (index, value) in try spec.floats(source.view).enumerated() {
      let channel = index % 3
      let want =
        (Double(source.bytes[index]) / 255 - Double(spec.mean[channel]))
        / Double(spec.deviation[channel])
      #expect(abs(Double(value) - want) < 1e-5)
    }
  }

  @Test(arguments: InputSpec.Fit.allCases)
  func bothPathsAgree(_ fit: InputSpec.Fit) throws {
    let source = try TestPicture.noise(100, 75)
    let spec = InputSpec(width: 40, height: 40, fit: fit)
    let fitted = try spec.fitted(source.view, scale: 1)
    for (index, value) in try spec.floats(source.view).enumerated() {
      let level = spec.level(value, channel: index % 3)
      #expect(abs(level - Double(fitted.bytes[index])) <= 0.51)
    }
  }

  @Test func fittedPicturesScale() throws {
    let source = try TestPicture.smooth(100, 75)
    let fitted = try InputSpec().fitted(source.view, scale: Augmentation.cacheScale)
    #expect(fitted.width == 72 && fitted.height == 72 && fitted.channels == 3)
    let expected = NaiveResampler.resample(source, window: (0, 0, 100, 75), to: (72, 72))
    for (byte, level) in zip(fitted.bytes, expected) { #expect(abs(Double(byte) - level) <= 0.51) }
  }

  @Test(arguments: PixelFormat.allCases, [0, 1, 13])
  func everyFormatAndStrideGivesTheSameBits(_ format: PixelFormat, padding: Int) throws {
    let source = try TestPicture.noise(51, 38, channels: format == .gray ? 1 : 3)
    let host = HostPixels(source, format: format, padding: padding)
    for spec in [InputSpec(width: 24, height: 50), InputSpec(width: 24, height: 50, channels: 1)] {
      #expect(try host.withView { try spec.floats($0) } == spec.floats(source.view))
      let fitted = try host.withView { try spec.fitted($0, scale: 1) }
      #expect(try fitted.bytes == spec.fitted(source.view, scale: 1).bytes)
    }
  }

  @Test func grayAndColourConvert() throws {
    let gray = try TestPicture.noise(10, 10, channels: 1)
    let spec = InputSpec(width: 10, height: 10)
    for (index, value) in try spec.floats(gray.view).enumerated() {
      #expect(abs(spec.level(value, channel: index % 3) - Double(gray.bytes[index / 3])) < 1e-3)
    }
    let colour = try TestPicture.noise(10, 10)
    let narrow = InputSpec(width: 10, height: 10, channels: 1)
    for (index, value) in try narrow.floats(colour.view).enumerated() {
      let pixel = colour.bytes[3 * index..<3 * index + 3].map(Double.init)
      let luma = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
      #expect(abs(narrow.level(value, channel: 0) - luma) < 1e-3)
    }
  }

  private func expectLevels(_ spec: InputSpec, _ source: Bitmap, _ expected: [Double]) throws {
    let floats = try spec.floats(source.view)
    try #require(floats.count == expected.count)
    for (index, value) in floats.enumerated() {
      let level = spec.level(value, channel: index % spec.channels)
      #expect(abs(level - expected[index]) < 0.01, "float \(index)")
    }
  }
}
