import Platform

// The typed opaque handles of the C API. The header generator writes each alias as its C type.

/// `scanline_model *`
public typealias ModelHandle = OpaquePointer
/// `scanline_dataset *`
public typealias DatasetHandle = OpaquePointer
/// `scanline_trainer *`
public typealias TrainerHandle = OpaquePointer
/// `scanline_tuner *`
public typealias TunerHandle = OpaquePointer
/// `scanline_space *`
public typealias SpaceHandle = OpaquePointer

/// An object that a host holds by a handle.
protocol HandleObject: AnyObject {
  /// How errors name it ("model").
  static var noun: String { get }
}

/// The objects that hosts hold. A handle is a number that looks like a pointer, is never dereferenced
/// and never used twice, so that a freed, foreign or wrong one is recognised and refused. The table
/// holds one reference; a call holds its own, so that freeing an object in use is safe.
enum HandleTable {
  private struct Entries {
    var objects: [UInt: any HandleObject] = [:]
    var last: UInt = 0
  }
  private static let entries = Mutex(Entries(), survivesFork: true)
  /// Far from any address that an allocator or a small integer would give.
  private static let base: UInt = 0x5CA1_0000_0000_0000

  /// A new handle on `object`.
  static func insert(_ object: any HandleObject) throws -> OpaquePointer {
    let number = entries.withLock { entries -> UInt in
      entries.last += 1
      entries.objects[entries.last] = object
      return entries.last
    }
    guard let handle = OpaquePointer(bitPattern: base | number << 4) else {
      throw ScanlineError(.internal, "no handle could be made")
    }
    return handle
  }

  /// The object behind a handle, or `invalidArgument`.
  static func object<Object: HandleObject>(
    _ handle: OpaquePointer?, as type: Object.Type
  ) throws -> Object {
    guard let handle else {
      throw ScanlineError(.invalidArgument, "the \(type.noun) handle is NULL")
    }
    let found = entries.withLock { $0.objects[number(of: handle)] }
    guard let found else {
      throw ScanlineError(
        .invalidArgument, "the \(type.noun) handle was freed, or is not one of Scanline's")
    }
    guard let object = found as? Object else {
      throw ScanlineError(
        .invalidArgument, "a \(Swift.type(of: found).noun) handle where a \(type.noun) is due")
    }
    return object
  }

  /// Ends a handle. NULL and unknown handles are left alone: `*_free` never fails.
  static func remove<Object: HandleObject>(_ handle: OpaquePointer?, as type: Object.Type) {
    guard let handle else { return }
    // The object's end may take time (threads are joined): it happens outside the lock.
    let removed = entries.withLock { entries -> (any HandleObject)? in
      let number = number(of: handle)
      guard entries.objects[number] is Object else { return nil }
      return entries.objects.removeValue(forKey: number)
    }
    withExtendedLifetime(removed) {}
  }

  private static func number(of handle: OpaquePointer) -> UInt {
    let bits = UInt(bitPattern: handle)
    return bits & base == base && bits & 0xF == 0 ? (bits ^ base) >> 4 : 0
  }
}
