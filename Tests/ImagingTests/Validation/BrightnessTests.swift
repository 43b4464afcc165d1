import Glibc
import Imaging
import Testing

@Suite("Brightness in every colour space")
struct BrightnessTests {
  private func quality(_ bytes: [UInt8]) -> ImageQuality { Sample.validate(bytes).quality }

  @Test("Inks: white paper is bright, black ink is dark")
  func inks() throws {
    for (level, expected) in [(UInt8(255), 255.0), (UInt8(0), 0.0)] {
      let inks = (0..<4 * 64 * 64).map { $0 % 4 == 3 ? level : UInt8(255) }
      let found = try quality(TestJPEG.makeCMYK(inks, width: 64, height: 64))
      #expect(abs(found.brightness - expected) < 2, "\(found.brightness)")
      #expect(found.flags.contains(level == 0 ? .dark : .overexposed))
      #expect(found.flags.contains(.flat))
    }
  }

  @Test("Brightness is that of the decoded picture, whatever the components mean")
  func colourSpaces() throws {
    let (width, height) = (160, 128)
    let source = try TestPicture.make(width, height, 3) { x, y, channel in
      // Yellow: as red, green and blue its planes are a red picture without green.
      [200, 190, 10][channel] + 50 * sin(Double(x) / 19) * cos(Double(y) / 23)
    }
    let pixels = source.bytes
    let inks = (0..<4 * width * height).map { index -> UInt8 in
      let pixel = index / 4
      return index % 4 < 3 ? pixels[3 * pixel + index % 4] : UInt8(255 - pixel % width)
    }
    // Adobe's segment, which says that there is no transform, in place of JFIF's.
    var rgb = try TestJPEG.make(source, quality: 98)
    rgb[6] = 0
    rgb = Sample.inserting(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 0], into: rgb)
    let ycck = try TestJPEG.makeCMYK(inks, width: width, height: height)
    var cmyk = ycck
    let adobe = try Sample.offset(of: 0xEE, in: cmyk)
    cmyk[adobe + 15] = 0
    for (bytes, space) in [(rgb, JPEGColourSpace.rgb), (ycck, .ycck), (cmyk, .cmyk)] {
      let report = Sample.validate(bytes)
      #expect(report.colourSpace == space && report.verdict == .ok)
      // A pixel a block.
      let seen = try TestJPEG.decode(bytes, target: (width / 8, height / 8), channels: 1)
      let levels = seen.bytes.map(Double.init)
      let found = report.quality
      let mean = levels.reduce(0, +) / Double(levels.count)
      #expect(abs(found.brightness - mean) < 2, "\(space): \(found), \(mean)")
      #expect(abs(found.darkest - (levels.min() ?? 0)) < 8, "\(space): \(found)")
      #expect(abs(found.brightest - (levels.max() ?? 0)) < 8, "\(space): \(found)")
      #expect(found.flags.isDisjoint(with: [.dark, .overexposed]), "\(space): \(found)")
    }
  }

  @Test("Colours in fewer blocks than others count, too")
  func subsampledColours() throws {
    let grid = try TestPicture.make(48, 32, 3) { x, y, channel in
      [60, 90, 220][channel] + Double(x)
    }
    for subsampling in [TurboJPEG.Subsampling.full444, .quarter420] {
      var bytes = try TestJPEG.make(grid, quality: 98, subsampling)
      bytes[6] = 0
      let segment = Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 0]
      let found = quality(Sample.inserting(0xEE, segment, into: bytes))
      let planes = try planes(grid)
      let expected = 0.299 * planes[0] + 0.587 * planes[1] + 0.114 * planes[2]
      #expect(abs(found.brightness - expected) < 2, "\(found.brightness), \(expected)")
    }
  }

  /// Mean levels of Y, Cb and Cr.
  private func planes(_ bitmap: Bitmap) throws -> [Double] {
    let bytes = bitmap.bytes
    let means = (0..<3).map { channel in
      let levels = stride(from: channel, to: bytes.count, by: 3).map { Double(bytes[$0]) }
      return levels.reduce(0, +) / Double(levels.count)
    }
    let luma = 0.299 * means[0] + 0.587 * means[1] + 0.114 * means[2]
    return [luma, 128 + 0.564 * (means[2] - luma), 128 + 0.713 * (means[0] - luma)]
  }
}
