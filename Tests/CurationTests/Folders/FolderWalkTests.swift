import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite("Files of a folder")
struct FolderWalkTests {
  private let good: [UInt8]
  private let folder: TemporaryFolder

  init() throws {
    let pixels = (0..<48 * 48 * 3).map { UInt8(truncatingIfNeeded: $0 * $0 / 50) }
    good = try pixels.withUnsafeBufferPointer { buffer in
      let view = try PixelView(
        base: try #require(buffer.baseAddress), width: 48, height: 48, format: .rgb)
      return try JPEGEncoder.encode(view, quality: 80).withBytes { Array($0) }
    }
    folder = try TemporaryFolder()
  }

  private func scan(
    recursive: Bool = true, allFiles: Bool = false, threads: Int = 2
  ) throws -> [(name: String, report: ImageReport)] {
    var found: [(String, ImageReport)] = []
    try run(
      {
        $0.recursive = recursive
        $0.allFiles = allFiles
        $0.threads = threads
      }
    ) { record in
      found.append((String(record.path.text.dropFirst(folder.path.count + 1)), record.report))
      return true
    }
    return found
  }

  private func run(
    _ change: (inout CurationOptions) -> Void = { _ in },
    _ deliver: (FileRecord) throws -> Bool
  ) throws {
    var options = CurationOptions()
    options.threads = 2
    change(&options)
    _ = try CurationRun(paths: [folder.path], options: options).run { event in
      try event.file.map { try deliver($0.record) } ?? true
    }
  }

  @Test(
    "Reports come in the order of the names, whatever the number of threads", arguments: [1, 3])
  func order(threads: Int) throws {
    let names = (0..<150).map { "photo-\($0).jpg" }
    for (index, name) in names.enumerated() {
      try folder.write(name, index % 7 == 3 ? Array(good.prefix(200 + index)) : good)
    }
    let found = try scan(threads: threads)
    #expect(found.map(\.name) == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    for (name, report) in found {
      let index = try #require(Int(name.dropFirst(6).dropLast(4)))
      #expect((report.verdict == .ok) == (index % 7 != 3), "\(name): \(report.message)")
    }
  }

  @Test("Pictures by their names, or all files; folders within, or not")
  func selection() throws {
    try folder.makeFolder("b")
    try folder.makeFolder("b/c")
    try folder.write("a.jpg", good)
    try folder.write("b/c/deep.JPEG", good)
    try folder.write("b/notes.txt", Array("text".utf8))
    for name in ["y.mpo", "z.png"] { try folder.write(name, good) }
    #expect(try scan().map(\.name) == ["a.jpg", "b/c/deep.JPEG", "y.mpo", "z.png"])
    #expect(try scan(recursive: false).map(\.name) == ["a.jpg", "y.mpo", "z.png"])
    #expect(
      try scan(allFiles: true).map(\.name) == [
        "a.jpg", "b/c/deep.JPEG", "b/notes.txt", "y.mpo", "z.png",
      ])
  }

  @Test("Sizes are those of the files")
  func sizes() throws {
    try folder.write("a.jpg", good)
    try folder.write("b.jpg", [])
    var sizes: [Int] = []
    try run { record in
      sizes.append(record.size)
      return true
    }
    #expect(sizes == [good.count, 0])
  }

  @Test("An empty folder has no reports")
  func empty() throws {
    #expect(try scan().isEmpty)
  }

  @Test("Links cannot lead in circles; a link that leads nowhere and a pipe are unreadable")
  func links() throws {
    try folder.makeFolder("sub")
    try folder.write("sub/a.jpg", good)
    try #require(symlink("..", folder.path + "/sub/up") == 0)
    try #require(symlink(".", folder.path + "/here") == 0)
    try #require(symlink("nowhere", folder.path + "/sub/lost.jpg") == 0)
    try #require(mkfifo(folder.path + "/sub/pipe.jpg", 0o600) == 0)
    let found = try scan()
    #expect(found.map(\.name) == ["sub/a.jpg", "sub/lost.jpg", "sub/pipe.jpg"])
    #expect(found.map(\.report.reason) == [.none, .unreadable, .unreadable])
    #expect(found[1].report.verdict == .corrupt)
    // Asked for by name, a pipe does not block either.
    let report = ImageValidator.validate(
      file: folder.path + "/sub/pipe.jpg", limits: ImageLimits())
    #expect(report.reason == .unreadable)
  }

  @Test("Names that are not UTF-8 are read by their bytes")
  func foreignNames() throws {
    let name = RawPath(folder.path).appending([0xE9, 0x74, 0xE9] + Array(".jpg".utf8))
    try folder.write("plain.jpg", good)
    let code = (name.bytes + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { chars in
        chars.baseAddress.map { rename(folder.path + "/plain.jpg", $0) }
      }
    }
    try #require(code == 0)
    var paths: [RawPath] = []
    try run { record in
      #expect(record.report.verdict == .ok, "\(record.report.message)")
      paths.append(record.path)
      return true
    }
    #expect(paths == [name])
    #expect(name.text.hasSuffix("\u{FFFD}t\u{FFFD}.jpg"))
  }

  @Test("The callback's false ends the scan at once")
  func stopped() throws {
    for index in 100..<300 { try folder.write("\(index).jpg", good) }
    var count = 0
    let error = #expect(throws: ScanlineError.self) {
      try run { _ in
        count += 1
        return count < 5
      }
    }
    #expect(error?.kind == .cancelled)
    #expect(count == 5)
  }

  @Test("An error of the callback comes through")
  func callbackError() throws {
    try folder.write("a.jpg", good)
    let error = #expect(throws: ScanlineError.self) {
      try run { _ in throw ScanlineError(.io, "disk full") }
    }
    #expect(error == ScanlineError(.io, "disk full"))
  }

  @Test("A file over the limit is hostile and not read")
  func limit() throws {
    try folder.write("a.jpg", good)
    var limits = ImageLimits()
    limits.maxBytes = 100
    try run({ $0.limits = limits }) { record in
      #expect(record.report.reason == .tooManyBytes)
      #expect(record.report.verdict == .hostile)
      return true
    }
  }

  @Test("A folder beyond the longest path is reported, not passed by")
  func tooDeep() throws {
    try folder.write("a.jpg", good)
    let name = [UInt8](repeating: UInt8(ascii: "d"), count: 200)
    // Deeper than a path can say, step by step.
    var descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    defer { close(descriptor) }
    for _ in 0..<22 {
      let next = try (name + [0]).withUnsafeBufferPointer { buffer in
        try buffer.withMemoryRebound(to: CChar.self) { chars in
          let text = try #require(chars.baseAddress)
          try #require(mkdirat(descriptor, text, 0o700) == 0)
          return openat(descriptor, text, O_RDONLY | O_DIRECTORY)
        }
      }
      try #require(next >= 0)
      close(descriptor)
      descriptor = next
    }
    // The folder is removed from below, for it has no path.
    defer { for _ in 0..<22 { leave(&descriptor, name) } }
    let found = try scan()
    #expect(found.map(\.report.reason) == [.none, .unreadable])
    #expect(found.last?.report.message.contains("File name too long") == true)
    #expect(try scan(recursive: false).count == 1)
  }

  private func leave(_ descriptor: inout Int32, _ name: [UInt8]) {
    let above = openat(descriptor, "..", O_RDONLY | O_DIRECTORY)
    close(descriptor)
    descriptor = above
    (name + [0]).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { chars in
        if let text = chars.baseAddress { unlinkat(above, text, AT_REMOVEDIR) }
      }
    }
  }
}
