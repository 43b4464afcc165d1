import Platform

/// Something wrong in a JPEG file: why, where, and in words.
package struct JPEGFault: Error, Sendable, Equatable {
  package let reason: ImageReport.Reason
  /// Bytes from the file's start.
  package let offset: Int
  /// Names the value and the limit it broke; without the file's name.
  package let text: String

  package init(_ reason: ImageReport.Reason, at offset: Int, _ text: String) {
    self.reason = reason
    self.offset = offset
    self.text = text
  }

  /// The error that uses of the picture (not its validation) give.
  package func error(name: String) -> ScanlineError {
    let kind: ScanlineError.Kind =
      switch reason.verdict {
      case .unsupported: .unsupported
      case .hostile: .limitExceeded
      default: .corruptImage
      }
    return ScanlineError(kind, "\(name): \(text)")
  }
}
