import Compute
import Imaging
import Platform

/// Small JPEGs that a small network can tell apart: stripes across, stripes down, or a plain half.
enum Pictures {
  static let side = 20

  static func pixels(kind: Int, number: Int) -> [UInt8] {
    var random = RandomStream(seed: 7, .test, UInt64(kind), UInt64(number))
    let phase = random.integer(below: 4)
    let level = random.uniform(150, 250)
    var bytes: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        let isLight =
          switch kind {
          case 0: (y + phase) / 3 % 2 == 0
          case 1: (x + phase) / 3 % 2 == 0
          default: x + y < side + phase
          }
        let value = (isLight ? level : level * 0.3) + random.uniform(-25, 25)
        for channel in 0..<3 {
          let tint: Float = channel == kind ? 1 : 0.8
          bytes.append(UInt8(min(max(value * tint, 0), 255)))
        }
      }
    }
    return bytes
  }

  static func jpeg(kind: Int, number: Int) throws -> [UInt8] {
    try pixels(kind: kind, number: number).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      let view = try PixelView(base: base, width: side, height: side, format: .rgb)
      return try JPEGEncoder.encode(view, quality: 90).withBytes { Array($0) }
    }
  }

  static let largeHeight = 192

  /// Of many rows of MCUs, so that a part of it can be cut off: rough ramps.
  static func large(seed: UInt64) throws -> [UInt8] {
    var random = RandomStream(seed: seed, .test)
    let width = 96
    let bytes = (0..<width * largeHeight * 3).map { index in
      let (x, y) = (index / 3 % width, index / 3 / width)
      return UInt8(20 + x / 2 + y / 2 + 20 * (index % 3) + random.integer(below: 24) / 2)
    }
    return try bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return [] }
      let view = try PixelView(base: base, width: width, height: largeHeight, format: .rgb)
      return try JPEGEncoder.encode(view, quality: 80).withBytes { Array($0) }
    }
  }

  /// A folder per class, `count` pictures in each.
  static func fill(_ folder: TemporaryFolder, classes: [String], count: Int) throws {
    for (kind, name) in classes.enumerated() {
      for number in 0..<count {
        try folder.write(
          jpeg(kind: kind, number: number), to: "\(name)/\(number < 10 ? "0" : "")\(number).jpg")
      }
    }
  }
}
