import Compute
import Glibc
import Imaging
import Testing

@Suite("What a picture's content is worth")
struct ImageQualityTests {
  private func quality(_ bytes: [UInt8]) -> ImageQuality { Sample.validate(bytes).quality }

  private func flags(_ bitmap: Bitmap, progressive: Bool = false) throws -> ImageQuality.Flags {
    try quality(TestJPEG.make(bitmap, quality: 90, .quarter420, progressive: progressive)).flags
  }

  /// Edges, texture and shades over the whole range, as photos have.
  private func photo(_ width: Int = 160, _ height: Int = 128) throws -> Bitmap {
    try TestPicture.make(width, height, 3) { x, y, channel in
      let (u, v) = (Double(x), Double(y))
      let shade = 110 + 70 * sin(u / 37 + Double(channel) / 3) * cos(v / 29)
      let hair = 14 * sin(1.1 * u + 0.4 * v) * sin(0.23 * u - 0.9 * v)
      let stripe = (x + 2 * y) % 45 < 15 ? 30.0 : -20
      return shade + hair + stripe
    }
  }

  @Test(
    "A photo has no flag, sequential or progressive, in any subsampling", arguments: [false, true])
  func good(progressive: Bool) throws {
    for subsampling in TurboJPEG.Subsampling.allCases where subsampling != .gray {
      let bytes = try TestJPEG.make(
        photo(), quality: 80, subsampling, progressive: progressive)
      let found = quality(bytes)
      #expect(found.flags.isEmpty, "\(subsampling): \(found)")
    }
  }

  @Test("Levels are those of the pixels")
  func levels() throws {
    let bitmap = try photo()
    let found = try quality(TestJPEG.make(bitmap, quality: 98))
    let luma = (0..<160 * 128).map { index -> Double in
      let pixel = bitmap.bytes[3 * index..<3 * index + 3].map(Double.init)
      return 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
    }
    let mean = luma.reduce(0, +) / Double(luma.count)
    let variance = luma.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(luma.count)
    #expect(abs(found.brightness - mean) < 0.5)
    #expect(abs(found.contrast - variance.squareRoot()) < 0.02 * found.contrast)
    #expect(found.darkest < mean && found.brightest > mean)
  }

  @Test("A progressive file measures as the sequential one of the same pixels")
  func progressive() throws {
    let sequential = try quality(TestJPEG.make(photo()))
    let progressive = try quality(TestJPEG.make(photo(), progressive: true))
    #expect(sequential.brightness == progressive.brightness)
    #expect(sequential.darkest == progressive.darkest)
    #expect(abs(sequential.contrast / progressive.contrast - 1) < 0.05)
    #expect(abs(sequential.detail / progressive.detail - 1) < 0.1)
    #expect(sequential.encoderQuality == progressive.encoderQuality)
  }

  @Test("Restart markers change nothing")
  func restarts() {
    var file = BlockFile()
    let plain = quality(file.encode(file.plainBlocks))
    file.restartInterval = 3
    let restarted = quality(file.encode(file.plainBlocks))
    // The blocks' differences begin anew at a restart, so that the levels are others.
    #expect(restarted.encoderQuality == plain.encoderQuality)
    #expect(abs(restarted.brightness - plain.brightness) < 16)
    #expect(!restarted.brightness.isNaN)
  }

  @Test("One colour is flat", arguments: [false, true])
  func flat(progressive: Bool) throws {
    let bytes = try TestJPEG.make(
      TestPicture.make(96, 96, 3) { _, _, channel in Double(60 + 40 * channel) },
      progressive: progressive)
    let found = quality(bytes)
    #expect(found.flags == .flat)
    #expect(abs(found.brightness - (0.299 * 60 + 0.587 * 100 + 0.114 * 140)) < 1)
    #expect(found.contrast < 1)
    // Colour alone is contrast, too.
    let colours = try TestPicture.make(96, 96, 3) { x, _, channel in
      (x < 48) == (channel == 0) ? 160 : channel == 1 ? 89 : 100
    }
    #expect(try !flags(colours).contains(.flat))
  }

