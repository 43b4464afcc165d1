extension ImageFormat {
  /// The format that a file's name claims by its ending; nil when it claims none that is known.
  package init?(name: String) {
    guard let dot = name.lastIndex(of: "."), name.distance(from: dot, to: name.endIndex) <= 6 else {
      return nil
    }
    self.init(ending: name[name.index(after: dot)...])
  }

  /// The format of an ending without its dot, in any case.
  package init?(ending: some StringProtocol) {
    switch ending.lowercased() {
    case "jpg", "jpeg", "jpe", "jfif", "jif", "mpo": self = .jpeg
    case "png", "apng": self = .png
    case "gif": self = .gif
    case "webp": self = .webp
    case "bmp", "dib": self = .bmp
    case "tif", "tiff": self = .tiff
    case "heic", "heif", "avif": self = .heif
    case "jp2", "j2k", "jpx", "jpf": self = .jpeg2000
    case "jxl": self = .jpegXL
    case "pdf": self = .pdf
    case "svg": self = .svg
    default: return nil
    }
  }
}
