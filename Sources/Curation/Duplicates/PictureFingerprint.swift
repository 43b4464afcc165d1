import Imaging

/// What is kept of a picture to find its duplicates by.
package struct PictureFingerprint: Sendable {
  /// 0 for no file.
  package let byteCount: Int
  package let content: ContentHash
  package let beginnings: FileBeginnings
  /// nil when near duplicates are not looked for, or the picture has none.
  package let look: PictureLook?

  package init(
    byteCount: Int, content: ContentHash, beginnings: FileBeginnings = FileBeginnings(),
    look: PictureLook?
  ) {
    self.byteCount = byteCount
    self.content = content
    self.beginnings = beginnings
    self.look = look
  }

  /// - Parameters:
  ///   - near: whether near duplicates are looked for.
  ///   - report: of the file, if it was validated.
  package init(
    _ bytes: UnsafeRawBufferPointer, near: Bool, name: String, limits: ImageLimits,
    report: ImageReport? = nil
  ) {
    var hasher = ContentHasher()
    var beginnings = FileBeginnings()
    var start = 0
    for mark in FileBeginnings.marks(of: bytes) {
      hasher.add(UnsafeRawBufferPointer(rebasing: bytes[start..<mark]))
      beginnings.append(hasher.short)
      start = mark
    }
    byteCount = bytes.count
    content = hasher.finished(
      with: UnsafeRawBufferPointer(rebasing: bytes[start...]), byteCount: bytes.count)
    self.beginnings = beginnings
    look = near ? PictureLook(bytes, name: name, limits: limits, report: report) : nil
  }
}
