import Imaging
import Platform
import Testing

@Suite("Cropping damaged pictures to their good rows")
struct KeepRowsTests {
  /// A file cut off behind about this share of its rows, and its report.
  private func cut(_ file: [UInt8], share: Double) throws -> (file: [UInt8], report: ImageReport) {
    let cut = Array(file.prefix(Int(Double(file.count) * share)))
    let report = cut.withUnsafeBytes {
      ImageValidator.validate($0, name: "cut.jpg", limits: ImageLimits())
    }
    try #require(report.reason == .truncated && report.decodedShare > 0.5)
    return (cut, report)
  }

  private func decode(
    _ file: [UInt8], keepRows: Int?, target: (width: Int, height: Int)? = nil
  ) throws -> Bitmap {
    try file.withUnsafeBytes {
      try ImageDecoder.decode(
        $0, name: "cut.jpg", target: target, channels: 3, limits: ImageLimits(), keepRows: keepRows)
    }
  }

  /// The first rows' bytes.
  private func rows(_ count: Int, of bitmap: Bitmap) -> [UInt8] {
    Array(bitmap.bytes.prefix(count * bitmap.stride))
  }

  @Test("The rows before the cut are those of the whole picture, bit for bit")
  func rowsOfTheWholePicture() throws {
    let whole = try TestJPEG.make(TestPicture.noise(72, 160))
    let (file, report) = try cut(whole, share: 0.8)
    let picture = try decode(file, keepRows: report.goodRows)
    #expect(picture.width == 72 && picture.height == report.goodRows / 8 * 8)
    #expect(picture.height >= 112 && picture.height < 136)
    #expect(picture.bytes == rows(picture.height, of: try TestJPEG.decode(whole)))
    // One row of MCUs fewer, asked for.
    #expect(try decode(file, keepRows: report.goodRows - 1).height == picture.height - 8)
  }

  @Test(
    "Rows of MCUs are 16 high where colour is halved; only the last row shares colour with the next"
  )
  func halvedColour() throws {
    let whole = try TestJPEG.make(TestPicture.smooth(96, 320), .quarter420)
    let (file, report) = try cut(whole, share: 0.85)
    let picture = try decode(file, keepRows: report.goodRows)
    #expect(picture.height % 16 == 0 && picture.height <= report.goodRows)
    let inner = picture.height - 1
    #expect(rows(inner, of: picture) == rows(inner, of: try TestJPEG.decode(whole)))
  }

  @Test("What is kept is turned as the whole picture is", arguments: 1...8)
  func orientations(orientation: Int) throws {
    let whole = TestJPEG.adding(
      orientation: orientation, to: try TestJPEG.make(TestPicture.noise(40, 96)))
    let (file, report) = try cut(whole, share: 0.8)
    let picture = try decode(file, keepRows: report.goodRows)
    let full = try TestJPEG.decode(whole)
    let kept = report.goodRows / 8 * 8
    #expect(picture.width == (orientation >= 5 ? kept : 40))
    #expect(picture.height == (orientation >= 5 ? 40 : kept))
    // Where the stored picture's first row is seen.
    let dropsLeft = [6, 7].contains(orientation)
    let dropsTop = [3, 4].contains(orientation)
    let x0 = dropsLeft ? full.width - picture.width : 0
    let y0 = dropsTop ? full.height - picture.height : 0
    for y in 0..<picture.height {
      for x in 0..<picture.width {
        for channel in 0..<3 where picture[x, y, channel] != full[x + x0, y + y0, channel] {
          Issue.record("orientation \(orientation): \(x), \(y)")
          return
        }
      }
    }
  }

  @Test("At a small scale, too, where the picture is made by the walk")
  func rowsAtASmallScale() throws {
    let whole = try TestJPEG.make(TestPicture.noise(144, 320), .quarter420)
    let (file, report) = try cut(whole, share: 0.8)
    let picture = try decode(file, keepRows: report.goodRows, target: (36, 60))
    let full = try TestJPEG.decode(whole, target: (36, 80))
    #expect(picture.width == 36 && full.width == 36 && full.height == 80)
    #expect(picture.height == report.goodRows / 16 * 4)
    #expect(picture.bytes == rows(picture.height, of: full))
    // A missing end marker takes no row.
    #expect(try TestJPEG.decode(Array(whole.dropLast(2)), target: (36, 80)).bytes == full.bytes)
  }

  @Test("At a smaller scale the same part is kept")
  func scaled() throws {
    let whole = try TestJPEG.make(TestPicture.smooth(256, 512))
    let (file, report) = try cut(whole, share: 0.8)
    let kept = report.goodRows / 8 * 8
    let picture = try decode(file, keepRows: report.goodRows, target: (32, 32))
    #expect(picture.width < 256 && picture.height * 256 == kept * picture.width)
    #expect(picture.bytes.filter { $0 == 128 }.count < picture.byteCount / 20)
  }

  @Test("A file with fewer good rows than asked for is refused, a whole one is not cropped")
  func refused() throws {
    let whole = try TestJPEG.make(TestPicture.noise(72, 160))
    let (file, report) = try cut(whole, share: 0.7)
    let error = failure { _ = try decode(file, keepRows: report.goodRows + 8) }
    #expect(error?.kind == .corruptImage && error?.message.hasPrefix("cut.jpg: truncated") == true)
    #expect(try decode(whole, keepRows: 160).height == 160)
  }
}
