import Imaging
import Platform
import Testing

@Suite struct PixelViewTests {
  @Test func checksItsSizes() throws {
    let bytes = [UInt8](repeating: 0, count: 64)
    func error(_ width: Int, _ height: Int, _ stride: Int) -> ScanlineError? {
      bytes.withUnsafeBufferPointer { buffer in
        failure {
          let base = try #require(buffer.baseAddress)
          _ = try PixelView(
            base: base, width: width, height: height, stride: stride, format: .rgb)
        }
      }
    }
    #expect(error(4, 4, 12) == nil)
    #expect(error(4, 4, 0) == nil)
    #expect(error(0, 4, 0)?.message.contains("width 0") == true)
    #expect(error(4, -1, 0)?.message.contains("height -1") == true)
    #expect(error(4, 4, 11)?.message.contains("stride of 11") == true)
    #expect(error(4, 4, -12)?.kind == .invalidArgument)
    #expect(error(.max, 1, 0)?.kind == .invalidArgument)
    #expect(error(4, 1_000_000, .max / 2)?.kind == .invalidArgument)
  }

  @Test func aViewKeepsItsBitmap() throws {
    let view = try TestPicture.noise(8, 8).view
    let again = try TestPicture.noise(8, 8)
    for i in 0..<8 * 24 { #expect(view.base[i] == again.bytes[i]) }
  }

  @Test func bitmapsCheckTheirSizes() {
    #expect(failure { _ = try Bitmap(width: 0, height: 1, channels: 3) }?.kind == .invalidArgument)
    #expect(failure { _ = try Bitmap(width: 1, height: 1, channels: 2) }?.kind == .invalidArgument)
    #expect(
      failure { _ = try Bitmap(width: .max / 2, height: 5, channels: 3) }?.kind == .noMemory)
  }
}
