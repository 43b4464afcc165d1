extension ImageReport {
  /// Why a file is not ok. Raw values as in `scanline_types.h`; they never change.
  package enum Reason: Int32, Sendable, CaseIterable {
    case none = 0
    case empty = 1
    case notAnImage = 2
    case otherFormat = 3
    case unreadable = 4
    case badHeader = 5
    case noImageData = 6
    case truncated = 7
    case badEntropyData = 8
    case restartMismatch = 9
    case extraneousData = 10
    case incompleteProgression = 11
    case badProgression = 12
    case badQuantisation = 13
    case unsupportedCoding = 14
    case tooManyPixels = 15
    case tooManyBytes = 16
    case tooManyScans = 17
    case tooManyMarkers = 18
    case decoderError = 19
    case missingEnd = 20

    /// Stable, for machines: "truncated", "bad-entropy-data".
    package var name: String {
      switch self {
      case .none: "none"
      case .empty: "empty"
      case .notAnImage: "not-an-image"
      case .otherFormat: "other-format"
      case .unreadable: "unreadable"
      case .badHeader: "bad-header"
      case .noImageData: "no-image-data"
      case .truncated: "truncated"
      case .badEntropyData: "bad-entropy-data"
      case .restartMismatch: "restart-mismatch"
      case .extraneousData: "extraneous-data"
      case .incompleteProgression: "incomplete-progression"
      case .badProgression: "bad-progression"
      case .badQuantisation: "bad-quantisation"
      case .unsupportedCoding: "unsupported-coding"
      case .tooManyPixels: "too-many-pixels"
      case .tooManyBytes: "too-many-bytes"
      case .tooManyScans: "too-many-scans"
      case .tooManyMarkers: "too-many-markers"
      case .decoderError: "decoder-error"
      case .missingEnd: "missing-end"
      }
    }

    /// The verdict it leads to when not enough rows are good.
    package var verdict: Verdict {
      switch self {
      case .none: .ok
      case .otherFormat, .unsupportedCoding: .unsupported
      case .tooManyPixels, .tooManyBytes, .tooManyScans, .tooManyMarkers: .hostile
      default: .corrupt
      }
    }
  }
}
