import Curation
import Glibc
import Platform
import Testing

@Suite("What a manifest says, and what is there")
struct ManifestTests {
  private let folder: TemporaryFolder
  private let out: TemporaryFolder
  private let cut: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    out = try TemporaryFolder()
    cut = try TestPhoto.cut()
    for name in ["cat", "dog"] { try folder.makeFolder(name) }
    try folder.write("cat/1.jpg", cut)
  }

  private var quarantine: String { out.path + "/quarantine" }
  private var manifest: String { quarantine + "/manifest.jsonl" }

  @discardableResult
  private func run(
    _ names: [String] = [""], _ change: (inout CurationOptions) -> Void = { _ in }
  ) throws -> (summary: CurationSummary, events: [CurationEvent.File]) {
    var options = CurationOptions()
    options.threads = 1
    options.quarantinePath = quarantine
    options.reportPath = out.path + "/report.jsonl"
    change(&options)
    var events: [CurationEvent.File] = []
    let paths = names.map { folder.path + "/" + $0 }
    let summary = try CurationRun(paths: paths, options: options).run { event in
      if let file = event.file { events.append(file) }
      return true
    }
    return (summary, events)
  }

  private func restore() throws -> Restoration.Result {
    try Restoration.run(manifest: manifest) { _, _ in true }
  }

  private func text() throws -> String {
    try FileSystem.read(manifest).withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test("A line of a move that never happened does not hide the one that did")
  func phantom() throws {
    try run()
    let line = try text()
    let phantom = line.replacing("\"to\":\"cat/1.jpg\"", with: "\"to\":\"cat/1.9.jpg\"")
    try #require(phantom != line)
    try out.write("quarantine/manifest.jsonl", Array((line + phantom).utf8), truncating: true)
    let (summary, events) = try run { $0.resume = true }
    #expect(summary.total.files == 1)
    #expect(events.first?.movedTo?.text.hasSuffix("/cat/1.jpg") == true)
    let result = try restore()
    #expect(result.restored == 1 && result.inPlace == 0 && result.failed == 0)
  }

  @Test("A move that failed is taken back, and is nobody's loss later")
  func takenBack() throws {
    let name = String(repeating: "n", count: 251) + ".jpg"
    for label in ["cat", "dog"] { try folder.write(label + "/" + name, cut) }
    // Of the second there is no other name: it would be too long.
    try run(["cat/" + name])
    let (summary, events) = try run(["dog/" + name])
    #expect(summary.failed == 1 && summary.moved == 0)
    #expect(events.first?.failure?.contains("too long") == true)
    #expect(
      try text().split(separator: "\n").map { $0.contains("\"moved\":false") } == [
        false, false, true,
      ])
    // Somebody else takes it away.
    try #require(unlink(folder.path + "/dog/" + name) == 0)
    let result = try restore()
    #expect(result.restored == 1 && result.failed == 0 && result.inPlace == 0)
    #expect(FileSystem.kind(of: folder.path + "/cat/" + name) == .file)
  }

  @Test("A file that was given itself keeps its line when a run goes on, though it was moved")
  func givenFile() throws {
    try run(["cat/1.jpg"])
    let report = out.path + "/report.jsonl"
    let before = try FileSystem.read(report).withBytes { Array($0) }
    let (summary, events) = try run(["cat/1.jpg"]) { $0.resume = true }
    #expect(summary.reused == 1 && events.first?.movedTo?.text.hasSuffix("/1.jpg") == true)
    #expect(try FileSystem.read(report).withBytes { Array($0) } == before)
  }

  // MARK: - The same bytes in both places

  private var place: RawPath { RawPath(folder.path + "/cat/1.jpg") }
  private var moved: RawPath { RawPath(quarantine + "/cat/1.jpg") }

  /// Puts a new file in the place of the moved one: its bytes, time and permissions, but for what changes.
  private func putAnother(seconds: Int = 0, permissions: UInt32? = nil) throws -> FileSystem.Status
  {
    let old = try #require(FileSystem.status(of: moved))
    try folder.write("cat/1.jpg", cut)
    let time = FileTime(
      seconds: old.modified.seconds + seconds, nanoseconds: old.modified.nanoseconds)
    try FileSystem.set(place, permissions: permissions ?? old.permissions, modified: time)
    return try #require(FileSystem.status(of: place))
  }

  @Test(
    "A file of another time or mode is another file, whatever its bytes",
    arguments: [(1, nil), (0, 0o640 as UInt32)])
  func another(seconds: Int, permissions: UInt32?) throws {
    try run()
    let old = try #require(FileSystem.status(of: moved))
    let new = try putAnother(seconds: seconds, permissions: permissions)
    let result = try restore()
    #expect(result.failed == 1 && result.firstFailure?.contains("another file") == true)
    #expect(FileSystem.status(of: moved) == old && FileSystem.status(of: place) == new)
    #expect(try run().summary.moved == 1)
    #expect(FileSystem.status(of: moved) == old)
    #expect(FileSystem.status(of: RawPath(quarantine + "/cat/1.1.jpg")) == new)
  }

  @Test("Where nothing differs, the one in quarantine goes, never the one in its place")
  func same() throws {
    try run()
    let new = try putAnother()
    #expect(try restore().inPlace == 1)
    #expect(FileSystem.status(of: place) == new && FileSystem.status(of: moved) == nil)
    try run()
    #expect(FileSystem.status(of: moved) == new)
    let newer = try putAnother()
    #expect(try run().summary.moved == 1)
    #expect(FileSystem.status(of: moved) == newer && FileSystem.status(of: place) == nil)
    #expect(FileSystem.kind(of: quarantine + "/cat/1.1.jpg") == nil)
  }
}
