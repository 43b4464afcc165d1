/// Which files of a class folder are meant as pictures, by their names.
enum PictureName {
  private static let endings = [
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic",
    ".heif", ".avif", ".jp2", ".jxl",
  ]

  static func isPicture(_ name: String) -> Bool {
    let name = name.lowercased()
    return endings.contains { name.hasSuffix($0) }
  }
}
