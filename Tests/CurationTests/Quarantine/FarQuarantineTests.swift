import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite("Quarantine on another file system", .enabled(if: FarFolder.exists))
struct FarQuarantineTests {
  private let folder: TemporaryFolder
  private let far: FarFolder
  private let cut: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    far = try FarFolder()
    cut = try TestPhoto.cut()
    let good = try TestPhoto.good()
    try folder.makeFolder("cat")
    for index in 0..<20 { try folder.write("cat/\(index).jpg", index % 2 == 1 ? cut : good) }
  }

  private var manifest: String { far.path + "/manifest.jsonl" }

  @discardableResult
  private func run() throws -> CurationSummary {
    var options = CurationOptions()
    options.threads = 2
    options.quarantinePath = far.path
    return try CurationRun(paths: [folder.path], options: options).run { _ in true }
  }

  @discardableResult
  private func restore() throws -> Restoration.Result {
    try Restoration.run(manifest: manifest) { _, _ in true }
  }

  @Test("A file is copied, compared, and only then gone; and back")
  func thereAndBack() throws {
    try #require(chmod(folder.path + "/cat/1.jpg", 0o604) == 0)
    let before = try Tree(folder.path)
    #expect(try run().moved == 10)
    #expect(FileSystem.kind(of: folder.path + "/cat/1.jpg") == nil)
    let moved = try #require(FileSystem.status(of: RawPath(far.path + "/cat/1.jpg")))
    #expect(moved.permissions == 0o604 && moved.size == cut.count)
    #expect(try FileSystem.names(in: far.path + "/cat").count == 10, "nothing is left beside them")
    #expect(try restore().restored == 10)
    #expect(try Tree(folder.path) == before)
  }

  @Test("A link is moved as a link")
  func links() throws {
    try folder.makeFolder("dog")
    try folder.write("dog/2.jpg", cut)
    try #require(symlink("../dog/2.jpg", folder.path + "/cat/link.jpg") == 0)
    let before = try Tree(folder.path)
    #expect(try run().moved == 12)
    #expect(
      try #require(FileSystem.statusWithoutFollowing(RawPath(far.path + "/cat/link.jpg"))).isLink)
    #expect(try restore().restored == 12)
    #expect(try Tree(folder.path) == before)
    // A kill has left a link that is not whole: it has another time.
    let partial = partial(of: "cat/link.jpg")
    try #require(symlink("../dog/2.jpg", partial) == 0)
    #expect(try run().moved == 12)
    #expect(FileSystem.statusWithoutFollowing(RawPath(partial)) == nil)
    try restore()
    #expect(try Tree(folder.path) == before)
  }

  /// Of the copy to a place that is not whole: FNV-1a of the name.
  private func partial(of place: String) -> String {
    let hash = FileSystem.name(of: place).utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    return "\(far.path)/\(FileSystem.parent(of: place))/.scanline-partial-"
      + String(hash, radix: 16)
  }

  private var partial: String { partial(of: "cat/1.jpg") }

  @Test("What a kill in the midst of a copy left is gone after the next")
  func leftOver() throws {
    try FileSystem.makeFolders(RawPath(far.path + "/cat"))
    try Array("half a".utf8).withUnsafeBytes { try FileSystem.writeAtomically($0, to: partial) }
    // Were it written to, so would be the file with the other name.
    let other = far.path + "/other"
    try #require(link(partial, other) == 0)
    #expect(try run().moved == 10)
    #expect(FileSystem.kind(of: partial) == nil)
    #expect(try #require(FileSystem.status(of: RawPath(other))).size == 6)
  }

  @Test("Of two who move a file at the same time one has it, and nobody else")
  func twoAtOnce() throws {
    try far.makeFolders(["one", "other"])
    let content = [UInt8](repeating: 7, count: 16 << 20)
    let names = (0..<3).map { "race-\($0)" }
    for name in names { try folder.write(name, content) }
    func mover(to label: String) -> @Sendable () -> Void {
      { [here = folder.path, there = "\(far.path)/\(label)"] in
        for name in names {
          try? FileSystem.move(RawPath("\(here)/\(name)"), to: RawPath("\(there)/\(name)"))
        }
      }
    }
    let thread = try Thread(mover(to: "other"))
    mover(to: "one")()
    thread.join()
    let (one, other) = (
      try FileSystem.names(in: far.path + "/one"), try FileSystem.names(in: far.path + "/other")
    )
    #expect((one + other).sorted() == names.sorted())
  }

  @Test("Nor does it stay when its file is elsewhere by then, there or back")
  func leftOverOfNothing() throws {
    try run()
    try restore()
    let here = folder.path + partial.dropFirst(far.path.count)
    func leave() throws {
      for path in [partial, here] {
        try Array("half a".utf8).withUnsafeBytes { try FileSystem.writeAtomically($0, to: path) }
        // As of a file that nobody may write.
        try #require(chmod(path, 0o400) == 0)
      }
    }
    try leave()
    try restore()
    #expect(FileSystem.kind(of: partial) == nil && FileSystem.kind(of: here) == nil)
    try leave()
    try #require(unlink(folder.path + "/cat/1.jpg") == 0)
    #expect(try run().moved == 9)
    #expect(FileSystem.kind(of: partial) == nil && FileSystem.kind(of: here) == nil)
  }

  @Test("A copy that another process is making is not touched; the file stays")
  func othersCopy() throws {
    try FileSystem.makeFolders(RawPath(far.path + "/cat"))
    let held = try LockedFile(path: partial, creates: true)
    try Array("half a".utf8).withUnsafeBytes { try held.append($0) }
    let summary = try run()
    #expect(summary.moved == 9 && summary.failed == 1)
    #expect(FileSystem.kind(of: folder.path + "/cat/1.jpg") == .file)
    #expect(try #require(FileSystem.status(of: RawPath(partial))).size == 6)
  }
}
