import Compute
import Glibc
import Testing

@testable import Imaging

@Suite struct PictureOperationTests {
  /// 32 x 24 levels of 40 to 136.
  private static let levels: [UInt8] = (0..<768).map { (index: Int) -> UInt8 in
    let number = index * index / 7 + 3 * index
    return UInt8(number % 97 + 40)
  }

  private func applied(
    _ operation: PictureOperation, _ bytes: [UInt8] = Self.levels, width: Int = 32,
    channels: Int = 1
  ) -> [UInt8] {
    var bytes = bytes
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      operation.apply(
        to: PictureBytes(
          bytes: base, width: width, height: buffer.count / width / channels, channels: channels))
    }
    return bytes
  }

  /// Row 5, columns 3 to 18, and the sum of all levels, of what Pillow 12 makes of the same picture.
  private static let pillow: [(operation: PictureOperation, row: [Int], sum: Int)] = [
    (
      PictureOperation.equalize,
      [69, 255, 81, 255, 99, 255, 115, 255, 135, 255, 163, 255, 195, 25, 232, 69], 129_668
    ),
    (
      .autocontrast, [42, 175, 50, 183, 61, 196, 74, 209, 90, 228, 108, 249, 132, 15, 156, 42],
      97_054
    ),
    (
      .posterize(bits: 3), [32, 96, 32, 96, 32, 96, 64, 96, 64, 96, 64, 128, 64, 32, 96, 32],
      55_424
    ),
    (
      .solarize(threshold: 90),
      [56, 149, 59, 146, 63, 141, 68, 136, 74, 129, 81, 121, 165, 46, 156, 56], 78_631
    ),
    (
      .sharpness(factor: 1.8),
      [37, 123, 40, 126, 51, 131, 56, 130, 62, 143, 74, 158, 90, 22, 104, 37], 67_280
    ),
    (
      .sharpness(factor: 0.25),
      [73, 89, 76, 92, 74, 97, 79, 108, 85, 109, 87, 111, 90, 68, 93, 73], 67_064
    ),
  ]

  @Test(arguments: pillow)
  func agreesWithPillow(operation: PictureOperation, row: [Int], sum: Int) {
    let bytes = applied(operation).map { Int($0) }
    // Where levels are stretched or smoothed Pillow cuts, or rounds twice on its way.
    let isExact =
      switch operation {
      case .equalize, .posterize, .solarize: true
      default: false
      }
    for (value, expected) in zip(bytes[5 * 32 + 3..<5 * 32 + 19], row) {
      #expect(abs(value - expected) <= (isExact ? 0 : 1))
    }
    #expect(abs(bytes.reduce(0, +) - sum) < (isExact ? 1 : 24 * 32))
  }

  @Test func eachChannelIsStretchedByItself() {
    let bytes: [UInt8] = [10, 100, 7, 20, 150, 7, 30, 200, 7, 40, 200, 7]
    let stretched = applied(.autocontrast, bytes, width: 2, channels: 3)
    #expect(stretched == [0, 0, 7, 85, 128, 7, 170, 255, 7, 255, 255, 7])
  }

  @Test func grayHasTheLumaInAllChannels() {
    let bytes: [UInt8] = [255, 0, 0, 0, 255, 0, 10, 10, 10]
    #expect(
      applied(.gray, bytes, width: 3, channels: 3) == [76, 76, 76, 150, 150, 150, 10, 10, 10])
    #expect(applied(.gray) == Self.levels)
  }

  @Test func neutralOnesChangeNothing() {
    for operation in [
      PictureOperation.posterize(bits: 8), .solarize(threshold: 256), .sharpness(factor: 1),
      .blur(sigma: 0),
    ] {
      #expect(applied(operation) == Self.levels)
    }
  }

  @Test func aBlurIsAGaussian() {
    var point = [UInt8](repeating: 0, count: 33 * 33)
    point[16 * 33 + 16] = 255
    let sigma: Float = 1.5
    let blurred = applied(.blur(sigma: sigma), point, width: 33)
    for (x, y) in [(16, 16), (17, 16), (16, 18), (18, 18), (19, 16)] {
      let squared = Float((x - 16) * (x - 16) + (y - 16) * (y - 16))
      let expected = 255 * expf(-squared / (2 * sigma * sigma)) / (2 * .pi * sigma * sigma)
      #expect(abs(Float(blurred[y * 33 + x]) - expected) <= 1.5)
    }
    // Borders take from themselves: an even picture stays.
    let even = [UInt8](repeating: 200, count: 5 * 5)
    #expect(applied(.blur(sigma: 4), even, width: 5) == even)
  }

  @Test func theSmallestPicturesSurvive() {
    for operation in [
      PictureOperation.equalize, .autocontrast, .sharpness(factor: 2), .blur(sigma: 16), .gray,
      .posterize(bits: 1), .solarize(threshold: 0),
    ] {
      #expect(applied(operation, [1, 2, 3], width: 1, channels: 3).count == 3)
    }
  }
}
