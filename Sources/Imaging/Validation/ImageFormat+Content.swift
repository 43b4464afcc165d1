extension ImageFormat {
  /// The format by the first bytes of the content, whatever the file's name says.
  package init(content bytes: UnsafeRawBufferPointer) {
    func has(_ text: StaticString, at offset: Int = 0) -> Bool {
      guard bytes.count >= offset + text.utf8CodeUnitCount else { return false }
      return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
    }
    func has(_ values: [UInt8]) -> Bool { bytes.starts(with: values) }

    if has([0xFF, 0xD8]) || Self.isJPEGWithoutStart(bytes) {
      self = .jpeg
    } else if has([0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else if has("GIF87a") || has("GIF89a") {
      self = .gif
    } else if has("RIFF"), has("WEBP", at: 8) {
      self = .webp
    } else if has("BM"), bytes.count >= 26, bytes[15] == 0, bytes[16] == 0, bytes[17] == 0 {
      self = .bmp
    } else if has([0x49, 0x49, 42, 0]) || has([0x4D, 0x4D, 0, 42]) || has([0x49, 0x49, 43, 0])
      || has([0x4D, 0x4D, 0, 43])
    {
      self = .tiff
    } else if has("ftyp", at: 4) {
      self = .heif
    } else if has([0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20]) || has([0xFF, 0x4F, 0xFF, 0x51]) {
      self = .jpeg2000
    } else if has([0xFF, 0x0A]) || has([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20]) {
      self = .jpegXL
    } else if has("%PDF-") {
      self = .pdf
    } else if let root = Self.rootElement(bytes) {
      self = root == "svg" || root.hasSuffix(":svg") ? .svg : .other
    } else if Self.isArchive(bytes) || Self.isOtherPicture(bytes) {
      self = .other
    } else {
      self = .unknown
    }
  }

  /// "PNG", "GIF": for messages.
  package var name: String {
    switch self {
    case .unknown: "unknown"
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .gif: "GIF"
    case .webp: "WebP"
    case .bmp: "BMP"
    case .tiff: "TIFF"
    case .heif: "HEIF"
    case .jpeg2000: "JPEG 2000"
    case .jpegXL: "JPEG XL"
    case .pdf: "PDF"
    case .svg: "SVG"
    case .other: "other"
    }
  }

  /// Icons and Photoshop files: pictures, of no format in the list.
  static func isOtherPicture(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.starts(with: [0, 0, 1, 0]) || bytes.starts(with: [0x38, 0x42, 0x50, 0x53])
  }

  /// zip, gzip, 7z, rar.
  private static func isArchive(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let beginnings: [[UInt8]] = [
      [0x50, 0x4B, 3, 4], [0x1F, 0x8B], [0x37, 0x7A, 0xBC, 0xAF], [0x52, 0x61, 0x72, 0x21],
    ]
    return beginnings.contains { bytes.starts(with: $0) }
  }

  /// A JPEG whose first bytes were lost or altered: another marker of a header follows.
  private static func isJPEGWithoutStart(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 10 else { return false }
    if bytes[6...].starts(with: [0x4A, 0x46, 0x49, 0x46, 0]) { return true }
    return bytes[2] == 0xFF && (bytes[3] == 0xDB || bytes[3] & 0xF0 == 0xE0)
  }
}
