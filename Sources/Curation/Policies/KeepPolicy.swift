/// `scanline_policy`: which damaged pictures are kept. Raw values never change.
package enum KeepPolicy: Int32, CaseIterable, Sendable {
  /// Only pictures that decode whole.
  case strict = 0
  /// Also those that were cut off behind enough good rows, cropped to these.
  case salvage = 1
  /// Whatever a decoder makes a picture of.
  case allDecodable = 2

  /// Stable, for reports: "all-decodable".
  package var name: String {
    switch self {
    case .strict: "strict"
    case .salvage: "salvage"
    case .allDecodable: "all-decodable"
    }
  }
}
