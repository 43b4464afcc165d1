import Imaging
import Platform

/// The smallest Exif segment that says how a picture is to be turned (CIPA DC-008).
enum Exif {
  /// The file with the segment right after its first marker.
  static func adding(_ orientation: Orientation, to file: ByteBuffer) throws -> ByteBuffer {
    let segment: [UInt8] =
      [0xFF, 0xE1, 0, 34] + Array("Exif\0\0MM\0*".utf8) + [0, 0, 0, 8]
      // One directory entry: tag 0x0112, one SHORT.
      + [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation.rawValue), 0, 0, 0, 0, 0, 0]
    var bytes = file.withBytes { Array($0) }
    bytes.insert(contentsOf: segment, at: 2)
    return try bytes.withUnsafeBytes { try ByteBuffer(copying: $0) }
  }
}

extension Orientation {
  /// What undoes this.
  var inverse: Orientation {
    switch self {
    case .turnRight: .turnLeft
    case .turnLeft: .turnRight
    default: self
    }
  }
}
