import CScanline
import Platform
import Tuning

extension Scale {
  /// - Parameter key: of the hyperparameter that it is for.
  /// - Throws: `invalidArgument` for a code that there is not.
  init(_ code: scanline_scale, of key: String) throws {
    switch code {
    case SCANLINE_SCALE_LINEAR: self = .linear
    case SCANLINE_SCALE_LOG: self = .log
    case SCANLINE_SCALE_REVERSE_LOG: self = .reverseLog
    default:
      throw ScanlineError(
        .invalidArgument, "search space: \"\(key)\": scale \(code) is unknown; there are 0, 1 and 2"
      )
    }
  }
}

extension JSONValue {
  /// A host's value for a hyperparameter, copied. Whole numbers are integers, however they came.
  /// - Throws: `invalidArgument` for NULL, an unknown type, a number that is not finite, or a text that is
  ///   not UTF-8.
  init(
    _ pointer: UnsafePointer<scanline_value>?, of key: String, _ name: String = "value"
  ) throws {
    let what = "search space: \"\(key)\": \(name)"
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

  /// A host's values for a hyperparameter.
  static func list(
    _ values: UnsafePointer<scanline_value>?, _ count: Int, of key: String, limit: Int
  ) throws -> [JSONValue] {
    guard let values else {
      throw ScanlineError(.invalidArgument, "search space: \"\(key)\": values is NULL")
    }
    guard (1...limit).contains(count) else {
      throw ScanlineError(
        .invalidArgument, "search space: \"\(key)\": count is \(count), not from 1 to \(limit)")
    }
    return try (0..<count).map { try JSONValue(values + $0, of: key, "values[\($0)]") }
  }
}
