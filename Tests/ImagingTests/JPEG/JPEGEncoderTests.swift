import Imaging
import Platform
import Testing

@Suite struct JPEGEncoderTests {
  @Test func checksTheQuality() throws {
    let view = try TestPicture.smooth(8, 8).view
    for quality in [0, 101, -5] {
      let error = failure { _ = try JPEGEncoder.encode(view, quality: quality) }
      #expect(error?.kind == .invalidArgument)
      #expect(error?.message.contains("\(quality)") == true)
    }
  }

  @Test(arguments: [1, 50, 89, 90, 100])
  func whatIsEncodedDecodes(_ quality: Int) throws {
    let picture = try TestPicture.smooth(70, 50)
    let file = try JPEGEncoder.encode(picture.view, quality: quality)
    let decoded = try TestJPEG.decode(file.withBytes { Array($0) })
    #expect(decoded.difference(from: picture) < (quality < 50 ? 20 : 3))
    let header = try file.withBytes { try JPEGHeader(parsing: $0, limits: ImageLimits()) }
    #expect(header.subsamplingHorizontal == (quality < 90 ? 2 : 1))
  }

  @Test(arguments: PixelFormat.allCases)
  func everyFormatAndStride(_ format: PixelFormat) throws {
    let picture = try TestPicture.smooth(21, 13, channels: format == .gray ? 1 : 3)
    let host = HostPixels(picture, format: format, padding: 5)
    let encoded = try host.withView { try JPEGEncoder.encode($0, quality: 95) }
    let plain = try JPEGEncoder.encode(picture.view, quality: 95)
    #expect(encoded.withBytes { Array($0) } == plain.withBytes { Array($0) })
  }

  @Test func refusesWhatNoJPEGCanHold() throws {
    let line = [UInt8](repeating: 0, count: 65_501)
    let error = try line.withUnsafeBufferPointer { bytes in
      let base = try #require(bytes.baseAddress)
      let view = try PixelView(base: base, width: 65_501, height: 1, format: .gray)
      return failure { _ = try JPEGEncoder.encode(view, quality: 80) }
    }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("65501") == true)
  }
}