  @Test("A picture that uses the lowest or the highest levels only", arguments: [false, true])
  func exposure(progressive: Bool) throws {
    let source = try photo()
    let dark = try TestPicture.make(160, 128, 3) { x, y, channel in
      Double(source[x, y, channel]) / 8
    }
    let bright = try TestPicture.make(160, 128, 3) { x, y, channel in
      225 + Double(source[x, y, channel]) / 8
    }
    #expect(try flags(dark, progressive: progressive) == .dark)
    #expect(try flags(bright, progressive: progressive) == .overexposed)
    // A lit face in the night is no dark picture.
    let night = try TestPicture.make(160, 128, 3) { x, y, channel in
      x / 40 == 2 && y / 40 == 1 ? Double(source[x, y, channel]) : Double(source[x, y, channel]) / 8
    }
    #expect(try !flags(night, progressive: progressive).contains(.dark))
  }

  @Test("Nothing finer than a block is blurred", arguments: [false, true])
  func blurred(progressive: Bool) throws {
    let waves = try TestPicture.make(160, 128, 3) { x, y, _ in
      110 + 40 * sin(Double(x) / 22) + 30 * cos(Double(y) / 17 + Double(x) / 40)
    }
    #expect(try flags(waves, progressive: progressive) == .blurred)
    // One sharp thing in a blurred picture is what photographers want.
    let subject = try TestPicture.make(160, 128, 3) { x, y, channel in
      (48..<112).contains(x) && (32..<96).contains(y) && (x + y) % 12 < 5
        ? 50 : Double(waves[x, y, channel])
    }
    #expect(try flags(subject, progressive: progressive).isEmpty)
  }

  @Test("Black and white areas are still that when blurred", arguments: [false, true])
  func blurredOverTheRange(progressive: Bool) throws {
    /// Discs of black and white on gray, with edges as soft as a Gaussian of so many pixels leaves them.
    func discs(blur: Double) throws -> ImageQuality {
      let bitmap = try TestPicture.make(160, 128, 3) { x, y, _ in
        var level = 120 + 30 * sin(Double(x) / 25)
        for (column, row, target) in [(40.0, 40.0, -20.0), (110, 60, 290), (60, 100, 270)] {
          let distance =
            ((Double(x) - column) * (Double(x) - column)
            + (Double(y) - row) * (Double(y) - row)).squareRoot()
          level += (target - level) / (1 + exp((distance - 25) / blur * 1.7))
        }
        return level
      }
      return try quality(TestJPEG.make(bitmap, quality: 90, .quarter420, progressive: progressive))
    }
    let (soft, sharp) = try (discs(blur: 5), discs(blur: 1))
    #expect(soft.brightest - soft.darkest > 220 && soft.flags == .blurred, "\(soft)")
    #expect(sharp.flags.isEmpty, "\(sharp)")
    #expect(sharp.curvature > 2 * soft.curvature)
  }

  @Test("A drawn ramp from black to white is smooth, not blurred")
  func ramp() throws {
    let ramp = try TestPicture.make(160, 128, 3) { x, y, _ in Double(x + y) * 340 / 286 - 40 }
    #expect(try flags(ramp).isEmpty)
  }

