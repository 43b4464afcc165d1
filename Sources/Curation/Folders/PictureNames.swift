import Imaging

/// Name endings of pictures. All formats that validation tells apart are here, for a folder of
/// photographs that holds a few HEIC files should say so.
enum PictureNames {
  /// - Parameter name: need not be UTF-8.
  static func matches(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
    let ending = String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
    return ending == "ico" || ImageFormat(ending: ending).map { $0 != .pdf } ?? false
  }
}
