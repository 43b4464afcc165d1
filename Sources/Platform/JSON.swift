import FoundationEssentials

/// JSON text to values and back, with errors in the library's own terms. Keys are written sorted, so
/// that equal values give equal bytes.
package enum JSON {
  /// - Parameters:
  ///   - what: names the text in errors ("network spec").
  ///   - kind: of the error for a malformed text.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String, what: String,
    kind: ScanlineError.Kind = .invalidArgument
  ) throws -> Value {
    // The decoder would take it for UTF-16 or UTF-32, whose brackets `depth` does not count.
    guard !text.utf8.contains(0) else {
      throw ScanlineError(kind, "\(what): holds a byte 0, which JSON in UTF-8 does not")
    }
    // The decoder calls itself for every level; a host's thread may have a small stack.
    guard depth(of: text) <= depthLimit else {
      throw ScanlineError(kind, "\(what): nested deeper than the limit of \(depthLimit)")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch let error as ScanlineError {
      throw ScanlineError(kind, "\(what): \(error.message)")
    } catch let error as DecodingError {
      // Only texts of a size that people write are searched for what is wrong.
      let misfit = text.utf8.count < 1 << 16 ? misfit(type, in: text) : nil
      throw ScanlineError(kind, "\(what): \(misfit ?? describe(error))")
    } catch {
      throw ScanlineError(kind, "\(what): \(error)")
    }
  }

  /// As `decode`, of a text that people write: errors name the line and column at which it stops being JSON, and a key
  /// that stands twice is one, for nobody knows which of the two is meant.
  package static func decodeDocument<Value: Decodable>(
    _ type: Value.Type, from text: String, what: String,
    kind: ScanlineError.Kind = .invalidArgument
  ) throws -> Value {
    try JSONText.check(text, what: what, kind: kind)
    return try decode(type, from: text, what: what, kind: kind)
  }

  /// One line, keys sorted. NaN and infinities are an error: JSON has none.
  package static func encode(_ value: some Encodable, pretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      throw ScanlineError(.internal, "JSON could not be written: \(error)")
    }
  }

  /// Levels of arrays and objects; nothing of ours has half as many.
  static let depthLimit = 16

  /// The deepest nesting of brackets outside of strings.
  private static func depth(of text: String) -> Int {
    var deepest = 0
    var depth = 0
    var isString = false
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        isEscaped = false
      } else if isString {
        isEscaped = byte == UInt8(ascii: "\\")
        isString = byte != UInt8(ascii: "\"")
      } else {
        switch byte {
        case UInt8(ascii: "\""): isString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"):
          depth += 1
          deepest = max(deepest, depth)
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
      }
    }
    return deepest
  }

  private static func describe(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      let keys = (context.codingPath + [last].compactMap { $0 }).map {
        $0.intValue.map { "[\($0)]" } ?? $0.stringValue
      }
      return keys.isEmpty ? "the text" : "\"" + keys.joined(separator: ".") + "\""
    }
    switch error {
    case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
    case .typeMismatch(let type, let context): return "\(place(context)) is not \(noun(type))"
    case .valueNotFound(_, let context): return "\(place(context)) has no value"
    case .dataCorrupted(let context):
      // In the decoder's own words of a name that stands for nothing.
      if let found = context.debugDescription.firstRange(of: "invalid String value ") {
        return
          "\(place(context)) is \"\(context.debugDescription[found.upperBound...])\", which is not known"
      }
      // What the decoder says of a text that it cannot read at all.
      return context.codingPath.isEmpty && context.debugDescription.hasPrefix("The given data")
        ? "not JSON" : "\(place(context)): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }

  /// What a value of a type is in JSON.
  private static func noun(_ type: Any.Type) -> String {
    switch type {
    case is Bool.Type: "true or false"
    case is String.Type: "a text"
    case is Double.Type, is Float.Type: "a number"
    case is any FixedWidthInteger.Type: "a whole number"
    case is any Collection.Type: "\(type)".hasPrefix("Dictionary") ? "an object" : "a list"
    default: "an object"
    }
  }
}
