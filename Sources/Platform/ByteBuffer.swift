import Glibc

/// Uninitialised bytes, 64-byte aligned, freed with the object. A failed allocation is an error, not
/// a trap, which is why this is not an Array.
package final class ByteBuffer: @unchecked Sendable {
  package let count: Int
  /// Valid as long as the object lives: hold the object across the use.
  package let pointer: UnsafeMutableRawPointer
  /// Whose memory it is, if not our own.
  private let file: ScratchFile?

  package init(count: Int) throws {
    var raw: UnsafeMutableRawPointer?
    guard count >= 0, posix_memalign(&raw, 64, max(count, 64)) == 0, let raw else {
      throw ScanlineError(.noMemory, "\(count) bytes could not be had")
    }
    self.count = count
    pointer = raw
    file = nil
  }

  /// Memory of a file's; it keeps the file.
  /// - Returns: nil for more than the file gives at once.
  /// - Throws: as `ScratchFile.take`.
  package init?(count: Int, in file: ScratchFile) throws {
    guard let room = try file.take(count) else { return nil }
    self.count = count
    pointer = room
    self.file = file
  }

  package convenience init(copying bytes: UnsafeRawBufferPointer) throws {
    try self.init(count: bytes.count)
    if let base = bytes.baseAddress { pointer.copyMemory(from: base, byteCount: bytes.count) }
  }

  deinit { if file == nil { free(pointer) } }

  /// Lends the bytes for the call.
  package func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(start: pointer, count: count))
  }
}
