import Curation
import Imaging
import Platform

/// What opening a data set finds out about one file, in one reading of it.
struct ExaminedFile: Sendable {
  let report: ImageReport
  /// Whether a decoder makes a picture of it; always of a good file.
  let isDecodable: Bool
  let keeping: Keeping
  /// nil when the file is left out, or duplicates are not looked for.
  let fingerprint: PictureFingerprint?

  init(_ path: RawPath, _ options: DatasetOptions) {
    guard let content = try? FileSystem.read(path, limit: options.limits.maxBytes) else {
      // The validator says what is wrong with it.
      report = ImageValidator.validate(file: path, limits: options.limits)
      isDecodable = false
      keeping = options.keep.keeping(report, isDecodable: false)
      fingerprint = nil
      return
    }
    (report, isDecodable, keeping, fingerprint) = content.withBytes { bytes in
      let name = path.text
      let report = ImageValidator.validate(bytes, name: name, limits: options.limits)
      let isDecodable =
        report.verdict == .ok || Self.isDecodable(bytes, name: name, limits: options.limits)
      let keeping = options.keep.keeping(report, isDecodable: isDecodable)
      let fingerprint =
        keeping.isKept && options.grouping != .none
        ? PictureFingerprint(
          bytes, near: options.grouping == .near, name: name, limits: options.limits,
          keepRows: keeping.rows) : nil
      return (report, isDecodable, keeping, fingerprint)
    }
  }

  /// Tries, at the smallest scale.
  private static func isDecodable(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits
  ) -> Bool {
    let picture = try? ImageDecoder.decode(
      bytes, name: name, target: (1, 1), channels: 1, limits: limits, tolerant: true)
    return picture != nil
  }
}
