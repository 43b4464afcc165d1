import Curation
import Imaging
import Platform

/// What the files of a data set turned out to be, before the split.
struct DatasetContents {
  /// Of the samples; `labels` runs along.
  private(set) var paths = PathTable()
  private(set) var labels: [UInt16] = []
  private(set) var damaged: [DamagedFile] = []
  private(set) var salvaged: [SalvagedSample] = []
  private(set) var tally: PolicyTally
  private(set) var duplicates = DuplicateGroups.none
  private var fingerprints: [PictureFingerprint?] = []

  init(classCount: Int, rule: KeepRule) {
    tally = PolicyTally(classCount: classCount, rule: rule)
  }

  mutating func add(_ file: ExaminedFile, _ path: ArraySlice<UInt8>, root: RawPath, label: UInt16) {
    tally.add(file.report, isDecodable: file.isDecodable, label: Int(label))
    guard file.isKept else {
      damaged.append(
        DamagedFile(
          path: RawPath.joining(path, to: root).text, label: Int(label),
          cause: file.keeping.isKept ? .quality : .damage, report: file.report))
      return
    }
    if file.keeping != .whole {
      salvaged.append(
        SalvagedSample(sample: paths.count, keeping: file.keeping, report: file.report))
    }
    paths.append(path)
    labels.append(label)
    fingerprints.append(file.fingerprint)
  }

  /// Finds which samples are the same, and leaves out those with two labels if that is asked for.
  /// - Parameter pause: called from time to time while pictures are compared; what it throws comes through.
  mutating func group(_ options: DatasetOptions, root: RawPath, pause: () throws -> Void) rethrows {
    guard options.grouping != .none else { return }
    let (paths, labels) = (paths, labels)
    duplicates = try DuplicateGroups(
      fingerprints, distance: options.grouping == .near ? options.duplicateDistance : nil,
      pause: pause
    ) {
      try pause()
      let (left, right) = (paths.path($0, from: root), paths.path($1, from: root))
      return (try? FileSystem.begins(left, with: right)) ?? false
    }
    fingerprints = []
    guard options.dropsConflicts else { return }
    let conflicts = duplicates.groups.filter { group in
      group.members.contains { labels[Int($0)] != labels[Int(group.members[0])] }
    }
    guard !conflicts.isEmpty else { return }
    let damaged = Dictionary(uniqueKeysWithValues: salvaged.map { (Int32($0.sample), $0.report) })
    for group in conflicts {
      tally.drop(
        group.members.map { (damaged[$0] ?? ImageReport(), Int(labels[Int($0)])) })
    }
    drop(conflicts, root)
  }

  private mutating func drop(_ conflicts: [DuplicateGroups.Group], _ root: RawPath) {
    var reasons: [Int32: String] = [:]
    for member in conflicts.flatMap({ group in group.members.map { (group, $0) } }) {
      let (group, own) = member
      guard let other = group.members.first(where: { labels[Int($0)] != labels[Int(own)] }) else {
        continue
      }
      let path = paths.path(Int(other), from: root).text
      reasons[own] = "left out: the same picture has another label as \(path)"
    }
    var kept = PathTable()
    var keptLabels: [UInt16] = []
    var numbers = [Int32](repeating: -1, count: labels.count)
    for sample in labels.indices {
      guard let reason = reasons[Int32(sample)] else {
        numbers[sample] = Int32(kept.count)
        kept.append(paths[sample])
        keptLabels.append(labels[sample])
        continue
      }
      var report = ImageReport()
      report.format = .jpeg
      report.message = reason
      damaged.append(
        DamagedFile(
          path: paths.path(sample, from: root).text, label: Int(labels[sample]),
          cause: .labelConflict, report: report))
    }
    salvaged = salvaged.compactMap {
      let number = numbers[$0.sample]
      return number < 0
        ? nil : SalvagedSample(sample: Int(number), keeping: $0.keeping, report: $0.report)
    }
    duplicates = duplicates.renumbered { numbers[Int($0)] }
    paths = kept
    labels = keptLabels
  }
}
