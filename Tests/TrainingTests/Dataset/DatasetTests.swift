import Foundation
import Imaging
import Platform
import Testing

@testable import Training

@Suite struct DatasetTests {
  private func options(_ share: Double = 0.25) -> DatasetOptions {
    var options = DatasetOptions()
    options.threads = 2
    options.validationShare = share
    return options
  }

  @Test func aFolderPerClassIsRead() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["cat", "Dog"], count: 4)
    try folder.write(Pictures.jpeg(kind: 0, number: 9), to: "cat/deeper/still/more.JPEG")
    try folder.write("notes".utf8, to: "cat/readme.txt")
    try folder.write("stray".utf8, to: "stray.jpg")
    let dataset = try Dataset.open(folder: folder.path, options: options())
    #expect(dataset.labels == ["Dog", "cat"])
    #expect(dataset.fileCount == 9 && dataset.damaged.isEmpty)
    #expect(dataset.trainingCount == 7 && dataset.validationCount == 2)
    #expect(dataset.trainingCounts == [3, 4])
    #expect(dataset.samples(in: .all).count == 9)
    #expect(
      dataset.samples(in: .validation).allSatisfy { dataset.split(of: Int($0)) == .validation })
    let last = (0..<9).map { dataset.path(of: $0) }.sorted().last
    #expect(last == "\(folder.path)/cat/deeper/still/more.JPEG")
    for sample in 0..<9 {
      let label = dataset.labels[dataset.label(of: sample)]
      #expect(dataset.path(of: sample).contains("/\(label)/"))
    }
  }

  @Test func damagedFilesAreLeftOutAndNamed() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 3)
    let whole = try Pictures.jpeg(kind: 0, number: 7)
    let cut = try folder.write(whole.prefix(whole.count / 2), to: "a/cut.jpg")
    let empty = try folder.write([], to: "b/empty.jpg")
    try folder.write("GIF89a".utf8, to: "b/other.gif")
    let dataset = try Dataset.open(folder: folder.path, options: options())
    #expect(dataset.fileCount == 9 && dataset.sampleCount == 6)
    #expect(dataset.damaged.map(\.path) == [cut, empty, "\(folder.path)/b/other.gif"])
    #expect(dataset.damaged.map(\.label) == [0, 1, 1])
    #expect(dataset.damaged[0].report.reason == .truncated)
    #expect(dataset.damaged[1].report.reason == .empty)
    #expect(dataset.damaged[2].report.verdict != .ok)
  }

  @Test func aListOfFilesIsRead() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["x", "y"], count: 3)
    let text = """
      label,note,path\r
      first,,x/00.jpg
      "second, too",n,"\(folder.path)/y/00.jpg"
      first,,x/missing.jpg
      first,,x/01.jpg
      """
    let csv = try folder.write(text.utf8, to: "list.csv")
    let dataset = try Dataset.open(csv: csv, options: options())
    #expect(dataset.labels == ["first", "second, too"])
    #expect(dataset.fileCount == 4 && dataset.sampleCount == 3)
    #expect(dataset.damaged.map(\.path) == ["\(folder.path)/x/missing.jpg"])
    #expect(dataset.damaged[0].report.reason == .unreadable)
    #expect(dataset.path(of: 1) == "\(folder.path)/y/00.jpg" && dataset.label(of: 1) == 1)
  }

  @Test func badListsAreNamed() throws {
    let folder = try TemporaryFolder()
    func message(_ text: String) throws -> String? {
      let csv = try folder.write(text.utf8, to: "list.csv")
      return scanlineError { _ = try Dataset.open(csv: csv) }?.message
    }
    let name = "\(folder.path)/list.csv"
    #expect(try message("file,label\n")?.hasPrefix("\(name), line 1: the header is") == true)
    #expect(
      try message("path,label\na.jpg\n") == "\(name), line 2: 1 fields where the header has 2")
    #expect(try message("path,label\na,b\n,b\n") == "\(name), line 3: the path is empty")
    #expect(try message("path,label\na,\n") == "\(name), line 2: the label is empty")
    #expect(try message("")?.contains("empty") == true)
    #expect(try message("path,label\na,b\n")?.contains("one class only (\"b\")") == true)
  }

  @Test func foldersWithoutDataAreRefused() throws {
    let folder = try TemporaryFolder()
    let missing = scanlineError { _ = try Dataset.open(folder: "\(folder.path)/none") }
    #expect(missing?.kind == .io && missing?.message.contains("none") == true)
    let empty = scanlineError { _ = try Dataset.open(folder: folder.path) }
    #expect(empty?.kind == .noData)
    try Pictures.fill(folder, classes: ["only"], count: 2)
    let one = scanlineError { _ = try Dataset.open(folder: folder.path) }
    #expect(one?.kind == .noData && one?.message.contains("one class only (\"only\")") == true)
    let file = scanlineError { _ = try Dataset.open(folder: "\(folder.path)/only/00.jpg") }
    #expect(file?.kind == .io)
    try folder.makeFolder("hollow")
    let hollow = scanlineError { _ = try Dataset.open(folder: folder.path) }
    #expect(hollow?.kind == .noData && hollow?.message.contains("\"hollow\"") == true)
    try folder.write("not a picture".utf8, to: "hollow/bad.jpg")
    let bad = scanlineError { _ = try Dataset.open(folder: folder.path) }
    #expect(bad?.kind == .noData && bad?.message.contains("hollow/bad.jpg") == true)
  }

  @Test func optionsAreChecked() {
    for share in [-0.1, 1, .nan] {
      var options = DatasetOptions()
      options.validationShare = share
      let error = scanlineError { _ = try Dataset.open(folder: "anywhere", options: options) }
      #expect(error?.message.contains("validation_share") == true)
    }
  }

  @Test func progressIsReportedAndCanStop() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 2)
    var seen: [[Int]] = []
    _ = try Dataset.open(folder: folder.path, options: options()) { done, total in
      seen.append([done, total])
      return true
    }
    #expect(seen.last == [4, 4])
    let error = scanlineError {
      _ = try Dataset.open(folder: folder.path, options: options()) { _, _ in false }
    }
    #expect(error?.kind == .cancelled)
  }

  @Test func theFingerprintTellsDataApart() throws {
    let bench = try Workbench(count: 4)
    var other = options(0.5)
    other.seed = 9
    let again = try Dataset.open(folder: bench.folder.path, options: options())
    let split = try Dataset.open(folder: bench.folder.path, options: other)
    #expect(bench.dataset.fingerprint == again.fingerprint)
    #expect(bench.dataset.fingerprint != split.fingerprint)
  }

  @Test func linksInACircleEnd() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 2)
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/a/again", withDestinationPath: "\(folder.path)/a")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/b/nowhere.jpg", withDestinationPath: "\(folder.path)/none")
    let dataset = try Dataset.open(folder: folder.path, options: options())
    #expect(dataset.sampleCount == 4)
    #expect(dataset.damaged.map(\.path) == ["\(folder.path)/b/nowhere.jpg"])
  }

  @Test func namesThatAreNotTextAreOpened() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 2)
    let odd = Array("\(folder.path)/a/".utf8) + [0xFF, 0xFE] + Array(".jpg".utf8) + [0]
    let made = odd.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name in
      name.baseAddress.map { link("\(folder.path)/a/00.jpg", $0) }
    }
    try #require(made == 0)
    let dataset = try Dataset.open(folder: folder.path, options: options(0))
    #expect(dataset.sampleCount == 5 && dataset.damaged.isEmpty)
    let model = try Workbench.model(labels: ["a", "b"])
    let evaluation = try Evaluation.run(model, dataset, split: .all, threads: 1)
    #expect(evaluation.sampleCount == 5)
  }

  @Test func foldersWhoseNamesAreTextAlikeAreRefused() throws {
    let folder = try TemporaryFolder()
    for byte in [UInt8(0xFF), 0xFE] {
      let name = Array("\(folder.path)/a".utf8) + [byte, 0]
      let made = name.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name in
        name.baseAddress.map { mkdir($0, 0o755) }
      }
      try #require(made == 0)
    }
    let error = scanlineError { _ = try Dataset.open(folder: folder.path, options: options()) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains("label \"a\u{FFFD}\" of two folders") == true)
  }
}
