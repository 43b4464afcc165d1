import Glibc
import Imaging
import Platform

/// Strings as C text, freed with the object.
final class CStrings: @unchecked Sendable {
  private let texts: [UnsafeMutablePointer<CChar>?]

  init(_ strings: [String]) { texts = strings.map { strdup($0) } }

  /// Byte for byte.
  init(_ paths: [RawPath]) { texts = paths.map { $0.withCString { strdup($0) } } }

  deinit { for text in texts { free(text) } }

  /// nil outside of the list.
  subscript(index: Int) -> UnsafePointer<CChar>? {
    texts.indices.contains(index) ? texts[index].map { UnsafePointer($0) } : nil
  }
}

/// C strings that live as long as the process.
enum StaticText {
  static var empty: UnsafePointer<CChar> { pointer("") }
  /// By raw value.
  static let verdicts = CStrings(ImageReport.Verdict.allCases.map { "\($0)" })
  /// By raw value.
  static let reasons = CStrings(ImageReport.Reason.allCases.map(\.name))
  /// By the flag's bit.
  static let qualities = CStrings(ImageQuality.Flags.named.map(\.name))

  /// The bytes of a literal, which end with 0.
  static func pointer(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
