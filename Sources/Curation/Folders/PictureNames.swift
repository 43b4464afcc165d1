/// Name endings of pictures. All formats that validation tells apart are here, for a folder of
/// photographs that holds a few HEIC files should say so.
enum PictureNames {
  private static let endings: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "jif", "png", "apng", "gif", "webp", "bmp", "dib", "tif", "tiff",
    "heic", "heif", "avif", "jp2", "j2k", "jxl", "svg", "ico",
  ]

  /// - Parameter name: need not be UTF-8.
  static func matches(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
    return endings.contains(String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased())
  }
}
