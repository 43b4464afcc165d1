import Platform

/// A struct of the C API. Its first member says how large the host's version of it is; members are
/// only ever appended, so that old hosts and new libraries (and the reverse) understand each other.
protocol VersionedStruct {
  var struct_size: UInt32 { get set }
  /// All members 0.
  init()
  /// The values that `_init` gives, `struct_size` aside.
  static var defaults: Self { get }
}

extension VersionedStruct {
  /// Sizes that a host's version may have: that of version 1.0 (today's) up to one from the future.
  private static var leastSize: Int { MemoryLayout<Self>.size }
  private static var mostSize: Int { 1 << 16 }

  private static func hostSize(_ pointer: UnsafePointer<Self>) throws -> Int {
    let size = Int(UnsafeRawPointer(pointer).load(as: UInt32.self))
    guard (leastSize...mostSize).contains(size) else {
      throw ScanlineError(
        .invalidArgument,
        "struct_size of \(Self.self) is \(size), at least \(leastSize) is needed: "
          + "call \(Self.self)_init() first")
    }
    return size
  }

  /// Fills a host's struct with the defaults. NULL is left alone.
  static func initialise(_ pointer: UnsafeMutablePointer<Self>?) {
    var value = defaults
    value.struct_size = UInt32(MemoryLayout<Self>.size)
    pointer?.pointee = value
  }

  /// A host's struct; NULL gives the defaults. Members that this library does not know must be 0.
  static func read(_ pointer: UnsafePointer<Self>?) throws -> Self {
    guard let pointer else { return defaults }
    let size = try hostSize(pointer)
    let raw = UnsafeRawBufferPointer(start: pointer, count: size)
    guard raw.dropFirst(MemoryLayout<Self>.size).allSatisfy({ $0 == 0 }) else {
      throw ScanlineError(
        .versionMismatch,
        "\(Self.self) of \(size) bytes sets a member that this library does not know")
    }
    return pointer.pointee
  }

  /// The elements of a host's array, which lie as far apart as the host's version of the struct is long.
  static func elements(_ first: UnsafePointer<Self>, count: Int) throws -> [UnsafePointer<Self>] {
    let size = try hostSize(first)
    guard size % MemoryLayout<Self>.alignment == 0 else {
      throw ScanlineError(
        .invalidArgument, "struct_size of \(Self.self) is \(size), which no C compiler gives")
    }
    return (0..<count).map {
      (UnsafeRawPointer(first) + $0 * size).assumingMemoryBound(to: Self.self)
    }
  }

  /// Checks a host's output struct; call it before the work, `write` after it.
  static func checkOutput(_ pointer: UnsafeMutablePointer<Self>?, _ what: String) throws {
    guard let pointer else { throw ScanlineError(.invalidArgument, "\(what) is NULL") }
    _ = try hostSize(pointer)
  }

  /// Fills a host's output struct, whose `struct_size` stays.
  func write(to pointer: UnsafeMutablePointer<Self>?) {
    guard let pointer else { return }
    var value = self
    value.struct_size = pointer.pointee.struct_size
    pointer.pointee = value
  }
}
