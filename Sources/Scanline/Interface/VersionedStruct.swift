import Platform

/// A struct of the C API. Its first member says how large the host's version of it is; members are
/// only ever appended, so that old hosts and new libraries (and the reverse) understand each other.
///
/// `scanline_*_init` fills what the struct's first version had, for ever: a host that was compiled then
/// has no room for more. `scanline_*_init_sized` fills as much as the host's header knows; the header
/// maps the first name to it.
protocol VersionedStruct {
  var struct_size: UInt32 { get set }
  /// All members 0.
  init()
  /// The values that `_init` gives, `struct_size` aside.
  static var defaults: Self { get }
  /// Bytes of the struct's first version, the least that a host's has. Never changes.
  static var firstSize: Int { get }
}

/// A struct that a host fills, with a member that may come to mean something.
protocol ReservingStruct: VersionedStruct {
  /// 0.
  var reserved: UInt32 { get }
}

extension VersionedStruct {
  /// Far beyond any version to come.
  private static var largestSize: Int { 1 << 16 }

  static func hostSize(_ pointer: UnsafePointer<Self>) throws -> Int {
    let size = Int(UnsafeRawPointer(pointer).load(as: UInt32.self))
    guard isPossible(size) else {
      throw ScanlineError(
        .invalidArgument,
        "struct_size of \(Self.self) is \(size), a multiple of \(MemoryLayout<Self>.alignment) from "
          + "\(firstSize) on is needed: call \(Self.self)_init() first")
    }
    return size
  }

  /// Whether a C compiler can have given a version of the struct this size.
  private static func isPossible(_ size: Int) -> Bool {
    (firstSize...largestSize).contains(size) && size % MemoryLayout<Self>.alignment == 0
  }

  /// Copies the members that the host knows, too.
  private static func copy(_ value: Self, to host: UnsafeMutablePointer<Self>, hostSize: Int) {
    withUnsafeBytes(of: value) {
      UnsafeMutableRawBufferPointer(start: host, count: hostSize)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(hostSize)))
    }
  }

  /// Fills a host's struct of `size` bytes with the defaults, and with 0 what this library does not know.
  /// NULL and sizes that no version has are left alone.
  static func initialise(_ pointer: UnsafeMutablePointer<Self>?, size: Int = firstSize) {
    guard let pointer, isPossible(size) else { return }
    UnsafeMutableRawPointer(pointer).initializeMemory(as: UInt8.self, repeating: 0, count: size)
    var value = defaults
    value.struct_size = UInt32(size)
    copy(value, to: pointer, hostSize: size)
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
    var value = defaults
    withUnsafeMutableBytes(of: &value) {
      $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: raw.prefix($0.count)))
    }
    if let reserving = value as? any ReservingStruct, reserving.reserved != 0 {
      throw ScanlineError(
        .invalidArgument, "reserved of \(Self.self) is \(reserving.reserved), not 0")
    }
    return value
  }

  /// An element of a host's array, whose elements lie as far apart as the host's version of the struct is
  /// long (`hostSize`).
  static func element(
    _ index: Int, of first: UnsafePointer<Self>, hostSize: Int
  ) -> UnsafePointer<Self> {
    (UnsafeRawPointer(first) + index * hostSize).assumingMemoryBound(to: Self.self)
  }

  /// The elements of a host's output array, which lie as far apart as the first one's size says; all get that size.
  static func places(
    _ first: UnsafeMutablePointer<Self>, count: Int
  ) throws -> [UnsafeMutablePointer<Self>] {
    let size = try hostSize(first)
    return (0..<count).map {
      let place = UnsafeMutableRawPointer(first) + $0 * size
      place.storeBytes(of: UInt32(size), as: UInt32.self)
      return place.assumingMemoryBound(to: Self.self)
    }
  }

  /// Checks a host's output struct; call it before the work, `write` after it.
  static func checkOutput(_ pointer: UnsafeMutablePointer<Self>?, _ what: String) throws {
    guard let pointer else { throw ScanlineError(.invalidArgument, "\(what) is NULL") }
    _ = try hostSize(pointer)
  }

  /// Fills what the host knows of its output struct, whose `struct_size` stays.
  func write(to pointer: UnsafeMutablePointer<Self>?) {
    guard let pointer else { return }
    let size = UnsafeRawPointer(pointer).load(as: UInt32.self)
    var value = self
    value.struct_size = size
    Self.copy(value, to: pointer, hostSize: Int(size))
  }
}