  @Test("White noise", arguments: [false, true])
  func noise(progressive: Bool) throws {
    let noise = try TestPicture.noise(160, 128)
    #expect(try flags(noise, progressive: progressive) == .noise)
    let gray = try TestPicture.noise(160, 128, channels: 1)
    #expect(try quality(TestJPEG.make(gray, .gray, progressive: progressive)).flags == .noise)
    // A dithered picture and grain on a photo are none.
    let dithered = try TestPicture.make(160, 128, 1) { x, y, _ in
      let order = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5][y % 4 * 4 + x % 4]
      return Double(x + y) * 16 / 288 > Double(order) ? 255 : 0
    }
    #expect(try quality(TestJPEG.make(dithered, .gray)).flags.isEmpty)
    let source = try photo()
    let grain = try TestPicture.make(160, 128, 3) { x, y, channel in
      Double(source[x, y, channel]) + (Double(noise[x, y, channel]) - 128) / 12
    }
    #expect(try flags(grain, progressive: progressive).isEmpty)
  }

  @Test("A side of one block is tiny")
  func tiny() throws {
    for (width, height) in [(1, 1), (8, 8), (8, 200), (300, 3)] {
      #expect(try flags(photo(width, height)).contains(.tiny), "\(width)x\(height)")
    }
    #expect(try !flags(photo(9, 9)).contains(.tiny))
  }

  @Test("Coarse tables, on the scale of libjpeg's encoder")
  func compression() throws {
    for expected in [1, 2, 4, 10, 25, 50, 75, 90] {
      let bytes = try TestJPEG.make(photo(), quality: expected)
      let found = quality(bytes)
      // Below 4 the steps reach the largest that 8 bits hold.
      let slack = expected < 4 ? 2.0 : 0.05 * Double(expected)
      #expect(abs(found.encoderQuality - Double(expected)) <= slack)
      #expect(found.flags.contains(.heavyCompression) == (expected < 5))
    }
  }

  @Test(
    "Gray that a decoder filled in, saved anew", arguments: [false, true],
    [TurboJPEG.Subsampling.full444, .quarter420])
  func grayLowerPart(progressive: Bool, cutAs: TurboJPEG.Subsampling) throws {
    let whole = try TestJPEG.make(photo(), quality: 85, cutAs)
    let data = try #require(Sample.header(whole).scans.first?.data)
    let cut = Array(whole[..<(data.lowerBound + data.count * 55 / 100)])
    let decoded = try TestJPEG.decode(cut, tolerant: true)
    let bytes = try TestJPEG.make(decoded, quality: 85, .quarter420, progressive: progressive)
    let report = Sample.validate(bytes)
    #expect(report.verdict == .ok)
    #expect(report.quality.flags == .grayLowerPart)
    let lost = 1 - Sample.validate(cut).decodedShare
    #expect(abs(report.quality.grayShare - lost) < 0.15)
  }

  @Test("Gray that someone added begins at a straight edge")
  func padding() throws {
    let source = try photo()
    for height in [64, 72, 75] {
      let padded = try TestPicture.make(160, 128, 3) { x, y, channel in
        y < height ? Double(source[x, y, channel]) : 128
      }
      let found = try quality(TestJPEG.make(padded, quality: 90))
      #expect(found.grayShare == 0)
      #expect(found.flags.isEmpty)
    }
  }

  @Test("A photo's last row before added gray may end in a gray of its own")
  func paddingBelowGray() throws {
    let source = try photo()
    /// The photo from row `top` to 64, gray around it; the right end of its last blocks has a level.
    func padded(from top: Int, end: Double) throws -> ImageQuality {
      let picture = try TestPicture.make(160, 128, 3) { x, y, channel in
        guard top..<64 ~= y else { return 128 }
        return x >= 120 && y >= 56 ? end : Double(source[x, y, channel])
      }
      return try quality(TestJPEG.make(picture, quality: 90))
    }
    #expect(try padded(from: 0, end: 130).grayShare == 0)
    // In a frame no gray is a decoder's.
    #expect(try padded(from: 16, end: 128).grayShare == 0)
    #expect(try padded(from: 0, end: 128).grayShare == 0.5)
  }

  @Test("A cut picture is measured by the rows that it has; what cannot be trusted not at all")
  func damaged() throws {
    let source = try photo()
    let dark = try TestPicture.make(160, 128, 3) { x, y, channel in
      Double(source[x, y, channel]) / 8
    }
    let whole = try TestJPEG.make(dark, quality: 90)
    let data = try #require(Sample.header(whole).scans.first?.data)
    let salvageable = Sample.validate(Array(whole[..<(data.lowerBound + data.count * 3 / 4)]))
    #expect(salvageable.verdict == .salvageable)
    #expect(salvageable.quality.flags == .dark)
    #expect(abs(salvageable.quality.brightness - quality(whole).brightness) < 2)
    let corrupt = Sample.validate(Array(whole[..<(data.lowerBound + data.count / 4)]))
    #expect(corrupt.verdict == .corrupt)
    #expect(corrupt.quality.flags.isEmpty)
    #expect(corrupt.quality.brightness.isNaN)
    #expect(Sample.validate(Array("GIF89a".utf8)).quality.brightness.isNaN)
  }

  @Test("A verdict alone is the same verdict")
  func verdictAlone() throws {
    let whole = try Sample.jpeg()
    for bytes in [whole, Array(whole.dropLast(300)), Array("GIF89a".utf8)] {
      let full = Sample.validate(bytes)
      let alone = bytes.withUnsafeBytes {
        ImageValidator.validate($0, name: "", limits: ImageLimits(), measuresQuality: false)
      }
      #expect(alone.verdict == full.verdict)
      #expect(alone.message == full.message)
      #expect(alone.decodedShare == full.decodedShare)
      #expect(alone.quality.brightness.isNaN)
    }
  }

  @Test("Names are stable")
  func names() {
    let all = ImageQuality.Flags.named.reduce(into: ImageQuality.Flags()) { $0.insert($1.flag) }
    #expect(
      all.names == [
        "flat", "dark", "overexposed", "blurred", "noise", "tiny", "gray-lower-part",
        "heavy-compression",
      ])
    #expect(all.rawValue == 255)
  }
}
