import Platform

extension ImageDecoder {
  /// Decodes what is good of a picture: all of it, or, of a damaged one, the rows before the damage; where the report
  /// says that a part of it is gray that was filled in, the rows above.
  /// - Parameters:
  ///   - leastShare: of the rows that must be good, 0 to 1.
  ///   - report: of the file; nil: it is validated here.
  /// - Throws: as `decode`; `corruptImage` when fewer rows are good.
  package static func decodeGoodRows(
    _ bytes: UnsafeRawBufferPointer, name: String, target: (width: Int, height: Int)?,
    channels: Int, limits: ImageLimits, leastShare: Double, report: ImageReport? = nil
  ) throws -> Bitmap {
    var found = report
    if found == nil {
      do {
        // Good pictures are checked on the way, in one walk.
        return try decode(
          bytes, name: name, target: target, channels: channels, limits: limits)
      } catch let error as ScanlineError where error.kind == .corruptImage {
        found = ImageValidator.validate(
          bytes, name: name, limits: limits, measuresQuality: false)
      }
    }
    guard let found, Double(found.shownRows) >= leastShare * Double(found.height) else {
      throw ScanlineError(
        .corruptImage, "\(name): less than \(leastShare) of the rows are good")
    }
    return try decode(
      bytes, name: name, target: target, channels: channels, limits: limits, tolerant: true,
      keepRows: found.shownRows == found.height ? nil : found.shownRows)
  }
}
