import Glibc
import Testing

@testable import Platform

@Suite struct ReadAheadTests {
  /// What one call asks for.
  private func asked(_ ahead: ReadAhead, to index: Int, of count: Int) -> [Int] {
    var asked: [Int] = []
    ahead.advance(to: index, of: count) { asked.append($0) }
    return asked
  }

  @Test func sleepsUntilAReadWaits() {
    let ahead = ReadAhead()
    #expect((0..<10).allSatisfy { asked(ahead, to: $0, of: 1000).isEmpty })
    ahead.wake()
    #expect(asked(ahead, to: 10, of: 1000) == Array(11...10 + ReadAhead.depth))
    #expect(asked(ahead, to: 11, of: 1000) == [11 + ReadAhead.depth])
  }

  @Test func sleepsAgainWhenNobodyWaits() {
    let ahead = ReadAhead()
    ahead.wake()
    let first = (0..<1000).flatMap { asked(ahead, to: $0, of: 1000) }
    #expect(first == Array(1...ReadAhead.stretch))
    ahead.wake()
    #expect(asked(ahead, to: 999, of: 2000) == Array(1000...999 + ReadAhead.depth))
  }

  @Test func endsWithTheListAndBeginsAnew() {
    let ahead = ReadAhead()
    ahead.wake()
    #expect((0..<5).flatMap { asked(ahead, to: $0, of: 5) } == [1, 2, 3, 4])
    #expect(asked(ahead, to: 4, of: 0).isEmpty)
    ahead.restart()
    #expect(asked(ahead, to: 0, of: 3) == [1, 2])
  }

  @Test func manyThreadsAskForEachFileOnce() {
    let ahead = ReadAhead()
    let all = Mutex<[Int]>([])
    ahead.wake()
    ThreadPool(threads: 4).run(count: 5000) { index in
      ahead.wake()
      ahead.advance(to: index, of: 5000) { file in all.withLock { $0.append(file) } }
    }
    let found = all.withLock { $0.sorted() }
    #expect(Set(found).count == found.count && found.last == 4999)
    // None but the first, whose turn came before it could be asked for.
    #expect(found.count >= 4999 - 4)
  }

  /// A file of the test's, in the file system's own folder where that is not memory.
  private func withFile(_ count: Int, _ body: (String) throws -> Void) throws {
    var template = Array("/var/tmp/scanline-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    #expect(descriptor >= 0)
    let path = try #require(template.withUnsafeBufferPointer { $0.baseAddress.map(String.init) })
    defer { unlink(path) }
    try Array(repeating: UInt8(7), count: count).withUnsafeBytes {
      try FileSystem.writeAll($0, to: descriptor, path: path)
    }
    fsync(descriptor)
    close(descriptor)
    try body(path)
  }

  /// How many pages of the file the system has in its cache, of how many.
  private func cached(_ path: String) throws -> (count: Int, of: Int) {
    try path.withCString {
      try FileSystem.withDescriptor(of: $0, name: path) { descriptor in
        let size = try FileSystem.size(of: descriptor, path: path, limit: .max)
        guard size > 0, let map = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0),
          map != MAP_FAILED
        else { return (0, 0) }
        defer { munmap(map, size) }
        var pages = [UInt8](repeating: 0, count: (size + 4095) / 4096)
        #expect(mincore(map, size, &pages) == 0)
        return (pages.reduce(0) { $0 + Int($1 & 1) }, pages.count)
      }
    }
  }

  /// Puts a file out of the cache.
  /// - Returns: false where that cannot be done.
  private func forget(_ path: String) throws -> Bool {
    try path.withCString {
      try FileSystem.withDescriptor(of: $0, name: path) {
        _ = posix_fadvise($0, 0, 0, POSIX_FADV_DONTNEED)
      }
    }
    return try cached(path).count == 0
  }

  @Test(arguments: [0, 1, 5000, 600_000])
  func aFileIsReadWholeWhetherOrNotItIsCached(count: Int) throws {
    try withFile(count) { path in
      let expected = [UInt8](repeating: 7, count: count)
      for _ in 0..<2 {
        _ = try forget(path)
        let read = try FileSystem.read(RawPath(path), ahead: ReadAhead()).withBytes { Array($0) }
        #expect(read == expected)
        _ = try forget(path)
        try FileSystem.withBytes(of: path, name: path, ahead: ReadAhead()) {
          #expect(Array($0) == expected)
        }
      }
    }
  }

  @Test func aReadThatWaitsWakes() throws {
    try withFile(200_000) { path in
      guard try forget(path) else { return }
      let ahead = ReadAhead()
      _ = try FileSystem.read(RawPath(path), ahead: ahead)
      #expect(asked(ahead, to: 0, of: 9) == Array(1...8))
      #expect(try forget(path))
      let other = ReadAhead()
      try FileSystem.withBytes(of: path, name: path, ahead: other) { _ in }
      #expect(asked(other, to: 0, of: 9) == Array(1...8))
    }
  }

  @Test func aFetchedFileComesByItself() throws {
    try withFile(100_000) { path in
      guard try forget(path) else { return }
      FileSystem.fetch(RawPath(path))
      for _ in 0..<1000 where try cached(path).count < cached(path).of { usleep(10_000) }
      let found = try cached(path)
      #expect(found.count == found.of)
    }
  }

  @Test func whatIsNoFileIsLeftAlone() {
    FileSystem.fetch("/nowhere/at/all")
    FileSystem.fetch("/")
    FileSystem.fetch("/dev/null")
  }
}
