import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite("Folder scans")
struct FolderScanTests {
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
    let scan = FolderScan(
      folder: folder.path, recursive: recursive, allFiles: allFiles, threads: threads)
    try scan.run { file, report in
      found.append((String(file.path.dropFirst(folder.path.count + 1)), report))
      return true
    }
    return found
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
    try folder.write("z.png", good)
    #expect(try scan().map(\.name) == ["a.jpg", "b/c/deep.JPEG", "z.png"])
    #expect(try scan(recursive: false).map(\.name) == ["a.jpg", "z.png"])
    #expect(
      try scan(allFiles: true).map(\.name) == ["a.jpg", "b/c/deep.JPEG", "b/notes.txt", "z.png"])
  }

  @Test("Sizes are those of the files")
  func sizes() throws {
    try folder.write("a.jpg", good)
    try folder.write("b.jpg", [])
    var sizes: [Int] = []
    try FolderScan(folder: folder.path).run { file, _ in
      sizes.append(file.byteCount)
      return true
    }
    #expect(sizes == [good.count, 0])
  }

  @Test("A folder that is not there is an error that names it")
  func missing() {
    let error = #expect(throws: ScanlineError.self) {
      try FolderScan(folder: folder.path + "/none").run { _, _ in true }
    }
    #expect(error?.kind == .io)
    #expect(error?.message.contains("/none") == true)
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
    try FolderScan(folder: folder.path).run { file, report in
      #expect(report.verdict == .ok, "\(report.message)")
      paths.append(file.rawPath)
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
      try FolderScan(folder: folder.path, threads: 2).run { _, _ in
        count += 1
        return count < 5
      }
    }
    #expect(error?.kind == .cancelled)
    #expect(count == 5)
  }

  @Test("A cancellation ends the scan before the next report")
  func cancelled() throws {
    for index in 100..<300 { try folder.write("\(index).jpg", good) }
    let cancellation = Cancellation()
    var count = 0
    let scan = FolderScan(folder: folder.path, threads: 2, cancellation: cancellation)
    let error = #expect(throws: ScanlineError.self) {
      try scan.run { _, _ in
        count += 1
        if count == 70 { cancellation.raise() }
        return true
      }
    }
    #expect(error?.kind == .cancelled)
    #expect(count == 70)
  }

  @Test("An error of the callback comes through")
  func callbackError() throws {
    try folder.write("a.jpg", good)
    let error = #expect(throws: ScanlineError.self) {
      try FolderScan(folder: folder.path).run { _, _ in throw ScanlineError(.io, "disk full") }
    }
    #expect(error == ScanlineError(.io, "disk full"))
  }

  @Test("A file over the limit is hostile and not read")
  func limit() throws {
    try folder.write("a.jpg", good)
    var limits = ImageLimits()
    limits.maxBytes = 100
    try FolderScan(folder: folder.path, limits: limits).run { _, report in
      #expect(report.reason == .tooManyBytes)
      #expect(report.verdict == .hostile)
      return true
    }
  }
}
