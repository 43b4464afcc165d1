import Glibc
import Platform
import Testing

@Suite struct FileSystemTests {
  /// A folder that ends with the test.
  private func withFolder(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/scanline-test-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
      for name in (try? FileSystem.names(in: folder)) ?? [] {
        unlink(FileSystem.join(folder, name))
      }
      rmdir(folder)
    }
    try body(folder)
  }

  private func write(_ text: String, to path: String) throws {
    try Array(text.utf8).withUnsafeBytes { try FileSystem.writeAtomically($0, to: path) }
  }

  private func read(_ path: String) throws -> String {
    try FileSystem.read(path).withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test func aFileIsReplacedWholeAndNothingElseIsLeft() throws {
    try withFolder { folder in
      let path = FileSystem.join(folder, "file")
      try write("old", to: path)
      try write("new and longer", to: path)
      #expect(try read(path) == "new and longer")
      #expect(try FileSystem.names(in: folder) == ["file"])
    }
  }

  @Test func whatTheOldFileHidTheNewOneHides() throws {
    try withFolder { folder in
      let path = FileSystem.join(folder, "file")
      try write("old", to: path)
      #expect(chmod(path, 0o600) == 0)
      try write("new", to: path)
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }
  }

  @Test func aPipeThatNobodyReadsAnyMoreIsAnErrorAndNoSignal() throws {
    try withFolder { folder in
      let path = FileSystem.join(folder, "pipe")
      #expect(mkfifo(path, 0o600) == 0)
      let reader = try Thread { close(open(path, O_RDONLY)) }
      // More than a pipe holds, so that the write outlives its reader.
      let text = String(repeating: "a", count: 4 << 20)
      let error = #expect(throws: ScanlineError.self) { try write(text, to: path) }
      reader.join()
      #expect(error?.kind == .io && error?.message.contains("pipe") == true)
    }
  }

  @Test func aFailedWriteLeavesTheOldFile() throws {
    try withFolder { folder in
      let path = FileSystem.join(folder, "file")
      try write("old", to: path)
      // A path through a file cannot be created; the file itself must be untouched.
      #expect(throws: ScanlineError.self) { try write("x", to: FileSystem.join(path, "below")) }
      #expect(try read(path) == "old")
      #expect(try FileSystem.names(in: folder) == ["file"])
    }
  }

  @Test func whatALinkNamesIsReplacedAndNotTheLink() throws {
    try withFolder { folder in
      let (file, link) = (FileSystem.join(folder, "file"), FileSystem.join(folder, "link"))
      try write("old", to: file)
      #expect(symlink(file, link) == 0)
      try write("new", to: link)
      #expect(try read(file) == "new")
      #expect(try FileSystem.names(in: folder) == ["file", "link"])
    }
  }

  @Test func aFullDeviceIsAnErrorAndStaysADevice() throws {
    try withFolder { folder in
      let link = FileSystem.join(folder, "device")
      #expect(symlink("/dev/full", link) == 0)
      #expect(throws: ScanlineError.self) { try write("text", to: link) }
      #expect(FileSystem.kind(of: "/dev/full") == .other)
    }
  }

  @Test func errorsNameThePathAndTheReason() throws {
    try withFolder { folder in
      let path = FileSystem.join(folder, "missing")
      do {
        _ = try FileSystem.read(path)
        Issue.record("a missing file was read")
      } catch let error as ScanlineError {
        #expect(error.kind == .io)
        #expect(error.message.contains(path) && error.message.contains("No such file"))
      }
      #expect(throws: ScanlineError.self) { try FileSystem.read(folder) }
      try write("12345", to: path)
      do {
        _ = try FileSystem.read(path, limit: 4)
        Issue.record("a file over the limit was read")
      } catch let error as ScanlineError {
        #expect(error.kind == .limitExceeded && error.message.contains("limit of 4"))
      }
    }
  }

  @Test func namesAreSortedByTheirBytes() throws {
    try withFolder { folder in
      for name in ["b", "a", "B", "é", "a1"] { try write("", to: FileSystem.join(folder, name)) }
      #expect(try FileSystem.names(in: folder) == ["B", "a", "a1", "b", "é"])
    }
  }

  @Test func pathsAreTakenApart() {
    #expect(FileSystem.parent(of: "a/b/c") == "a/b")
    #expect(FileSystem.parent(of: "c") == ".")
    #expect(FileSystem.parent(of: "/c") == "/")
    #expect(FileSystem.name(of: "a/b/c") == "c")
    #expect(FileSystem.join("a/", "b") == "a/b")
  }

  @Test func filesAreComparedByTheirBytes() throws {
    try withFolder { folder in
      func path(_ name: String) -> RawPath { RawPath(FileSystem.join(folder, name)) }
      let long = String(repeating: "0123456789abcdef", count: 1 << 16)
      for (name, text) in [
        ("long", long), ("longer", long + "x"), ("other", long.dropLast() + "x"), ("empty", ""),
      ] {
        try write(text, to: path(name).text)
      }
      #expect(try FileSystem.begins(path("longer"), with: path("long")))
      #expect(try FileSystem.begins(path("long"), with: path("long")))
      #expect(try FileSystem.begins(path("long"), with: path("empty")))
      #expect(try !FileSystem.begins(path("long"), with: path("longer")))
      #expect(try !FileSystem.begins(path("longer"), with: path("other")))
      #expect(try FileSystem.areEqual(path("long"), path("long")))
      #expect(try !FileSystem.areEqual(path("longer"), path("long")))
      #expect(try !FileSystem.areEqual(path("long"), path("longer")))
      #expect(throws: ScanlineError.self) {
        try FileSystem.begins(path("long"), with: path("none"))
      }
    }
  }
}
