import Imaging
import Platform
import Testing

@Suite struct ImageDecoderFailureTests {
  @Test func limitsComeFromTheHeader() throws {
    let file = try TestJPEG.make(TestPicture.smooth(100, 80), progressive: true)
    var limits = ImageLimits()
    limits.maxPixels = 7999
    let pixels = failure { _ = try TestJPEG.decode(file, limits: limits) }
    #expect(pixels?.kind == .limitExceeded)
    #expect(pixels?.message.contains("100x80") == true)
    #expect(pixels?.message.contains("7999") == true)
    limits = ImageLimits()
    limits.maxBytes = file.count - 1
    let bytes = failure { _ = try TestJPEG.decode(file, limits: limits) }
    #expect(bytes?.kind == .limitExceeded)
    #expect(bytes?.message.contains("\(file.count)") == true)
    limits = ImageLimits()
    limits.maxScans = 3
    #expect(failure { _ = try TestJPEG.decode(file, limits: limits) }?.kind == .limitExceeded)
  }

  @Test func aHugeHeaderTakesNoMemory() throws {
    var file = try TestJPEG.make(TestPicture.smooth(16, 16))
    let frame = try TestJPEG.frame(file)
    file.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(failure { _ = try TestJPEG.decode(file) }?.kind == .limitExceeded)
  }

  @Test func damageIsAnErrorThatNamesTheFile() throws {
    let file = try TestJPEG.make(TestPicture.noise(64, 64))
    for length in [0, 1, 2, 20, file.count / 3, file.count / 2, file.count * 9 / 10] {
      let error = failure { _ = try TestJPEG.decode(Array(file[..<length])) }
      #expect(error?.kind == .corruptImage, "cut at \(length)")
      #expect(error?.message.hasPrefix("picture.jpg: ") == true)
    }
    let zeros = file[..<(file.count / 2)] + [UInt8](repeating: 0, count: file.count / 2)
    #expect(failure { _ = try TestJPEG.decode(Array(zeros)) }?.kind == .corruptImage)
    let text = Array("<html>not found</html>".utf8)
    #expect(failure { _ = try TestJPEG.decode(text) } != nil)
  }

  @Test func toleranceKeepsWhatWasDecoded() throws {
    let picture = try TestPicture.smooth(64, 64)
    let file = try TestJPEG.make(picture)
    let cut = Array(file[..<(file.count * 3 / 4)])
    let whole = try TestJPEG.decode(file)
    let kept = try TestJPEG.decode(cut, tolerant: true)
    #expect(kept.width == 64 && kept.height == 64)
    // The first rows of blocks are as they would be; the last ones are filled.
    #expect(kept.bytes[..<(64 * 3 * 16)] == whole.bytes[..<(64 * 3 * 16)])
    #expect(kept.bytes != whole.bytes)
    let again = try TestJPEG.decode(cut, tolerant: true)
    #expect(kept.bytes == again.bytes)
  }

  @Test func damageThatTheValidatorFindsIsAnError() throws {
    let file = BlockFile()
    var blocks = file.plainBlocks
    blocks[10] = BlockFile.tooLong + "1010"
    let bytes = file.encode(blocks)
    let error = failure { _ = try TestJPEG.decode(bytes) }
    #expect(error?.kind == .corruptImage)
    #expect(error?.message.contains("past the end of a block") == true)
    #expect(try TestJPEG.decode(bytes, tolerant: true).height == 64)
  }

  @Test func laterScansMustBeThere() throws {
    let file = try TestJPEG.make(TestPicture.smooth(64, 64), progressive: true)
    let scans = try Sample.header(file).scans
    let cut = file[..<scans[2].data.upperBound] + [0xFF, 0xD9]
    #expect(failure { _ = try TestJPEG.decode(Array(cut)) }?.kind == .corruptImage)
  }

  @Test func aMissingEndAloneIsNoError() throws {
    let file = try TestJPEG.make(TestPicture.smooth(40, 40))
    let whole = try TestJPEG.decode(file)
    #expect(try TestJPEG.decode(Array(file.dropLast(2))).bytes == whole.bytes)
  }

  @Test func harmlessWarningsAreNoErrors() throws {
    let file = try TestJPEG.make(TestPicture.smooth(40, 40))
    let plain = try TestJPEG.decode(file)
    // After the JFIF segment, stray bytes; libjpeg warns of them and goes on.
    let end = 4 + Int(file[4]) << 8 + Int(file[5])
    let stray = file[..<end] + [1, 2, 3, 4, 5] + file[end...]
    #expect(try TestJPEG.decode(Array(stray)).bytes == plain.bytes)
    // An Adobe segment with an unknown colour transform.
    let adobe: [UInt8] = [0xFF, 0xEE, 0, 14] + Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 7]
    #expect(try TestJPEG.decode(file[..<end] + adobe + file[end...]).bytes == plain.bytes)
  }

  @Test func otherFormatsAreNamed() throws {
    let png: [UInt8] = [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [UInt8](repeating: 0, count: 60)
    let error = failure { _ = try TestJPEG.decode(png) }
    #expect(error?.message.hasPrefix("picture.jpg: ") == true)
    #expect(error?.message.contains("PNG") == true)
  }
}
