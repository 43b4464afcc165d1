import FoundationEssentials
import Imaging
import Platform
import Testing

@Suite struct ImageDecoderTests {
  @Test(arguments: TurboJPEG.Subsampling.allCases, [false, true])
  func decodesEverySubsampling(_ subsampling: TurboJPEG.Subsampling, progressive: Bool) throws {
    let picture = try TestPicture.smooth(83, 61)
    let file = try TestJPEG.make(picture, subsampling, progressive: progressive)
    let decoded = try TestJPEG.decode(file, channels: subsampling == .gray ? 1 : 3)
    if subsampling == .gray {
      #expect(decoded.difference(from: try luma(of: picture)) < 1.5)
    } else {
      #expect(decoded.difference(from: picture) < 2.5)
    }
  }

  @Test func grayFilesGiveEqualColours() throws {
    let picture = try TestPicture.smooth(40, 30, channels: 1)
    let decoded = try TestJPEG.decode(TestJPEG.make(picture, .gray))
    for y in 0..<30 {
      for x in 0..<40 {
        #expect(decoded[x, y, 0] == decoded[x, y, 1] && decoded[x, y, 1] == decoded[x, y, 2])
        #expect(abs(Int(decoded[x, y, 0]) - Int(picture[x, y, 0])) < 8)
      }
    }
  }

  @Test func colourFilesGiveTheirLuma() throws {
    let picture = try TestPicture.smooth(40, 30)
    let decoded = try TestJPEG.decode(TestJPEG.make(picture), channels: 1)
    #expect(decoded.difference(from: try luma(of: picture)) < 1.5)
  }

  @Test func inksBecomeLight() throws {
    let inks = try (TestPicture.smooth(32, 24), TestPicture.smooth(32, 24, channels: 1))
    var bytes: [UInt8] = []
    for i in 0..<32 * 24 {
      bytes += [inks.0.bytes[3 * i], inks.0.bytes[3 * i + 1], inks.0.bytes[3 * i + 2]]
      bytes.append(inks.1.bytes[i])
    }
    let file = try TestJPEG.makeCMYK(bytes, width: 32, height: 24)
    let expected = try TestPicture.make(32, 24, 3) { x, y, channel in
      let at = 4 * (y * 32 + x)
      return (Double(bytes[at + channel]) * Double(bytes[at + 3]) / 255).rounded()
    }
    #expect(try TestJPEG.decode(file).difference(from: expected) < 2)
    #expect(
      try TestJPEG.decode(file, channels: 1).difference(from: luma(of: expected)) < 2)
  }

  /// 16x16, arithmetic coding (SOF9), made with TurboJPEG's TJ_ARITHMETIC: red 16 x, green 16 y, blue 128.
  @Test func decodesArithmeticCoding() throws {
    let text =
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsL"
      + "EBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU"
      + "FBQUFBQUFBQUFBQUFBQUFBQUFBT/yQARCAAQABADAREAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIRAxEAPwD/AN4G"
      + "p8Ef7mLjk8ct1c0fo0K3uiTQXNXM0zXuSeLDQHGLEjeYJa6TzQOER4KNYm7TFZR+qmx4jPaE7qkaGNxQjBXTwf3/2Q=="
    let file = Array(try #require(Data(base64Encoded: text)))
    let expected = try TestPicture.make(16, 16, 3) { x, y, c in
      [Double(16 * x), Double(16 * y), 128][c]
    }
    #expect(try TestJPEG.decode(file).difference(from: expected) < 3)
  }

  /// The blocks of a 4:1:1 picture of one MCU, said to lie below each other: a sampling (1x4) without a
  /// name in TurboJPEG.
  @Test func decodesSamplingsWithoutAName() throws {
    let wide = try TestPicture.make(32, 8, 3) { x, _, _ in Double(x / 8 * 60 + 20) }
    var file = try TestJPEG.make(wide, .quarter411)
    let frame = try TestJPEG.frame(file)
    file.replaceSubrange(frame + 5..<frame + 9, with: [0, 32, 0, 8])
    file[frame + 11] = 0x14
    let tall = try TestPicture.make(8, 32, 3) { _, y, _ in Double(y / 8 * 60 + 20) }
    let decoded = try TestJPEG.decode(file)
    #expect(decoded.width == 8 && decoded.height == 32)
    #expect(decoded.difference(from: tall) < 2)
  }

  @Test func refusesFractionalSampling() throws {
    var file = try TestJPEG.make(TestPicture.smooth(32, 8), .quarter411)
    let frame = try TestJPEG.frame(file)
    file[frame + 11] = 0x31
    file[frame + 14] = 0x21
    let error = failure { _ = try TestJPEG.decode(file) }
    #expect(error?.kind == .unsupported)
    #expect(error?.message.hasPrefix("picture.jpg: ") == true)
  }

  @Test func decodesAtTheSmallestScaleThatIsEnough() throws {
    let file = try TestJPEG.make(TestPicture.smooth(256, 171), .quarter420)
    func size(_ target: (Int, Int), _ fit: InputSpec.Fit) throws -> [Int] {
      let decoded = try TestJPEG.decode(file, target: target, fit: fit)
      return [decoded.width, decoded.height]
    }
    // 2/8 would give 64x43.
    #expect(try size((64, 64), .stretch) == [96, 65])
    #expect(try size((64, 64), .crop) == [96, 65])
    #expect(try size((64, 64), .pad) == [64, 43])
    #expect(try size((32, 22), .stretch) == [32, 22])
    #expect(try size((33, 22), .stretch) == [64, 43])
    #expect(try size((1000, 1000), .stretch) == [256, 171])
  }

  @Test func aScaledDecodeShowsTheSamePicture() throws {
    let picture = try TestPicture.smooth(256, 192)
    let decoded = try TestJPEG.decode(TestJPEG.make(picture), target: (64, 48))
    let expected = try TestPicture.make(64, 48, 3) { x, y, channel in
      var sum = 0.0
      for dy in 0..<4 {
        for dx in 0..<4 { sum += Double(picture[4 * x + dx, 4 * y + dy, channel]) }
      }
      return sum / 16
    }
    #expect(decoded.difference(from: expected) < 2)
  }

  @Test(arguments: 1...8, [true, false])
  func turnsUpright(_ orientation: Int, bigEndian: Bool) throws {
    let stored = try TestPicture.smooth(48, 32)
    let file = try TestJPEG.make(stored)
    let turned = TestJPEG.adding(orientation: orientation, to: file, bigEndian: bigEndian)
    let plain = try TestJPEG.decode(file)
    let upright = try TestJPEG.decode(turned)
    let expected = try OrientationTests.oracle(plain, orientation)
    #expect(upright.width == expected.width && upright.height == expected.height)
    #expect(upright.bytes == expected.bytes)
    // The target counts upright: half of either side.
    let scaled = try TestJPEG.decode(turned, target: (upright.width / 2, upright.height / 2))
    #expect(scaled.width == upright.width / 2 && scaled.height == upright.height / 2)
  }

  private func luma(of picture: Bitmap) throws -> Bitmap {
    try TestPicture.make(picture.width, picture.height, 1) { x, y, _ in
      (0.299 * Double(picture[x, y, 0]) + 0.587 * Double(picture[x, y, 1])
        + 0.114 * Double(picture[x, y, 2])).rounded()
    }
  }
}
