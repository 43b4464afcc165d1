import Compute
import Platform
import Testing

@testable import Imaging

@Suite struct ScaledPictureTests {
  /// Waves and noise, of which some blocks are flat.
  private func picture(_ width: Int, _ height: Int) throws -> Bitmap {
    let smooth = try TestPicture.smooth(width, height)
    let noise = try TestPicture.noise(width, height)
    return try TestPicture.make(width, height, 3) { x, y, channel in
      x / 16 % 3 == 0
        ? 90 : Double(smooth[x, y, channel]) + Double(noise[x, y, channel]) / 4 - 32
    }
  }

  private func scaled(
    _ file: [UInt8], eighths: Int, channels: Int = 3
  ) throws -> (made: Bitmap?, decoded: Bitmap) {
    try file.withUnsafeBytes { bytes in
      let header = try JPEGHeader(parsing: bytes, limits: ImageLimits())
      let scale = try #require(
        TurboJPEG.scales.first { $0.numerator * 8 == eighths * $0.denominator })
      let picture = try ScaledPicture.begin(header, scale, channels: channels)
      let report = ImageValidator.judge(header, bytes, making: picture)
      #expect(report.verdict == .ok)
      let decoded = try Bitmap(
        width: scale.scaled(header.width), height: scale.scaled(header.height), channels: channels)
      _ = try ImageDecoder.decode(bytes, header, into: decoded)
      return (picture?.bitmap, decoded)
    }
  }

  private func largestDifference(_ a: Bitmap, _ b: Bitmap) -> Int {
    zip(a.bytes, b.bytes).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
  }

  /// libjpeg rounds between its steps, in fixed point; nothing else may differ.
  @Test(arguments: [TurboJPEG.Subsampling.full444, .quarter420, .gray], 1...4)
  func isWhatTurboJPEGMakes(_ subsampling: TurboJPEG.Subsampling, eighths: Int) throws {
    for (width, height, quality) in [(83, 61, 90), (16, 16, 60), (130, 9, 98), (1, 1, 75)] {
      let file = try TestJPEG.make(picture(width, height), quality: quality, subsampling)
      for channels in [1, 3] {
        let (made, decoded) = try scaled(file, eighths: eighths, channels: channels)
        let picture = try #require(made)
        #expect(picture.width == decoded.width && picture.height == decoded.height)
        #expect(largestDifference(picture, decoded) <= 3)
        #expect(picture.difference(from: decoded) < 0.6)
      }
    }
  }

  @Test func restartMarkersMayComeWithinARow() throws {
    var maker = BlockFile(columns: 5, rows: 4)
    maker.restartInterval = 3
    let file = maker.encode(maker.plainBlocks)
    for eighths in [1, 3, 4] {
      let (made, decoded) = try scaled(file, eighths: eighths)
      #expect(largestDifference(try #require(made), decoded) <= 1)
    }
  }

  @Test(arguments: [TurboJPEG.Subsampling.half422, .half440, .quarter411])
  func leavesToTurboJPEGWhatMustBeEnlarged(_ subsampling: TurboJPEG.Subsampling) throws {
    let file = try TestJPEG.make(picture(64, 64), subsampling)
    #expect(try scaled(file, eighths: 2).made == nil)
  }

  @Test func leavesProgressiveFilesToTurboJPEG() throws {
    let file = try TestJPEG.make(picture(64, 64), progressive: true)
    #expect(try scaled(file, eighths: 2).made == nil)
  }
}
