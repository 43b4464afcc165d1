import CScanline
import Glibc
import Platform
import Scanline

/// A folder of small labelled photographs, made through the library's own encoder: reddish "warm" ones and
/// bluish "cold" ones with a gradient and noise, so that a few epochs tell them apart.
final class PhotoFolder {
  let path: String

  init(perClass: Int = 12) throws {
    var template = Array("/tmp/scanline-photos-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw FileSystem.systemError("cannot make", "/tmp") }
    path = String(cString: made)
    for (label, base) in [("cold", (40, 90, 200)), ("warm", (200, 90, 40))] {
      mkdir("\(path)/\(label)", 0o777)
      for index in 0..<perClass {
        try write(Self.jpeg(base, seed: UInt64(index)), to: "\(label)/\(index).jpg")
      }
    }
  }

  deinit {
    for label in (try? FileSystem.names(in: path)) ?? [] {
      for name in (try? FileSystem.names(in: "\(path)/\(label)")) ?? [] {
        unlink("\(path)/\(label)/\(name)")
      }
      rmdir("\(path)/\(label)")
      unlink("\(path)/\(label)")
    }
    rmdir(path)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try bytes.withUnsafeBytes { try FileSystem.writeAtomically($0, to: "\(path)/\(name)") }
  }

  /// A 40 x 30 photograph of one colour with a gradient and noise, as a JPEG file.
  static func jpeg(_ base: (Int, Int, Int), seed: UInt64) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    var data: [UInt8] = []
    for y in 0..<30 {
      for x in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let change = Int(state >> 59) + x / 2 - y / 2
        for value in [base.0, base.1, base.2] {
          data.append(UInt8(clamping: value + change))
        }
      }
    }
    var pixels = scanline_pixels()
    scanline_pixels_init(&pixels)
    (pixels.width, pixels.height) = (40, 30)
    var jpeg = [UInt8](repeating: 0, count: 16384)
    var needed = 0
    let status = data.withUnsafeBufferPointer { buffer in
      pixels.data = buffer.baseAddress
      return scanline_image_encode_jpeg(&pixels, 90, &jpeg, jpeg.count, &needed)
    }
    return status == SCANLINE_OK ? Array(jpeg.prefix(needed)) : []
  }
}
