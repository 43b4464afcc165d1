/// An error of the library: a kind, which becomes the status code of the C API, and a text that names
/// the file, the value and the limit it broke.
package struct ScanlineError: Error, CustomStringConvertible, Equatable {
  /// The raw values are the status codes of `scanline_types.h`; a test holds the two together.
  package enum Kind: Int32, CaseIterable, Sendable {
    case invalidArgument = -1
    case bufferTooSmall = -2
    case io = -3
    case corruptModel = -4
    case versionMismatch = -5
    case unsupported = -6
    case busy = -7
    case cancelled = -8
    case noMemory = -9
    case diverged = -10
    case corruptImage = -11
    case limitExceeded = -12
    case noData = -13
    case `internal` = -14
  }

  package let kind: Kind
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package var description: String { "\(kind): \(message)" }

  /// The same error, said of `subject` (a file's name, mostly): "subject: message".
  package func about(_ subject: String) -> ScanlineError {
    ScanlineError(kind, "\(subject): \(message)")
  }
}
