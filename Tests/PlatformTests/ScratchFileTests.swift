import Glibc
import Testing

@testable import Platform

@Suite struct ScratchFileTests {
  private let folder = "/tmp/scanline-scratch-\(getpid())-\(UInt64.random(in: .min ... .max))"

  @Test func givesMemoryThatKeepsWhatIsWrittenAndLeavesNoFile() throws {
    mkdir(folder, 0o700)
    defer { rmdir(folder) }
    let file = try ScratchFile(folder: folder)
    #expect(try FileSystem.names(in: folder).isEmpty)
    // More than the file grows by at once.
    let size = 40 << 20
    let pieces = try (0..<3).map { _ in try #require(try file.take(size)) }
    for (index, piece) in pieces.enumerated() { memset(piece, Int32(index + 1), size) }
    for (index, piece) in pieces.enumerated() {
      let bytes = UnsafeRawBufferPointer(start: piece, count: size)
      #expect(UInt(bitPattern: piece) % 64 == 0)
      #expect(bytes.allSatisfy { $0 == index + 1 })
    }
    #expect(try file.take(65 << 20) == nil)
    withExtendedLifetime(file) {}
  }

  @Test func smallPiecesFromManyThreadsDoNotOverlap() throws {
    let file = try ScratchFile(folder: "/tmp")
    let starts = Mutex<Set<UInt>>([])
    let threads = try (0..<4).map { _ in
      try Thread {
        for _ in 0..<1000 {
          guard let piece = try? file.take(100) else { continue }
          _ = starts.withLock { $0.insert(UInt(bitPattern: piece) / 128) }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(starts.withLock { $0.count } == 4000)
  }

  /// Both go on taking from it: neither gets the bytes of the other.
  @Test func aForkedChildTakesFromAFileOfItsOwn() throws {
    let file = try ScratchFile(folder: "/tmp")
    let before = try #require(try file.take(64))
    memset(before, 1, 64)
    let child = forked()
    if child == 0 {
      guard let own = try? file.take(64) else { _exit(1) }
      memset(own, 2, 64)
      _exit(memcmp(before, own, 64) == 0 || before.load(as: UInt8.self) != 1 ? 2 : 0)
    }
    var status: Int32 = -1
    #expect(waitpid(child, &status, 0) == child && status == 0)
    let after = try #require(try file.take(64))
    #expect(after.load(as: UInt64.self) == 0)
    withExtendedLifetime(file) {}
  }

  @Test func aFolderThatIsNotThereIsAnErrorWithItsName() {
    let error = #expect(throws: ScanlineError.self) { try ScratchFile(folder: folder) }
    #expect(error?.kind == .io && error?.message.contains(folder) == true)
  }
}

/// fork(), which Glibc's module hides from Swift.
@_silgen_name("fork") private func forked() -> pid_t
