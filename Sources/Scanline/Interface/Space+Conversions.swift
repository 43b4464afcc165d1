import CScanline
import Platform
import Tuning

extension Scale {
  /// - Throws: `invalidArgument` for a code that there is not.
  init(_ code: scanline_scale) throws {
    switch code {
    case SCANLINE_SCALE_LINEAR: self = .linear
    case SCANLINE_SCALE_LOG: self = .log
    case SCANLINE_SCALE_REVERSE_LOG: self = .reverseLog
    default: throw ScanlineError(.invalidArgument, "search space: scale \(code) is unknown")
    }
  }
}

extension JSONValue {
  /// A host's value, copied. Whole numbers are integers, however they came.
  /// - Throws: `invalidArgument` for NULL, an unknown type, a number that is not finite, or a text that is
  ///   not UTF-8.
  init(_ pointer: UnsafePointer<scanline_value>?, _ what: String) throws {
    guard let value = pointer?.pointee else {
      throw ScanlineError(.invalidArgument, "\(what) is NULL")
    }
    switch value.type {
    case SCANLINE_VALUE_NUMBER:
      guard value.number.isFinite else {
        throw ScanlineError(.invalidArgument, "\(what) is \(value.number), not a finite number")
      }
      self = JSONValue.number(value.number).normalised
    case SCANLINE_VALUE_TEXT: self = .string(try Borrowed.string(value.text, "\(what)'s text"))
    case SCANLINE_VALUE_BOOLEAN: self = .bool(value.boolean != 0)
    default:
      throw ScanlineError(.invalidArgument, "\(what) is of type \(value.type), which is unknown")
    }
  }

  /// A host's values.
  static func list(
    _ values: UnsafePointer<scanline_value>?, _ count: Int, limit: Int
  ) throws -> [JSONValue] {
    guard let values, (1...limit).contains(count) else {
      throw ScanlineError(
        .invalidArgument, "values is NULL, or count is \(count), not from 1 to \(limit)")
    }
    return try (0..<count).map { try JSONValue(values + $0, "values[\($0)]") }
  }
}
