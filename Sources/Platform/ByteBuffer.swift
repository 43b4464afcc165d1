import Glibc

/// Bytes, 64-byte aligned, freed with the object. A failed allocation is an error, not a trap, which is
/// why this is not an Array.
///
/// Large ones are pages of their own, which return to the system with the object. From the host's heap they
/// would not: glibc takes ever larger blocks from there once a large one was freed, small ones that live on
/// come to lie between them, and a process that trains one model after the other grows by gigabytes
/// though nothing is leaked.
package final class ByteBuffer: @unchecked Sendable {
  package let count: Int
  /// Valid as long as the object lives: hold the object across the use.
  package let pointer: UnsafeMutableRawPointer
  private let owner: Owner

  private enum Owner {
    /// The block of the heap in which the bytes lie.
    case heap(UnsafeMutableRawPointer)
    case pages(PageMapping)
    case file(ScratchFile)
  }

  private static let alignment = 64
  /// From so many bytes on a buffer has its own pages.
  private static let pagedCount = 256 << 10

  /// Bytes that are not initialised.
  /// - Throws: `noMemory`.
  package init(count: Int) throws {
    self.count = count
    if count >= Self.pagedCount {
      guard let pages = PageMapping.take(count) else { throw Self.shortage(count) }
      pointer = pages.pointer
      owner = .pages(pages)
    } else {
      // Not posix_memalign, which before glibc 2.38 cannot take the very block that was freed last, and
      // so leaves a trail of them.
      guard count >= 0, let block = malloc(count + Self.alignment) else {
        throw Self.shortage(count)
      }
      pointer = block.alignedUp(toMultipleOf: Self.alignment)
      owner = .heap(block)
    }
  }

  /// Bytes that are 0.
  /// - Throws: `noMemory`.
  package convenience init(zeroed count: Int) throws {
    try self.init(count: count)
    // The system gives pages of zeros.
    if case .pages(let pages) = owner, pages.isNew { return }
    memset(pointer, 0, count)
  }

  /// Memory of a file's; it keeps the file.
  /// - Returns: nil for more than the file gives at once.
  /// - Throws: as `ScratchFile.take`.
  package init?(count: Int, in file: ScratchFile) throws {
    guard let room = try file.take(count) else { return nil }
    self.count = count
    pointer = room
    owner = .file(file)
  }

  package convenience init(copying bytes: UnsafeRawBufferPointer) throws {
    try self.init(count: bytes.count)
    if let base = bytes.baseAddress { pointer.copyMemory(from: base, byteCount: bytes.count) }
  }

  deinit {
    switch owner {
    case .heap(let block): free(block)
    case .pages(let pages): pages.giveBack()
    case .file: break
    }
  }

  /// Lends the bytes for the call.
  package func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(UnsafeRawBufferPointer(start: pointer, count: count))
  }

  /// What some bytes hold is not needed any more: those of large buffers return to the system, by whole pages.
  package func discard(_ range: Range<Int>) {
    if case .pages(let pages) = owner { pages.discard(range.clamped(to: 0..<count)) }
  }

  private static func shortage(_ count: Int) -> ScanlineError {
    ScanlineError(.noMemory, "\(count) bytes could not be had")
  }
}
