import Curation
import Platform

extension Dataset {
  /// The report as one line of JSON.
  package func report() throws -> String { try JSON.encode(DatasetReport(self)) }
}

extension DatasetReport {
  init(_ dataset: Dataset) {
    source = dataset.source
    policy = dataset.options.keep.policy.name
    salvageShare = dataset.options.keep.salvageShare
    files = dataset.fileCount
    training = dataset.trainingCount
    validation = dataset.validationCount
    classes = Self.classes(dataset)
    policies = KeepPolicy.allCases.map { Policy($0, dataset) }
    salvagedFiles = dataset.salvaged.map { SalvagedFile($0, dataset) }
    leftOutFiles = dataset.damaged.map { file in
      LeftOutFile(
        path: file.path, label: dataset.labels[file.label], verdict: "\(file.report.verdict)",
        reason: file.reasonName, message: file.report.message)
    }
    duplicates = Duplicates(dataset)
  }

  private static func classes(_ dataset: Dataset) -> [Class] {
    var classes = dataset.labels.map { Class(label: $0) }
    for sample in 0..<dataset.sampleCount {
      let label = dataset.label(of: sample)
      classes[label].files += 1
      switch dataset.split(of: sample) {
      case .validation: classes[label].validation += 1
      case .training, .all: classes[label].training += 1
      }
    }
    for file in dataset.salvaged { classes[dataset.label(of: file.sample)].salvaged += 1 }
    for file in dataset.damaged {
      classes[file.label].files += 1
      classes[file.label].leftOut += 1
      classes[file.label].reasons[file.reasonName, default: 0] += 1
    }
    return classes
  }
}

extension DamagedFile {
  /// Stable, for reports.
  var reasonName: String {
    switch cause {
    case .damage: report.reason.name
    case .quality: "quality"
    case .labelConflict: "label-conflict"
    }
  }
}

extension DatasetReport.Policy {
  init(_ policy: KeepPolicy, _ dataset: Dataset) {
    self.policy = policy.name
    let counts = dataset.tally.classes(policy)
    let outstanding = ClassBias(counts).classes
    total = Counts(dataset.tally.total(policy), label: nil, standsOut: nil)
    classes = counts.enumerated().map { index, counts in
      Counts(counts, label: dataset.labels[index], standsOut: outstanding.contains(index))
    }
    bias = dataset.biasText(policy)
  }
}

extension DatasetReport.Policy.Counts {
  init(_ counts: PolicyTally.Counts, label: String?, standsOut: Bool?) {
    self.init(
      label: label, files: counts.files, whole: counts.whole, cropped: counts.cropped,
      lost: counts.lost, lostShare: counts.lostShare, standsOut: standsOut)
  }
}

extension DatasetReport.SalvagedFile {
  init(_ file: SalvagedSample, _ dataset: Dataset) {
    self.init(
      path: dataset.path(of: file.sample), label: dataset.labels[dataset.label(of: file.sample)],
      split: "\(dataset.split(of: file.sample))", rows: file.keeping.rows ?? file.report.height,
      height: file.report.height, reason: file.report.reason.name, message: file.report.message)
  }
}

extension DatasetReport.Duplicates {
  init(_ dataset: Dataset) {
    grouping = dataset.options.grouping.name
    distance = dataset.options.grouping == .near ? dataset.options.duplicateDistance : nil
    files = dataset.duplicateCount
    conflicts = dataset.conflictCount
    groups = dataset.duplicates.groups.map { group in
      DatasetReport.Group(
        kind: group.kind.name,
        split: "\(dataset.split(of: Int(group.members[0])))",
        isConflict: dataset.isConflict(group),
        files: group.members.map {
          DatasetReport.Group.File(
            path: dataset.path(of: Int($0)), label: dataset.labels[dataset.label(of: Int($0))])
        })
    }
  }
}

extension Dataset {
  /// Samples in groups of duplicates.
  package var duplicateCount: Int { duplicates.groups.reduce(0) { $0 + $1.members.count } }

  /// Groups of duplicates with more than one label.
  package var conflictCount: Int { duplicates.groups.reduce(0) { $0 + (isConflict($1) ? 1 : 0) } }

  func isConflict(_ group: DuplicateGroups.Group) -> Bool {
    group.members.contains { label(of: Int($0)) != label(of: Int(group.members[0])) }
  }
}
