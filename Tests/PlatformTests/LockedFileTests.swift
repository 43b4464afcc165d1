import Glibc
import Testing

@testable import Platform

@Suite struct LockedFileTests {
  private let path = "/tmp/scanline-locked-\(getpid())-\(UInt64.random(in: .min ... .max))"

  private func append(_ text: String) throws {
    let file = try LockedFile(path: path, creates: true)
    try Array(text.utf8).withUnsafeBytes { try file.append($0) }
  }

  private func text(from offset: Int = 0) throws -> String {
    let file = try LockedFile(path: path, creates: false)
    return try file.read(from: offset).withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test func keepsWhatManyAppend() throws {
    defer { unlink(path) }
    let threads = try (0..<4).map { thread in
      try Thread { for _ in 0..<25 { try? append("\(thread)\n") } }
    }
    for thread in threads { thread.join() }
    let lines = try text().split(separator: "\n")
    #expect(lines.count == 100)
    for thread in 0..<4 { #expect(lines.count { $0 == "\(thread)" } == 25) }
    #expect(try text(from: 198) == lines[99] + "\n")
    #expect(try text(from: 500).isEmpty)
  }

  @Test func nothingButAFileIsOpened() throws {
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    for name in [path, "/dev/null", "/tmp"] {
      for open in [
        { _ = try LockedFile(reading: name) }, { _ = try LineReader(path: name) },
        { _ = try LockedFile(path: name, creates: true) },
      ] as [() throws -> Void] {
        let error = #expect(throws: ScanlineError.self) { try open() }
        #expect(error?.kind == .io && error?.message.contains(name) == true)
      }
    }
  }

  @Test func keepsOthersOutUntilItGoes() throws {
    defer { unlink(path) }
    var first: LockedFile? = try LockedFile(path: path, creates: true)
    do {
      _ = try LockedFile(path: path, creates: true, patience: 0.05)
      Issue.record("locked twice")
    } catch let error as ScanlineError {
      #expect(error.kind == .busy)
      #expect(error.message.contains(path))
    }
    withExtendedLifetime(first) {}
    first = nil
    _ = try LockedFile(path: path, creates: false, patience: 0.05)
  }

  @Test func cutsAndGoesOn() throws {
    defer { unlink(path) }
    try append("whole\ntorn")
    let file = try LockedFile(path: path, creates: false)
    #expect(file.size == 10)
    try file.cut(to: 6)
    try Array("next\n".utf8).withUnsafeBytes { try file.append($0) }
    #expect(file.size == 11)
    #expect(
      try file.read(from: 0).withBytes { String(decoding: $0, as: UTF8.self) } == "whole\nnext\n")
  }

  @Test func makesAFileOnlyWhenAsked() {
    #expect(throws: ScanlineError.self) { try LockedFile(path: path, creates: false) }
    #expect(FileSystem.kind(of: path) == nil)
  }

  @Test func locksTheFileThatIsThereNowNotTheOneThatWas() throws {
    let other = path + "-new"
    defer {
      unlink(path)
      unlink(other)
    }
    try append("old\n")
    var holder: LockedFile? = try LockedFile(path: path, creates: false)
    var replacement: LockedFile? = try LockedFile(path: other, creates: true)
    // Waits for the old file, which loses its name meanwhile.
    let waiter = try Thread { try? append("late\n") }
    usleep(20_000)
    try replacement?.rename(to: path)
    holder = nil
    withExtendedLifetime(holder) {}
    usleep(20_000)
    try Array("new\n".utf8).withUnsafeBytes { try replacement?.append($0) }
    replacement = nil
    waiter.join()
    #expect(try text() == "new\nlate\n")
  }
}
