import CScanline
import Glibc
import Platform
import Recurrent

/// What a host lends or wants filled, checked before it is used.
enum Borrowed {
  /// A C string; NULL and text that is not UTF-8 are refused.
  static func string(_ text: UnsafePointer<CChar>?, _ what: String) throws -> String {
    String(cString: try self.text(text, what))
  }

  /// A C string as it lies there; NULL and text that is not UTF-8 are refused.
  static func text(
    _ text: UnsafePointer<CChar>?, _ what: @autoclosure () -> String
  ) throws -> UnsafePointer<CChar> {
    guard let text else { throw ScanlineError(.invalidArgument, "\(what()) is NULL") }
    let bytes = UnsafeBufferPointer(
      start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: strlen(text))
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw ScanlineError(.invalidArgument, "\(what()) is not UTF-8")
    }
    return text
  }

  /// A path, byte for byte; NULL is refused.
  static func path(_ text: UnsafePointer<CChar>?, _ what: String) throws -> RawPath {
    guard let text else { throw ScanlineError(.invalidArgument, "\(what) is NULL") }
    return RawPath(bytes: Array(UnsafeRawBufferPointer(start: text, count: strlen(text))))
  }

  /// A C string or NULL.
  static func optionalString(_ text: UnsafePointer<CChar>?, _ what: String) throws -> String? {
    text == nil ? nil : try string(text, what)
  }

  /// The labels of a model to be made; their count is checked before any is read.
  static func labels(
    _ labels: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int
  ) throws -> [String] {
    guard let labels else { throw ScanlineError(.invalidArgument, "labels is NULL") }
    guard (2...NetworkLimits.classes).contains(count) else {
      throw ScanlineError(
        .invalidArgument,
        "label_count is \(count); 2 to \(NetworkLimits.classes) labels are allowed")
    }
    return try (0..<count).map { try string(labels[$0], "label \($0)") }
  }

  /// A name for messages, repaired when it is not UTF-8.
  static func name(_ text: UnsafePointer<CChar>?, otherwise: String = "image") -> String {
    text.map { String(cString: $0) } ?? otherwise
  }

  /// `size` bytes at `data`; NULL is allowed with size 0 only.
  static func bytes(
    _ data: UnsafeRawPointer?, _ size: Int, _ what: @autoclosure () -> String
  ) throws -> UnsafeRawBufferPointer {
    guard size >= 0 else {
      throw ScanlineError(.invalidArgument, "the size of \(what()) is beyond memory")
    }
    guard data != nil || size == 0 else {
      throw ScanlineError(.invalidArgument, "\(what()) is NULL, its size \(size)")
    }
    return UnsafeRawBufferPointer(start: data, count: size)
  }

  /// A place for an output.
  static func output<Value>(
    _ pointer: UnsafeMutablePointer<Value>?, _ what: String
  ) throws -> UnsafeMutablePointer<Value> {
    guard let pointer else { throw ScanlineError(.invalidArgument, "\(what) is NULL") }
    return pointer
  }

  /// A caller's array that must hold at least `needed` elements.
  static func array<Element>(
    _ pointer: UnsafeMutablePointer<Element>?, capacity: Int, needed: Int, _ what: String
  ) throws -> UnsafeMutablePointer<Element> {
    let pointer = try output(pointer, what)
    let capacity = room(capacity)
    guard capacity >= needed else {
      throw ScanlineError(
        .bufferTooSmall, "\(what) has room for \(capacity) elements, \(needed) are needed")
    }
    return pointer
  }

  /// A `size_t` of the host's, which may be above the largest `Int`.
  private static func room(_ capacity: Int) -> Int { capacity < 0 ? .max : capacity }

  /// A number of threads; 0 for one a processor.
  static func threads(_ count: UInt32) throws -> Int {
    guard count <= ThreadPool.largestCount else {
      throw ScanlineError(
        .invalidArgument, "threads is \(count); allowed is 0 to \(ThreadPool.largestCount)")
    }
    return Int(count)
  }

  /// The protocol of all outputs of unknown size: `needed` gets the size; NULL asks for it only; a small
  /// buffer is left alone and refused with `bufferTooSmall`.
  static func copy(
    _ source: UnsafeRawBufferPointer, to buffer: UnsafeMutableRawPointer?, capacity: Int,
    needed: UnsafeMutablePointer<Int>?, _ what: String
  ) throws {
    guard buffer != nil || needed != nil else {
      throw ScanlineError(.invalidArgument, "both \(what) and needed are NULL")
    }
    needed?.pointee = source.count
    guard let buffer else { return }
    let capacity = room(capacity)
    guard capacity >= source.count else {
      throw ScanlineError(
        .bufferTooSmall, "\(what) has room for \(capacity) bytes, \(source.count) are needed")
    }
    if let base = source.baseAddress { buffer.copyMemory(from: base, byteCount: source.count) }
  }

  /// The same for text; the size includes the final 0.
  static func copy(
    _ text: String, to buffer: UnsafeMutablePointer<CChar>?, capacity: Int,
    needed: UnsafeMutablePointer<Int>?, _ what: String
  ) throws {
    try text.utf8CString.withUnsafeBytes {
      try copy($0, to: buffer, capacity: capacity, needed: needed, what)
    }
  }
}
