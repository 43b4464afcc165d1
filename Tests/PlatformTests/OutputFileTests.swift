import Glibc
import Platform
import Testing

@Suite("Files that take their place when they are whole")
struct OutputFileTests {
  /// A folder that ends with the test, and a place in it.
  private func withPlace(_ body: (_ folder: String, _ path: String) throws -> Void) throws {
    var template = Array("/tmp/scanline-output-XXXXXX".utf8CString)
    let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    defer {
      for name in (try? FileSystem.names(in: folder)) ?? [] {
        remove(FileSystem.join(folder, name))
      }
      rmdir(folder)
    }
    try body(folder, FileSystem.join(folder, "file"))
  }

  private func text(_ path: String) throws -> String {
    try FileSystem.read(path).withBytes { String(decoding: $0, as: UTF8.self) }
  }

  private func write(_ text: String, to path: String) throws {
    try Array(text.utf8).withUnsafeBytes { try FileSystem.writeAtomically($0, to: path) }
  }

  /// Where the file is until it is whole.
  private func partial(of path: String, in folder: String) throws -> String {
    let file = try OutputFile(path: path)
    defer { withExtendedLifetime(file) {} }
    let name = try #require(FileSystem.names(in: folder).first { $0 != FileSystem.name(of: path) })
    #expect(name.hasPrefix(".scanline-partial-"))
    return FileSystem.join(folder, name)
  }

  @Test("What is not finished leaves nothing")
  func unfinished() throws {
    try withPlace { folder, path in
      _ = try partial(of: path, in: folder)
      #expect(try FileSystem.names(in: folder).isEmpty)
    }
  }

  @Test("What a killed writer left goes with the next that writes to the same place")
  func leftOver() throws {
    try withPlace { folder, path in
      let partial = try partial(of: path, in: folder)
      try write("half a fi", to: partial)
      // Were it written to, so would be the file with the other name.
      let other = FileSystem.join(folder, "other")
      try #require(link(partial, other) == 0)
      try write("elsewhere", to: FileSystem.join(folder, "elsewhere"))
      #expect(FileSystem.kind(of: partial) == .file)
      try write("whole", to: path)
      #expect(try FileSystem.names(in: folder) == ["elsewhere", "file", "other"])
      #expect(try text(path) == "whole" && text(other) == "half a fi")
    }
  }

  @Test("Several may write to one place; the last to finish has its file there")
  func several() throws {
    try withPlace { folder, path in
      var files = try (0..<3).map { number in
        let file = try OutputFile(path: path)
        try file.append(Array("file \(number)".utf8))
        return file
      }
      #expect(try FileSystem.names(in: folder).count == 3)
      try files[1].finish()
      try files[0].finish()
      #expect(try text(path) == "file 0")
      try write("another", to: path)
      #expect(try text(path) == "another")
      files.removeLast()
      #expect(try FileSystem.names(in: folder) == ["file"])
    }
  }

  @Test("Something else under the name of the unfinished file is left, and no obstacle")
  func obstacle() throws {
    try withPlace { folder, path in
      let partial = try partial(of: path, in: folder)
      try #require(mkdir(partial, 0o700) == 0)
      try write("whole", to: path)
      #expect(try text(path) == "whole" && FileSystem.kind(of: partial) == .folder)
    }
  }

  @Test("Threads that write to one place at the same time")
  func threads() throws {
    try withPlace { folder, path in
      let texts = (0..<2).map { String(repeating: "\($0)", count: 1000) }
      let writers = try texts.map { text in
        try Thread {
          for _ in 0..<50 {
            try? Array(text.utf8).withUnsafeBytes { try FileSystem.writeAtomically($0, to: path) }
          }
        }
      }
      for writer in writers { writer.join() }
      #expect(try texts.contains(text(path)))
      #expect(try FileSystem.names(in: folder) == ["file"])
    }
  }
}
