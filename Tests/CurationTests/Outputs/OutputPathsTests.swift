import Curation
import Glibc
import Imaging
import Platform
import Testing

@Suite("Places of a run's outputs")
struct OutputPathsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("cat")
    try folder.write("cat/a.jpg", try TestPhoto.good())
    try folder.write("cat/b.jpg", Array("damaged beyond recognition".utf8))
    try folder.write("cat/c.dat", try TestPhoto.good())
    try folder.write("old.csv", Array("file,verdict\r\n".utf8))
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func refusal(_ operands: [String], _ change: (inout CurationOptions) -> Void) throws
    -> ScanlineError?
  {
    var options = CurationOptions()
    options.threads = 1
    change(&options)
    let before = try Tree(folder.path)
    do {
      _ = try CurationRun(paths: operands, options: options).run { _ in true }
      return nil
    } catch let error as ScanlineError {
      #expect(try Tree(folder.path) == before, "a refused run writes nothing")
      return error
    }
  }

  @Test(
    "A picture, by its name or its content, is no place for an output",
    arguments: ["cat/a.jpg", "cat/b.jpg", "cat/c.dat", "cat"])
  func pictures(name: String) throws {
    let place = path(name)
    let changes: [(inout CurationOptions) -> Void] = [
      { $0.csvPath = place }, { $0.summaryPath = place }, { $0.listPath = place },
      { $0.reportPath = place },
    ]
    for change in changes {
      let error = try #require(try refusal([path("cat")], change))
      #expect(error.kind == .invalidArgument && error.message.contains(name))
    }
    #expect(throws: ScanlineError.self) {
      try DuplicateReport(path: place, operands: [RawPath(path("cat"))])
    }
  }

  @Test("Nor is a link to one, what is validated, or another output's place")
  func distinct() throws {
    try #require(symlink("cat/c.dat", path("link.csv")) == 0)
    try #require(link(path("cat/c.dat"), path("hard.csv")) == 0)
    func reason(
      _ operands: [String] = ["cat"], _ change: (inout CurationOptions) -> Void
    ) throws -> String {
      let error = try refusal(operands.map(path), change)
      return error?.kind == .invalidArgument ? error?.message ?? "" : "nothing is wrong"
    }
    #expect(try reason { $0.csvPath = path("link.csv") }.contains("a picture or an archive"))
    #expect(try reason { $0.csvPath = path("hard.csv") }.contains("a picture or an archive"))
    #expect(try reason(["old.csv"]) { $0.csvPath = path("old.csv") }.contains("is looked at, too"))
    #expect(try reason(["no"]) { $0.listPath = path("cat/../no") }.contains("is looked at, too"))
    let csvAsList = try reason {
      $0.csvPath = path("one")
      $0.listPath = path("cat/../one")
    }
    #expect(csvAsList.contains("the list cannot be") && csvAsList.contains("the CSV, too"))
    let resumedAsSummary = try reason {
      $0.reportPath = path("two")
      $0.summaryPath = path("two.tmp")
    }
    #expect(resumedAsSummary.contains("the report of a resumed run, too"))
    let manifestAsReport = try reason {
      $0.quarantinePath = path("quarantine")
      $0.reportPath = path("quarantine/manifest.jsonl")
    }
    #expect(manifestAsReport.contains("the quarantine's manifest, too"))
  }

  @Test("A file of its kind is replaced; a device is written to, but a report is a file")
  func allowed() throws {
    #expect(
      try refusal([path("cat")]) {
        $0.csvPath = path("old.csv")
        $0.summaryPath = "/dev/null"
        $0.listPath = "/dev/null"
      } == nil)
    let text = try FileSystem.read(path("old.csv")).withBytes {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(text.contains("cat/a.jpg"))
    #expect(try refusal([path("cat")]) { $0.reportPath = "/dev/null" }?.kind == .invalidArgument)
    #expect(FileSystem.kind(of: "/dev/null") == .other)
  }

  @Test("What a link names is written, and the link stays")
  func links() throws {
    try #require(symlink("old.csv", path("link.csv")) == 0)
    try folder.write("old.jsonl", [])
    try #require(symlink("old.jsonl", path("link.jsonl")) == 0)
    for resume in [false, true] {
      #expect(
        try refusal([path("cat")]) {
          $0.csvPath = path("link.csv")
          $0.reportPath = path("link.jsonl")
          $0.resume = resume
        } == nil)
    }
    for name in ["link.csv", "link.jsonl"] {
      #expect(try #require(FileSystem.statusWithoutFollowing(RawPath(path(name)))).isLink)
    }
    #expect(try #require(FileSystem.status(of: RawPath(path("old.jsonl")))).size > 100)
  }
}
