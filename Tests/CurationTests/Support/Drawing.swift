import Compute
import Glibc
import Imaging
import Platform
import Testing

/// Pictures of soft blobs: with a seed of its own each looks like no other.
enum Drawing {
  /// - Parameters:
  ///   - margin: share of each side that is cut off.
  ///   - gain: factor of all levels.
  static func bitmap(
    _ seed: UInt64, width: Int = 160, height: Int = 120, margin: Double = 0, gain: Double = 1
  ) throws -> Bitmap {
    var random = RandomStream(seed: seed, .test)
    let blobs = (0..<14).map { _ in
      (
        x: random.uniformDouble(), y: random.uniformDouble(),
        size: 0.05 + 0.2 * random.uniformDouble(), level: 400 * random.uniformDouble() - 200,
        tint: random.uniformDouble()
      )
    }
    let bitmap = try Bitmap(width: width, height: height, channels: 3)
    for y in 0..<height {
      for x in 0..<width {
        let u = margin + (1 - 2 * margin) * (Double(x) + 0.5) / Double(width)
        let v = margin + (1 - 2 * margin) * (Double(y) + 0.5) / Double(height)
        for channel in 0..<3 {
          var level = 110.0
          for blob in blobs {
            let distance = (u - blob.x) * (u - blob.x) + (v - blob.y) * (v - blob.y)
            let tint = channel == 1 ? 1 : blob.tint
            level += tint * blob.level * exp(-distance / (blob.size * blob.size))
          }
          bitmap.pointer[(y * width + x) * 3 + channel] = UInt8(min(max(gain * level, 0), 255))
        }
      }
    }
    return bitmap
  }

  static func jpeg(
    _ seed: UInt64, width: Int = 160, height: Int = 120, margin: Double = 0, gain: Double = 1,
    quality: Int = 90
  ) throws -> [UInt8] {
    let picture = try bitmap(seed, width: width, height: height, margin: margin, gain: gain)
    return try JPEGEncoder.encode(picture.view, quality: quality).withBytes { Array($0) }
  }
}
