import Imaging

/// What is kept of a picture to find its duplicates by.
package struct PictureFingerprint: Sendable {
  /// 0 for no file.
  package let byteCount: Int
  package let content: ContentHash
  /// nil when near duplicates are not looked for, or the picture is flat.
  package let perceptual: UInt64?

  package init(byteCount: Int, content: ContentHash, perceptual: UInt64?) {
    self.byteCount = byteCount
    self.content = content
    self.perceptual = perceptual
  }

  /// - Parameters:
  ///   - near: whether near duplicates are looked for.
  ///   - keepRows: of a picture that is cropped.
  package init(
    _ bytes: UnsafeRawBufferPointer, near: Bool, name: String, limits: ImageLimits,
    keepRows: Int? = nil
  ) {
    byteCount = bytes.count
    content = ContentHash(bytes)
    perceptual =
      near ? PerceptualHash.hash(bytes, name: name, limits: limits, keepRows: keepRows) : nil
  }
}
