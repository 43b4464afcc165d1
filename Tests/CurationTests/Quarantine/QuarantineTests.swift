@testable import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite("Quarantine and restoration")
struct QuarantineTests {
  let folder: TemporaryFolder
  let out: TemporaryFolder
  let good: [UInt8]
  private let cut: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    out = try TemporaryFolder()
    good = try TestPhoto.good()
    cut = try TestPhoto.cut()
    try folder.makeFolder("cat")
    try folder.makeFolder("dog")
    for index in 0..<40 {
      try folder.write("cat/\(index).jpg", index % 4 == 1 ? cut : good)
      try folder.write("dog/\(index).jpg", index % 4 == 2 ? cut : good)
    }
  }

  var quarantine: String { out.path + "/quarantine" }
  var manifest: String { quarantine + "/manifest.jsonl" }

  @discardableResult
  func run(
    _ paths: [String]? = nil, to place: String? = nil,
    _ change: (inout CurationOptions) -> Void = { _ in }
  ) throws -> (summary: CurationSummary, events: [CurationEvent.File]) {
    var options = CurationOptions()
    options.threads = 2
    options.quarantinePath = place ?? quarantine
    change(&options)
    var events: [CurationEvent.File] = []
    let summary = try CurationRun(paths: paths ?? [folder.path], options: options).run { event in
      if let file = event.file { events.append(file) }
      return true
    }
    return (summary, events)
  }

  @discardableResult
  func restore(_ manifest: String? = nil) throws -> Restoration.Result {
    try Restoration.run(manifest: manifest ?? self.manifest) { _, _ in true }
  }

  @Test("Findings are moved with their folders, and restored to the bit, the time and the mode")
  func thereAndBack() throws {
    let file = folder.path + "/cat/5.jpg"
    var times = [timespec(tv_sec: 1, tv_nsec: 2), timespec(tv_sec: 1_234_567, tv_nsec: 89)]
    try #require(utimensat(AT_FDCWD, file, &times, 0) == 0 && chmod(file, 0o640) == 0)
    let before = try Tree(folder.path)
    let (summary, events) = try run()
    #expect(summary.moved == 20 && summary.failed == 0)
    let moved = try #require(events.first { $0.record.path.text == file }?.movedTo?.text)
    #expect(moved.hasSuffix("/quarantine/cat/5.jpg") && FileSystem.kind(of: moved) == .file)
    #expect(FileSystem.kind(of: file) == nil)
    #expect(try run().summary.moved == 0, "nothing is left to move")
    let result = try restore()
    #expect(result.restored == 20 && result.failed == 0)
    #expect(try Tree(folder.path) == before)
    #expect(try restore().inPlace == 20, "restoring twice changes nothing")
    #expect(try Tree(folder.path) == before)
  }

  @Test("Only the verdicts that were chosen are moved; what cannot be read stays")
  func choice() throws {
    try folder.write("cat/notes.jpg", [0x89, 0x50, 0x4E, 0x47, 1, 2, 3, 4, 5, 6, 7, 8])
    try #require(symlink("nowhere", folder.path + "/cat/lost.jpg") == 0)
    #expect(try run { $0.verdicts = [.hostile] }.summary.moved == 0)
    let (summary, events) = try run { $0.verdicts = [.unsupported, .corrupt] }
    #expect(summary.findings == 22 && summary.moved == 21)
    let lost = try #require(events.first { $0.record.path.text.hasSuffix("lost.jpg") })
    #expect(lost.isFinding && lost.movedTo == nil && lost.failure == nil)
  }

  @Test("Nothing is ever replaced: a second file of a name gets a number")
  func clashes() throws {
    try run()
    try folder.write("cat/5.jpg", [])
    let (summary, events) = try run()
    #expect(summary.moved == 1)
    #expect(events.compactMap(\.movedTo?.text).first?.hasSuffix("/cat/5.1.jpg") == true)
    // Back go the first one, and then not the second, for its place is taken.
    let result = try restore()
    #expect(result.restored == 20 && result.failed == 1)
    #expect(result.firstFailure?.contains("another file is there") == true)
    #expect(FileSystem.status(of: RawPath(folder.path + "/cat/5.jpg"))?.size == cut.count)
    #expect(FileSystem.kind(of: quarantine + "/cat/5.1.jpg") == .file)
  }

  @Test("Files of several folders do not meet")
  func severalFolders() throws {
    let (summary, _) = try run([folder.path + "/cat", folder.path + "/dog"]) {
      $0.verdicts = [.corrupt]
    }
    #expect(summary.moved == 20)
    let before = try FileSystem.names(in: folder.path + "/cat").count
    #expect(try restore().restored == 20)
    #expect(try FileSystem.names(in: folder.path + "/cat").count == before + 10)
  }

  @Test("A link is moved as a link; a file behind a linked folder is left where it is")
  func links() throws {
    let elsewhere = try TemporaryFolder()
    try elsewhere.write("far.jpg", cut)
    try #require(symlink(elsewhere.path, folder.path + "/panda") == 0)
    try #require(symlink("../dog/2.jpg", folder.path + "/cat/link.jpg") == 0)
    let before = try Tree(folder.path)
    let (summary, events) = try run()
    #expect(summary.moved == 21 && summary.failed == 1)
    #expect(events.compactMap(\.failure).first?.contains("outside") == true)
    #expect(FileSystem.kind(of: elsewhere.path + "/far.jpg") == .file)
    try restore()
    #expect(try Tree(folder.path) == before)
  }

  @Test("Names that are not UTF-8 go there and back")
  func foreignNames() throws {
    let name = RawPath(folder.path + "/cat").appending([0xE9, 0x0A, 0xFF] + Array(".jpg".utf8))
    try FileSystem.move(RawPath(folder.path + "/cat/1.jpg"), to: name)
    let before = try Tree(folder.path)
    #expect(try run().summary.moved == 20)
    #expect(FileSystem.status(of: name) == nil)
    #expect(try restore().restored == 20)
    #expect(try Tree(folder.path) == before)
  }

  @Test("A file that cannot be moved is named, and stays; the others are moved")
  func failures() throws {
    try #require(mkdir(quarantine, 0o700) == 0)
    try out.write("quarantine/dog", Array("in the way".utf8))
    let (summary, _) = try run()
    #expect(summary.moved == 10 && summary.failed == 10)
    #expect(summary.firstFailure?.contains("dog") == true)
    #expect(FileSystem.kind(of: folder.path + "/dog/2.jpg") == .file)
  }

  @Test("A file that was changed after it was looked at is left where it is", arguments: [1, 4])
  func changedMeanwhile(threads: Int) throws {
    let (summary, events) = try run { options in
      options.threads = threads
      // The report of an earlier run says what the files were, and when they were last changed.
      options.reportPath = out.path + "/report.jsonl"
      options.quarantinePath = nil
    }
    try #require(summary.total.files == 80 && events.count == 80)
    let record = try #require(events.first { $0.record.path.text == folder.path + "/cat/1.jpg" })
    let quarantine = try Quarantine(folder: quarantine)
    let root = try #require(FileSystem.resolved(RawPath(folder.path)))
    func take() throws -> Quarantine.Outcome? {
      try quarantine.take([
        Quarantine.Candidate(
          path: record.record.path, relative: Array("cat/1.jpg".utf8), root: root,
          record: record.record)
      ]).first
    }
    try folder.write("cat/1.jpg", good)
    guard case .failed(let text)? = try take() else {
      Issue.record("moved")
      return
    }
    #expect(text.contains("changed since it was looked at; left where it is"))
    #expect(FileSystem.kind(of: folder.path + "/cat/1.jpg") == .file)
    // Of the same size, only the time tells.
    try folder.write("cat/1.jpg", cut)
    guard case .failed? = try take() else {
      Issue.record("moved")
      return
    }
    // Nothing was to be taken back: the manifest does not name it.
    #expect(try FileSystem.read(manifest).withBytes { $0.count } == 0)
  }

  @Test("A file that neither place has is reported, and the others are restored")
  func lost() throws {
    try run()
    try #require(unlink(quarantine + "/cat/1.jpg") == 0)
    let result = try restore()
    #expect(result.restored == 19 && result.failed == 1)
    #expect(result.firstFailure?.contains("cat/1.jpg") == true)
  }

  @Test("A file that had another name in quarantine before is not looked for by that one")
  func anotherNameNow() throws {
    try folder.write("cat/same.jpg", cut)
    try folder.write("dog/same.jpg", cut)
    let before = try Tree(folder.path)
    try run([folder.path + "/cat"])
    try run([folder.path + "/dog"])
    #expect(access(quarantine + "/same.1.jpg", F_OK) == 0)
    try restore()
    try run([folder.path + "/dog"])
    #expect(access(quarantine + "/same.1.jpg", F_OK) != 0)
    #expect(try restore().failed == 0)
    #expect(try Tree(folder.path) == before)
  }

  @Test("A link is judged by its own name, though its file was moved before", arguments: [1, 4])
  func linkToMoved(threads: Int) throws {
    try folder.makeFolder("links")
    try folder.write("links/000.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0])
    for index in 10..<50 { try folder.write("links/\(index).jpg", cut) }
    try #require(symlink("000.png", folder.path + "/links/zz.jpg") == 0)
    let (_, events) = try run([folder.path + "/links"]) { $0.threads = threads }
    let link = try #require(events.last)
    #expect(link.record.path.text.hasSuffix("zz.jpg") && link.record.report.nameLies)
  }

  @Test("The quarantine is no place to look for findings")
  func withinItself() throws {
    let before = try Tree(folder.path)
    #expect(throws: ScanlineError.self) { try run(to: folder.path) }
    #expect(throws: ScanlineError.self) { try run([folder.path + "/cat"], to: folder.path) }
    #expect(try Tree(folder.path) == before)
  }

  @Test("A resumed run has the lines of what is in quarantine since")
  func resumed() throws {
    let report = out.path + "/report.jsonl"
    let list = out.path + "/list.txt"
    func change(_ options: inout CurationOptions) {
      options.reportPath = report
      options.listPath = list
    }
    try run(nil, change)
    let expected = try FileSystem.read(report).withBytes { Array($0) }
    let listed = try FileSystem.read(list).withBytes { Array($0) }
    let (summary, events) = try run {
      change(&$0)
      $0.resume = true
    }
    #expect(try FileSystem.read(report).withBytes { Array($0) } == expected)
    #expect(try FileSystem.read(list).withBytes { Array($0) } == listed)
    #expect(summary.moved == 0 && summary.reused == 80 && summary.findings == 20)
    #expect(events.filter { $0.movedTo != nil }.count == 20)
  }

  @Test("A quarantine that became the folder again, by a rename or a link, keeps its files")
  func oneFileTwoPaths() throws {
    try run()
    // The rest of the folder is given up, the quarantine takes its name.
    TemporaryFolder.remove(RawPath(folder.path))
    try FileSystem.move(RawPath(quarantine), to: RawPath(folder.path))
    let before = try Tree(folder.path)
    #expect(try restore(folder.path + "/manifest.jsonl").inPlace == 20)
    #expect(try Tree(folder.path) == before)
  }

  @Test("A second name of a file in quarantine (a hard link) is no copy to remove")
  func hardLinks() throws {
    try run()
    let (moved, place) = (quarantine + "/cat/1.jpg", folder.path + "/cat/1.jpg")
    try #require(link(moved, place) == 0)
    #expect(try restore().inPlace == 1)
    #expect(FileSystem.kind(of: moved) == .file && FileSystem.kind(of: place) == .file)
    // To quarantine goes the name, beside the other one.
    #expect(try run { $0.verdicts = [.corrupt] }.summary.moved == 20)
    #expect(try FileSystem.names(in: quarantine + "/cat").contains("1.1.jpg"))
  }

  @Test("A restoration is refused while a run uses the quarantine")
  func restoringDuringRun() throws {
    try FileSystem.makeFolders(RawPath(quarantine))
    let held = try LockedFile(path: manifest, creates: true)
    let error = #expect(throws: ScanlineError.self) { try restore() }
    #expect(error?.kind == .busy)
    withExtendedLifetime(held) {}
  }

  @Test("A kill between copy and unlink leaves both; either way ends with one")
  func bothPlaces() throws {
    let before = try Tree(folder.path)
    try run()
    // As if the original had not been unlinked yet.
    let moved = quarantine + "/cat/1.jpg"
    let place = folder.path + "/cat/1.jpg"
    try folder.write("cat/1.jpg", cut)
    let status = try #require(FileSystem.status(of: RawPath(moved)))
    try FileSystem.set(
      RawPath(place), permissions: status.permissions, modified: status.modified)
    #expect(try run().summary.moved == 1)
    #expect(FileSystem.kind(of: place) == nil && FileSystem.kind(of: moved) == .file)
    #expect(FileSystem.kind(of: quarantine + "/cat/1.1.jpg") == nil)
    try folder.write("cat/1.jpg", cut)
    try FileSystem.set(
      RawPath(place), permissions: status.permissions, modified: status.modified)
    let result = try restore()
    #expect(result.inPlace == 1 && result.restored == 19)
    #expect(try Tree(folder.path) == before)
  }
}
