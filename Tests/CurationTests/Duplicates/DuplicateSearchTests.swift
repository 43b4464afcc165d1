@testable import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite struct DuplicateSearchTests {
  private let folder: TemporaryFolder

  /// 0 to 5 are different pictures; dog/copy is cat/0, dog/small is cat/1 in another size.
  init() throws {
    folder = try TemporaryFolder()
    for name in ["cat", "dog"] { try folder.makeFolder(name) }
    for seed in 0..<6 as Range<UInt64> {
      try folder.write("\(seed < 3 ? "cat" : "dog")/\(seed).jpg", Drawing.jpeg(seed + 1))
    }
    try folder.write("dog/copy.jpg", Drawing.jpeg(1))
    try folder.write("cat/again.jpg", Drawing.jpeg(1))
    try folder.write("dog/small.jpg", Drawing.jpeg(2, width: 80, height: 60, quality: 60))
    try folder.write("dog/empty.jpg", [])
  }

  private func search(
    _ change: (inout DuplicateSearch.Options) -> Void = { _ in }, against: String? = nil
  ) throws -> (summary: DuplicateSearch.Summary, groups: [DuplicateRecord]) {
    var options = DuplicateSearch.Options()
    options.threads = 2
    change(&options)
    var groups: [DuplicateRecord] = []
    let search = try DuplicateSearch(folder: folder.path, against: against, options: options)
    let summary = try search.run { record in
      groups.append(record)
      return true
    }
    return (summary, groups)
  }

  private func names(_ record: DuplicateRecord) -> [String] {
    record.files.map { String($0.path.text.dropFirst(folder.path.count + 1)) }
  }

  @Test func exactAndNearDuplicatesAndConflictsAreFound() throws {
    let (summary, groups) = try search()
    #expect(
      groups.map(names) == [
        ["cat/0.jpg", "cat/again.jpg", "dog/copy.jpg"], ["cat/1.jpg", "dog/small.jpg"],
      ])
    #expect(groups.map(\.kind) == [.exact, .near])
    #expect(groups.map(\.isConflict) == [true, true])
    #expect(groups[1].files[1].label == "dog" && groups[0].files.map(\.distance) == [0, 0, 0])
    #expect(
      summary
        == DuplicateSearch.Summary(
          files: 10, unreadable: 1, groups: 2, exactGroups: 1, duplicates: 5, conflicts: 2, leaks: 0
        ))
    #expect(try search { $0.near = false }.groups.map(names) == [names(groups[0])])
    #expect(try search { $0.hasClasses = false }.summary.conflicts == 0)
  }

  @Test func cutCopiesAreFound() throws {
    let whole = try Drawing.jpeg(4)
    try folder.write("dog/3-cut.jpg", Array(whole.prefix(whole.count * 7 / 10)))
    try folder.write("cat/3-less.jpg", Array(whole.prefix(whole.count / 5)))
    let near = try Drawing.jpeg(4, quality: 80)
    try folder.write("dog/3-near.jpg", near)
    let exact = try search { $0.near = false }.groups
    let group = try #require(exact.first { $0.kind == .cut })
    #expect(names(group) == ["cat/3-less.jpg", "dog/3-cut.jpg", "dog/3.jpg"])
    #expect(group.isConflict && group.files.map(\.distance) == [0, 0, 0])
    #expect(String(decoding: group.csv, as: UTF8.self).contains("\(group.number),cut,true,"))
    // The copies stay with what looks like the whole one.
    let all = try #require(try search().groups.first { $0.files.count == 4 })
    #expect(all.kind == .near && names(all).contains("dog/3-near.jpg"))
    #expect(all.files.map(\.distance).allSatisfy { $0 <= PerceptualHash.defaultDistance })
    let other = try TemporaryFolder()
    try other.write("known.jpg", Array(whole.prefix(whole.count / 2)))
    #expect(try search(against: other.path).summary.leaks == 1)
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    #expect(try search { $0.threads = 1 }.groups == search { $0.threads = 5 }.groups)
  }

  @Test func leakageBetweenTwoFolders() throws {
    let other = try TemporaryFolder()
    try other.makeFolder("dog")
    try other.write("dog/x.jpg", Drawing.jpeg(5, quality: 50))
    try other.write("dog/y.jpg", Drawing.jpeg(77))
    try other.write("dog/z.jpg", Drawing.jpeg(77))
    let (summary, groups) = try search(against: other.path)
    // Duplicates within one folder are no leakage.
    #expect(summary.groups == 1 && summary.leaks == 1 && summary.files == 13)
    #expect(groups.first?.files.map(\.isOfOther) == [false, true])
    #expect(
      groups.first?.files.map(\.path.text) == [
        "\(folder.path)/dog/4.jpg", "\(other.path)/dog/x.jpg",
      ])
  }

  @Test func reportsAreWritten() throws {
    let groups = try search().groups
    let lines = try DuplicateReport(path: folder.path + "/groups.jsonl", operands: [])
    let table = try DuplicateReport(path: folder.path + "/groups.csv", operands: [])
    for group in groups {
      try lines.add(group)
      try table.add(group)
    }
    try lines.finish()
    try table.finish()
    func text(_ name: String) throws -> [Substring] {
      let bytes = try FileSystem.read(folder.path + "/" + name)
      return bytes.withBytes { String(decoding: $0, as: UTF8.self) }.split { $0.isNewline }
    }
    let first = try #require(try text("groups.jsonl").first)
    let value = try JSON.decode(JSONValue.self, from: String(first), what: "line")
    guard case .object(let keys) = value, case .array(let files) = keys["files"] else {
      Issue.record("\(first)")
      return
    }
    #expect(keys["kind"] == .string("exact") && keys["label_conflict"] == .bool(true))
    #expect(files.count == 3)
    let rows = try text("groups.csv")
    #expect(rows.count == 6)
    #expect(rows[0] == "group,kind,label_conflict,leak,side,label,distance,path,path_bytes")
    #expect(rows[1] == "0,exact,true,false,folder,cat,0,\(folder.path)/cat/0.jpg,")
  }

  @Test func fieldsOfATableAreQuoted() {
    let file = DuplicateRecord.File(
      path: RawPath("a, \"b\".jpg"), label: "=1+1", isOfOther: true, distance: 3)
    let record = DuplicateRecord(number: 7, kind: .near, files: [file])
    #expect(
      String(decoding: record.csv, as: UTF8.self)
        == "7,near,false,false,against,'=1+1,3,\"a, \"\"b\"\".jpg\",\r\n")
  }

  @Test func pathsAreKeptByteForByte() throws {
    let path = RawPath(bytes: [0x61, 0xE9])
    let file = DuplicateRecord.File(path: path, label: nil, isOfOther: false, distance: 0)
    let record = DuplicateRecord(number: 0, kind: .exact, files: [file, file])
    #expect(String(decoding: record.csv, as: UTF8.self).contains(",a\u{FFFD},61e9\r\n"))
    let line = try JSON.encode(record)
    #expect(line.contains("\"path_bytes\":\"61e9\"") && line.contains("a\u{FFFD}"))
  }

  @Test func aFolderIsNotComparedWithItself() throws {
    try #require(symlink(folder.path, folder.path + "-link") == 0)
    defer { unlink(folder.path + "-link") }
    for other in ["", "/", "/cat", "/cat/..", "-link", "/.."] {
      let error = #expect(throws: ScanlineError.self) { try search(against: folder.path + other) }
      #expect(error?.kind == .invalidArgument, "\(other)")
    }
  }

  @Test func noLinkMakesAPictureItsOwnDuplicate() throws {
    let other = try TemporaryFolder()
    try #require(symlink(folder.path, other.path + "/link") == 0)
    try other.write("mine.jpg", Drawing.jpeg(77))
    let (summary, _) = try search(against: other.path)
    #expect(summary.leaks == 0 && summary.files == 11)
  }

  @Test func itCanBeStopped() throws {
    for stop in [true, false] {
      let search = try DuplicateSearch(folder: folder.path, options: DuplicateSearch.Options())
      let error = #expect(throws: ScanlineError.self) {
        _ = try search.run(onProgress: { _, _ in stop }) { _ in false }
      }
      #expect(error?.kind == .cancelled)
    }
    let missing = #expect(throws: ScanlineError.self) {
      try DuplicateSearch(folder: folder.path + "/none", options: .init()).run { _ in true }
    }
    #expect(missing?.kind == .io)
    var options = DuplicateSearch.Options()
    options.distance = 17
    #expect(throws: ScanlineError.self) { try DuplicateSearch(folder: "x", options: options) }
  }
}
