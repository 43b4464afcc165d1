import Curation
import Platform
import Testing

@testable import Training

@Suite struct DuplicateDatasetTests {
  private func options(_ grouping: DuplicateGrouping, seed: UInt64 = 0) -> DatasetOptions {
    var options = DatasetOptions()
    options.threads = 2
    options.validationShare = 0.4
    options.grouping = grouping
    options.seed = seed
    return options
  }

  @Test func copiesGoToOnePart() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 5)
    for copy in 0..<4 {
      try folder.write(Pictures.jpeg(kind: 0, number: 1), to: "a/copy\(copy).jpg")
    }
    var isTogether: [Bool] = []
    for seed in 0..<12 as Range<UInt64> {
      for grouping in [DuplicateGrouping.exact, .near] {
        let dataset = try Dataset.open(folder: folder.path, options: options(grouping, seed: seed))
        let exact = try #require(
          dataset.duplicates.groups.first { $0.kind == .exact || grouping == .near })
        #expect(exact.members.count >= 5)
        for group in dataset.duplicates.groups {
          #expect(Set(group.members.map { dataset.split(of: Int($0)) }).count == 1)
        }
      }
      let free = try Dataset.open(folder: folder.path, options: options(.none, seed: seed))
      #expect(free.duplicates.groups.isEmpty && free.groupNumbers.isEmpty)
      let parts = (0..<free.sampleCount).filter {
        free.path(of: $0).contains("/copy") || free.path(of: $0).hasSuffix("/a/01.jpg")
      }.map { free.split(of: $0) }
      isTogether.append(Set(parts).count == 1)
    }
    // Without grouping they do not stay together.
    #expect(isTogether.contains(false))
  }

  /// Twelve pictures and what is left of them behind a cut: no pair lies across the split.
  @Test(arguments: [DuplicateGrouping.exact, .near]) func cutCopiesGoToOnePart(
    grouping: DuplicateGrouping
  ) throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 2)
    for seed in 0..<12 as Range<UInt64> {
      let whole = try Pictures.large(seed: seed)
      try folder.write(whole, to: "a/\(seed).jpg")
      try folder.write(Array(whole.prefix(whole.count * 9 / 10)), to: "a/\(seed)-cut.jpg")
    }
    let dataset = try Dataset.open(folder: folder.path, options: options(grouping))
    #expect(dataset.salvaged.count == 12)
    var parts: [String: Set<DatasetSplit>] = [:]
    for sample in 0..<dataset.sampleCount {
      let name = dataset.path(of: sample).replacing("-cut", with: "")
      parts[name, default: []].insert(dataset.split(of: sample))
    }
    #expect(parts.count == 16 && parts.values.allSatisfy { $0.count == 1 })
    if grouping == .exact {
      #expect(dataset.duplicates.groups.map(\.kind) == Array(repeating: .cut, count: 12))
      #expect(try dataset.report().contains("\"kind\":\"cut\""))
    }
  }

  @Test func withoutDuplicatesTheSplitIsTheSame() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 6)
    let free = try Dataset.open(folder: folder.path, options: options(.none))
    let exact = try Dataset.open(folder: folder.path, options: options(.exact))
    #expect(free.fingerprint == exact.fingerprint)
  }

  @Test func conflictsAreReportedAndCanBeLeftOut() throws {
    let folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 4)
    try folder.write(Pictures.jpeg(kind: 0, number: 2), to: "b/really-a.jpg")
    let kept = try Dataset.open(folder: folder.path, options: options(.exact))
    #expect(kept.sampleCount == 9 && kept.duplicates.groups.count == 1)
    var dropping = options(.exact)
    dropping.dropsConflicts = true
    let dropped = try Dataset.open(folder: folder.path, options: dropping)
    #expect(dropped.sampleCount == 7 && dropped.duplicates.groups.isEmpty)
    #expect(
      dropped.damaged.map(\.path) == ["\(folder.path)/a/02.jpg", "\(folder.path)/b/really-a.jpg"])
    #expect(dropped.damaged.map(\.label) == [0, 1])
    #expect(dropped.damaged.map(\.cause) == [.labelConflict, .labelConflict])
    #expect(dropped.damaged[0].report.message.contains("b/really-a.jpg"))
    // What is dropped is lost, and the bias is told of the training as it is.
    #expect(kept.tally.total(.salvage).lost == 0)
    for policy in KeepPolicy.allCases {
      #expect(dropped.tally.classes(policy).map(\.lost) == [1, 1])
      #expect(dropped.tally.classes(policy).map(\.files) == [4, 5])
    }
    #expect(
      dropped.labels(ofFileNamed: "really-a").isEmpty
        && dropped.labels(ofFileNamed: "03") == [0, 1])
  }

  @Test func distancesAreChecked() {
    var options = options(.near)
    options.duplicateDistance = 17
    let error = scanlineError { _ = try Dataset.open(folder: "anywhere", options: options) }
    #expect(error?.message.contains("duplicate_distance") == true)
  }
}

extension Dataset {
  fileprivate func labels(ofFileNamed name: String) -> [Int] {
    (0..<sampleCount).filter { path(of: $0).hasSuffix("/\(name).jpg") }.map { label(of: $0) }
  }
}
