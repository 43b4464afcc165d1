import Curation
import Imaging
import Platform

/// What opening a data set finds out about one file, in one reading of it.
struct ExaminedFile: Sendable {
  let report: ImageReport
  /// Whether a decoder makes a picture of it; always of a good file.
  let isDecodable: Bool
  /// What the policy makes of it.
  let keeping: Keeping
  /// Neither the policy nor its content speaks against it.
  let isKept: Bool
  /// nil when the file is left out, or duplicates are not looked for.
  let fingerprint: PictureFingerprint?

  /// - Parameter ahead: of the files that it is one of.
  init(_ path: RawPath, _ options: DatasetOptions, _ ahead: ReadAhead) {
    guard let content = try? FileSystem.read(path, limit: options.limits.maxBytes, ahead: ahead)
    else {
      // The validator says what is wrong with it.
      report = ImageValidator.validate(file: path, limits: options.limits)
      isDecodable = false
      keeping = options.keep.keeping(report, isDecodable: false)
      isKept = false
      fingerprint = nil
      return
    }
    (report, isDecodable, keeping, isKept, fingerprint) = content.withBytes { bytes in
      let name = path.text
      var report = ImageValidator.validate(bytes, name: name, limits: options.limits)
      let isDecodable =
        report.verdict == .ok || Self.isDecodable(bytes, name: name, limits: options.limits)
      let keeping = options.keep.keeping(report, isDecodable: isDecodable)
      let isRefused = options.keep.refusesContent(of: report)
      if isRefused, report.message.isEmpty {
        report.message = "left out: \(report.quality.flags.names.joined(separator: ", "))"
      }
      let isKept = keeping.isKept && !isRefused
      let fingerprint =
        isKept && options.grouping != .none
        ? PictureFingerprint(
          bytes, near: options.grouping == .near, name: name, limits: options.limits,
          report: report) : nil
      return (report, isDecodable, keeping, isKept, fingerprint)
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
