import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite("Runs over folders")
struct CurationRunTests {
  private let folder: TemporaryFolder
  private let out: TemporaryFolder
  private let good: [UInt8]
  private let cut: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    out = try TemporaryFolder()
    good = try TestPhoto.good()
    cut = try TestPhoto.cut()
    for name in ["a", "a/deep", "b"] { try folder.makeFolder(name) }
    for index in 0..<60 {
      try folder.write("a/\(index).jpg", index % 9 == 4 ? cut : good)
      try folder.write("b/\(index).jpg", index % 9 == 5 ? [] : good)
    }
    try folder.write("a.jpg", cut)
    try folder.write("a/deep/x.jpg", good)
    try folder.write("top.jpg", good)
  }

  private var report: String { out.path + "/report.jsonl" }

  private func options(_ change: (inout CurationOptions) -> Void = { _ in }) -> CurationOptions {
    var options = CurationOptions()
    options.threads = 2
    options.reportPath = report
    change(&options)
    return options
  }

  @discardableResult
  private func run(
    _ options: CurationOptions, _ paths: [String]? = nil, stopAfter limit: Int = .max
  ) throws -> (summary: CurationSummary, events: [CurationEvent.File]) {
    var events: [CurationEvent.File] = []
    let summary = try CurationRun(paths: paths ?? [folder.path], options: options).run { event in
      if let file = event.file { events.append(file) }
      return events.count < limit
    }
    return (summary, events)
  }

  private func text(_ path: String) throws -> String {
    try FileSystem.read(path).withBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test("The report has a line a file in the order of the names, and the summary all counts")
  func wholeReport() throws {
    let (summary, events) = try run(options { $0.summaryPath = out.path + "/summary.json" })
    let lines = try text(report).split(separator: "\n")
    #expect(lines.count == 123 && events.count == 123)
    #expect(lines.map { Array($0.utf8) } == events.map(\.jsonLine))
    let paths = events.map { $0.record.path.text.dropFirst(folder.path.count + 1) }
    #expect(Array(paths.prefix(2)) == ["a/0.jpg", "a/1.jpg"])
    let folderEnd = try #require(paths.firstIndex(of: "a.jpg"))
    #expect(paths[folderEnd - 1] == "a/deep/x.jpg" && paths[folderEnd + 1] == "b/0.jpg")
    #expect(events.filter(\.isFinding).count == 15 && summary.findings == 15)
    #expect(summary.total.files == 123 && summary.total[.ok] == 108)
    #expect(summary.classes.keys.sorted() == ["", "a", "b"])
    #expect(summary.classes["a"]?.files == 61 && summary.classes["b"]?[.corrupt] == 7)
    #expect(summary.reasons["empty"] == 7)
    let written = try text(out.path + "/summary.json")
    #expect(written.contains("\"complete\" : true") && written.contains("\"findings\" : 15"))
  }

  @Test("The number of threads changes nothing")
  func threads() throws {
    try run(options { $0.threads = 1 })
    let one = try text(report)
    try run(options { $0.threads = 3 })
    #expect(try text(report) == one)
  }

  @Test("Nor does it where links outlive the files that they name", arguments: [1, 3])
  func linksToMoved(threads: Int) throws {
    for index in 0..<60 where index % 9 == 4 {
      try #require(symlink("../a/\(index).jpg", folder.path + "/b/z\(index).jpg") == 0)
      try #require(symlink("z\(index).jpg", folder.path + "/b/zz\(index).jpg") == 0)
    }
    try run(options { $0.threads = threads })
    let untouched = try text(report)
    try run(
      options {
        $0.threads = threads
        $0.quarantinePath = out.path + "/quarantine"
      })
    #expect(try text(report) == untouched)
  }

  @Test("CSV and list appear when the run has ended, and not before")
  func otherFiles() throws {
    let wanted = options {
      $0.csvPath = out.path + "/report.csv"
      $0.listPath = out.path + "/list.txt"
      $0.summaryPath = out.path + "/summary.json"
      $0.verdicts = [.corrupt]
    }
    #expect(throws: ScanlineError.self) { try run(wanted, stopAfter: 70) }
    #expect(FileSystem.kind(of: out.path + "/report.csv") == nil)
    #expect(FileSystem.kind(of: out.path + "/list.txt") == nil)
    #expect(try text(out.path + "/summary.json").contains("\"complete\" : false"))
    try run(wanted)
    #expect(try text(out.path + "/report.csv").split(separator: "\r\n").count == 124)
    let list = try text(out.path + "/list.txt").split(separator: "\n")
    #expect(list.count == 15 && list.first == "\(folder.path)/a/13.jpg")
    #expect(try FileSystem.names(in: out.path).allSatisfy { !$0.hasSuffix(".tmp") })
  }

  @Test("A list of lines refuses a path with a line feed and goes on; one with zeros takes it")
  func lineFeeds() throws {
    try folder.write("b/x\ny.jpg", [])
    let list = out.path + "/list.txt"
    let (summary, events) = try run(options { $0.listPath = list })
    #expect(summary.failed == 1 && summary.findings == 16)
    #expect(events.compactMap(\.failure).first?.contains("line feed") == true)
    try run(
      options {
        $0.listPath = list; $0.listEndsWithZero = true
      })
    #expect(try text(list).split(separator: "\0").contains("\(folder.path)/b/x\ny.jpg"))
  }

  @Test("Counted first, the progress has a total")
  func counted() throws {
    var totals: Set<Int> = []
    let run = try CurationRun(
      paths: [folder.path], options: options { $0.countFirst = true })
    let summary = try run.run { event in
      totals.insert(event.totalFiles)
      return true
    }
    #expect(totals == [123] && summary.total.files == 123)
  }

  @Test("Files and folders may be given together; what is not there is a finding")
  func operands() throws {
    let (summary, events) = try run(
      options(), [folder.path + "/top.jpg", folder.path + "/b", folder.path + "/none.jpg"])
    #expect(summary.total.files == 62)
    #expect(events.first?.record.path.text == folder.path + "/top.jpg")
    #expect(events.last?.record.report.reason == .unreadable)
    #expect(summary.classes.keys.sorted() == [""])
  }

  @Test("The run's own files are no part of what it validates")
  func ownFiles() throws {
    let (summary, _) = try run(
      options {
        $0.allFiles = true
        $0.reportPath = folder.path + "/report.jsonl"
        $0.csvPath = folder.path + "/report.csv"
        $0.summaryPath = folder.path + "/summary.json"
        $0.listPath = folder.path + "/list.txt"
        $0.quarantinePath = folder.path + "/quarantine"
      })
    #expect(summary.total.files == 123 && summary.moved == 15)
  }

  // MARK: - Resuming

  @Test("A run that is resumed ends with the files of one that was never interrupted")
  func resumed() throws {
    let csv = out.path + "/report.csv"
    let list = out.path + "/list.txt"
    let all = options {
      $0.csvPath = csv; $0.listPath = list
    }
    try run(all)
    let expected = (try text(report), try text(csv), try text(list))
    var resuming = all
    resuming.resume = true
    for limit in [1, 64, 65, 100] {
      #expect(throws: ScanlineError.self) { try run(all, stopAfter: limit) }
      let (summary, events) = try run(resuming)
      #expect(summary.reused >= limit && (summary.reused < 123 || limit > 64), "after \(limit)")
      #expect(events.count == 123)
      #expect((try text(report), try text(csv), try text(list)) == expected, "after \(limit)")
    }
  }

  @Test(
    "What an interrupted resumption has moved is in the report of the next one", arguments: [2, 70])
  func resumedTwice(limit: Int) throws {
    let quarantined = options { $0.quarantinePath = out.path + "/quarantine" }
    try run(options())
    let expected = try text(report)
    let half = expected.split(separator: "\n").prefix(100).joined(separator: "\n") + "\n"
    var resuming = quarantined
    resuming.resume = true
    // The report that is there has no line of files that are moved only now.
    let lost = expected.split(separator: "\n").filter { !$0.contains("\"verdict\":\"ok\"") }
    let good = half.split(separator: "\n").filter { $0.contains("\"verdict\":\"ok\"") }
    try #require(lost.count == 15)
    try out.write(
      "report.jsonl", Array((good.joined(separator: "\n") + "\n").utf8), truncating: true)
    #expect(throws: ScanlineError.self) { try run(resuming, stopAfter: limit) }
    #expect(throws: ScanlineError.self) { try run(resuming, stopAfter: 1) }
    try run(resuming)
    #expect(try text(report) == expected)
    #expect(FileSystem.kind(of: report + ".tmp") == nil)
  }

  @Test("A kill in the midst of the resumption's report loses nothing either")
  func killedTwice() throws {
    try run(options())
    let whole = try text(report)
    let lines = whole.split(separator: "\n").map { "\($0)\n" }
    for (new, old) in [(40, 90), (90, 40), (0, 50), (50, 0), (40, 123)] {
      let others = lines.prefix(old).enumerated()
        .filter { $0.offset % 3 != 0 || $0.offset > new }.map(\.element)
      try out.write("report.jsonl", Array(others.joined().utf8), truncating: true)
      let cut = lines.prefix(new).joined() + "{\"file\":\"a line that was c"
      try out.write("report.jsonl.tmp", Array(cut.utf8), truncating: true)
      let (summary, _) = try run(options { $0.resume = true })
      #expect(try text(report) == whole, "\(new) and \(old)")
      #expect(summary.reused == max(new, new == 0 ? others.count : old), "\(new) and \(old)")
    }
  }

  @Test("A run that does not resume starts without what an interrupted one left")
  func startedAnew() throws {
    try run(options())
    let whole = try text(report)
    try out.write("report.jsonl.tmp", Array(whole.utf8))
    #expect(throws: ScanlineError.self) { try run(options(), stopAfter: 3) }
    #expect(FileSystem.kind(of: report + ".tmp") == nil)
  }

  @Test("A kill may cut the last line anywhere")
  func cutLine() throws {
    try run(options())
    let whole = Array(try text(report).utf8)
    for length in [0, 1, 300, whole.count / 2, whole.count - 1] {
      try out.write("report.jsonl", Array(whole.prefix(length)), truncating: true)
      try run(options { $0.resume = true })
      #expect(Array(try text(report).utf8) == whole, "\(length) bytes")
    }
  }

  @Test("Files that changed, came or went since are seen")
  func changed() throws {
    try run(options())
    try folder.write("a/5.jpg", cut, truncating: true)
    try folder.write("a/new.jpg", good)
    try folder.write("z.jpg", good)
    try #require(unlink(folder.path + "/b/7.jpg") == 0)
    // The same size, another time.
    try folder.write("b/8.jpg", good, truncating: true)
    var times = [timespec(tv_sec: 1000, tv_nsec: 1), timespec(tv_sec: 1000, tv_nsec: 1)]
    try #require(utimensat(AT_FDCWD, folder.path + "/b/8.jpg", &times, 0) == 0)
    let (summary, events) = try run(options { $0.resume = true })
    let checked = events.filter { !$0.isReused }.map { $0.record.path.name }
    #expect(
      checked == ["5.jpg", "new.jpg", "8.jpg", "z.jpg"].map { Array($0.utf8) })
    #expect(summary.reused == 120)
    let resumed = try text(report)
    try run(options())
    #expect(try text(report) == resumed)
  }

  @Test("Something else in the report's place is left alone")
  func foreignReport() throws {
    try out.write("report.jsonl", good)
    for resume in [false, true] {
      let error = #expect(throws: ScanlineError.self) {
        try run(options { $0.resume = resume })
      }
      #expect(error?.kind == .invalidArgument)
    }
    #expect(try FileSystem.read(report).withBytes { Array($0) } == good)
    try out.write("report.jsonl", Array("{\"file\":\"a\"}\n".utf8), truncating: true)
    #expect(throws: ScanlineError.self) { try run(options { $0.resume = true }) }
  }

  @Test("Two runs cannot write one report")
  func busy() throws {
    let first = try CurationRun(paths: [folder.path], options: options())
    let error = #expect(throws: ScanlineError.self) { try run(options()) }
    #expect(error?.kind == .busy)
    withExtendedLifetime(first) {}
  }
}
