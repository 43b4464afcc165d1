import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite("Operands that overlap")
struct OverlapTests {
  private let folder: TemporaryFolder
  private let out: TemporaryFolder

  /// d/a and d/b with 20 files each, half of them damaged, and d/top.jpg; d/link leads to d/a.
  init() throws {
    folder = try TemporaryFolder()
    out = try TemporaryFolder()
    let (good, cut) = (try TestPhoto.good(), try TestPhoto.cut())
    for name in ["d", "d/a", "d/b"] { try folder.makeFolder(name) }
    for index in 0..<20 {
      for name in ["a", "b"] {
        try folder.write("d/\(name)/\(index).jpg", index % 2 == 1 ? cut : good)
      }
    }
    try folder.write("d/top.jpg", cut)
    try #require(symlink("a", folder.path + "/d/link") == 0)
  }

  private var report: String { out.path + "/report.jsonl" }
  private var quarantine: String { out.path + "/quarantine" }

  @discardableResult
  private func run(
    _ names: [String], _ change: (inout CurationOptions) -> Void = { _ in }
  ) throws -> (summary: CurationSummary, events: [CurationEvent.File]) {
    var options = CurationOptions()
    options.threads = 2
    options.reportPath = report
    change(&options)
    var events: [CurationEvent.File] = []
    let paths = names.map { folder.path + "/" + $0 }
    let summary = try CurationRun(paths: paths, options: options).run { event in
      if let file = event.file { events.append(file) }
      return true
    }
    return (summary, events)
  }

  private func lines(_ path: String) throws -> [String] {
    try FileSystem.read(path).withBytes { String(decoding: $0, as: UTF8.self) }
      .split(separator: "\n").map { "\($0)\n" }
  }

  static let overlaps = [
    ["d", "d"], ["d/a", "d"], ["d", "d/a"], ["d/top.jpg", "d"], ["d", "d/top.jpg", "d/./top.jpg"],
    ["d/link", "d"], ["d/b", "d/a/..", "d/a", "d"],
  ]

  @Test("Every file is taken once, counted or not", arguments: overlaps)
  func once(names: [String]) throws {
    let (summary, events) = try run(names) { $0.countFirst = true }
    #expect(summary.total.files == 41 && summary.findings == 21)
    #expect(Set(events.map { FileSystem.resolved($0.record.path)?.bytes }).count == 41)
  }

  @Test("What was given itself is of no class of a folder around it, whatever comes first")
  func classes() throws {
    for names in [["d", "d/a"], ["d/a", "d"]] {
      let (summary, events) = try run(names)
      #expect(summary.classes.mapValues(\.files) == ["": 21, "b": 20])
      #expect(
        events.first?.record.path.text.hasSuffix(names[0] == "d" ? "d/b/0.jpg" : "d/a/0.jpg")
          == true)
    }
  }

  @Test("Without the folders within, too", arguments: [["d", "d/a"], ["d/a", "d"]])
  func flat(names: [String]) throws {
    let expected = try run(names) { $0.recursive = false }
    #expect(expected.summary.total.files == 21)
    let whole = try lines(report)
    for count in 0...whole.count {
      try out.write("report.jsonl", Array(whole.prefix(count).joined().utf8), truncating: true)
      let (summary, _) = try run(names) {
        $0.recursive = false
        $0.resume = true
      }
      #expect(try lines(report) == whole && summary.reused == count)
    }
  }

  @Test("A resumed run ends with the report of one that was never interrupted", arguments: overlaps)
  func resumed(names: [String]) throws {
    try run(names)
    let whole = try lines(report)
    for count in 0...whole.count {
      // Cut by a kill, or by a kill of a resumption of the whole report.
      for (new, old) in [(0, count), (count, whole.count)] {
        try out.write("report.jsonl", Array(whole.prefix(old).joined().utf8), truncating: true)
        try out.write("report.jsonl.tmp", Array(whole.prefix(new).joined().utf8), truncating: true)
        let (summary, _) = try run(names) { $0.resume = true }
        #expect(try lines(report) == whole, "\(new) and \(old)")
        #expect(summary.reused == max(old, new))
      }
    }
  }

  @Test("A line is taken over with the class that its file has now")
  func otherClass() throws {
    try run(["d"])
    let (summary, events) = try run(["d/a", "d"]) { $0.resume = true }
    #expect(summary.classes.keys.sorted() == ["", "b"])
    #expect(events.first?.record.folder == nil && summary.reused == 41)
    let resumed = try lines(report)
    try run(["d/a", "d"])
    #expect(try lines(report) == resumed)
  }

  @Test("Lines of what is not given any more are left out, also of files in quarantine")
  func givenBefore() throws {
    try run(["d"]) { $0.quarantinePath = quarantine }
    let all = try lines(report)
    try run(["d/b"]) {
      $0.quarantinePath = quarantine
      $0.resume = true
    }
    let whole = try lines(report)
    #expect(
      whole.count == 20
        && whole.allSatisfy { $0.contains("/d/b/") && $0.contains("\"class\":null") })
    for count in 0...whole.count {
      try out.write("report.jsonl", Array(all.joined().utf8), truncating: true)
      try out.write("report.jsonl.tmp", Array(whole.prefix(count).joined().utf8), truncating: true)
      try run(["d/b"]) {
        $0.quarantinePath = quarantine
        $0.resume = true
      }
      #expect(try lines(report) == whole, "\(count)")
    }
  }

  @Test("All is moved once, written down once, and restored", arguments: overlaps)
  func quarantined(names: [String]) throws {
    let before = try Tree(folder.path)
    try run(names)
    let untouched = try lines(report)
    for threads in [1, 4] {
      let (summary, _) = try run(names) {
        $0.threads = threads
        $0.quarantinePath = quarantine
      }
      #expect(summary.moved == 21 && summary.failed == 0)
      #expect(try lines(report) == untouched)
      #expect(try lines(quarantine + "/manifest.jsonl").count == 21)
      try run(names) {
        $0.threads = threads
        $0.quarantinePath = quarantine
        $0.resume = true
      }
      #expect(try lines(report) == untouched)
      let result = try Restoration.run(manifest: quarantine + "/manifest.jsonl") { _, _ in true }
      #expect(result.restored == 21 && result.failed == 0)
      #expect(try Tree(folder.path) == before)
      TemporaryFolder.remove(RawPath(quarantine))
    }
  }

  @Test("A stopped run counts what it has written down and moved, told or not")
  func stopped() throws {
    var options = CurationOptions()
    options.threads = 1
    options.reportPath = report
    options.summaryPath = out.path + "/summary.json"
    options.quarantinePath = quarantine
    var done: [Int] = []
    #expect(throws: ScanlineError.self) {
      try CurationRun(paths: [folder.path], options: options).run { event in
        done.append(event.done)
        return done.count < 3
      }
    }
    #expect(done == [1, 2, 3])
    let summary = try FileSystem.read(out.path + "/summary.json").withBytes {
      try JSON.decode(JSONValue.self, from: String(decoding: $0, as: UTF8.self), what: "summary")
    }
    guard case .object(let counts) = summary else {
      Issue.record("no object")
      return
    }
    let moved = try lines(quarantine + "/manifest.jsonl").count
    #expect(moved > 3 && counts["moved"] == .integer(Int64(moved)))
    #expect(counts["findings"] == counts["moved"])
    #expect(counts["files"] == .integer(Int64(try lines(report).count)))
  }
}
