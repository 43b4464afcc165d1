import Curation
import Imaging
import Platform

/// Labelled pictures, validated, and split into a training and a validation part. Never changed after
/// it is opened: threads may share it.
package final class Dataset: Sendable {
  /// The folder or the CSV file.
  package let source: String
  /// Sorted by their bytes; in the model's order where they are matched with it.
  package let labels: [String]
  /// Files found, damaged ones included.
  package let fileCount: Int
  /// Files left out, in the order in which they were found.
  package let damaged: [DamagedFile]
  /// Damaged files that are used all the same, by sample.
  package let salvaged: [SalvagedSample]
  /// What every policy would keep of the files, the other options as they are.
  package let tally: PolicyTally
  /// Samples that are the same picture.
  package let duplicates: DuplicateGroups
  /// For each sample the number of its group of duplicates, -1 for none; empty without groups.
  package let groupNumbers: [Int32]
  package let options: DatasetOptions
  package let trainingCount: Int
  package let validationCount: Int
  /// A hash of labels, paths, their labels, the split and the rows kept of damaged pictures: tells whether a checkpoint goes on with the
  /// data it began with.
  package let fingerprint: String

  private let root: RawPath
  private let paths: PathTable
  private let sampleLabels: [UInt16]
  private let isValidation: [Bool]
  /// By sample, of the damaged ones.
  private let keepings: [Int: Keeping]

  /// - Parameter contents: split by its groups, as the options say.
  init(_ files: FileList, _ contents: DatasetContents, _ options: DatasetOptions) {
    self.options = options
    source = files.source
    root = files.root
    labels = files.labels
    paths = contents.paths
    sampleLabels = contents.labels
    damaged = contents.damaged
    salvaged = contents.salvaged
    tally = contents.tally
    duplicates = contents.duplicates
    groupNumbers =
      duplicates.groups.isEmpty ? [] : duplicates.numbers(count: contents.paths.count)
    isValidation = StratifiedSplit.choose(
      labels: sampleLabels, classCount: labels.count, share: options.validationShare,
      seed: options.seed, groups: groupNumbers)
    keepings = Dictionary(uniqueKeysWithValues: salvaged.map { ($0.sample, $0.keeping) })
    fileCount = paths.count + damaged.count
    validationCount = isValidation.reduce(0) { $0 + ($1 ? 1 : 0) }
    trainingCount = paths.count - validationCount
    fingerprint = Self.fingerprint(labels, paths, sampleLabels, isValidation, salvaged)
  }

  /// The same pictures, split or labelled otherwise.
  private init(
    _ other: Dataset, options: DatasetOptions, labels: [String], sampleLabels: [UInt16],
    isValidation: [Bool], fingerprint: String
  ) {
    self.options = options
    self.labels = labels
    self.sampleLabels = sampleLabels
    self.isValidation = isValidation
    self.fingerprint = fingerprint
    source = other.source
    root = other.root
    paths = other.paths
    damaged = other.damaged
    salvaged = other.salvaged
    tally = other.tally
    duplicates = other.duplicates
    groupNumbers = other.groupNumbers
    keepings = other.keepings
    fileCount = other.fileCount
    validationCount = isValidation.reduce(0) { $0 + ($1 ? 1 : 0) }
    trainingCount = paths.count - validationCount
  }

  var limits: ImageLimits { options.limits }

  /// Good samples, in both parts together.
  package var sampleCount: Int { paths.count }

  /// - Parameter sample: 0 to below `sampleCount`, as in all of these.
  /// For messages and lists; what is not UTF-8 in it is replaced.
  package func path(of sample: Int) -> String { rawPath(of: sample).text }

  /// The path as the file system has it.
  func rawPath(of sample: Int) -> RawPath { paths.path(sample, from: root) }

  /// Lends the bytes of a sample's file for the call.
  /// - Parameter ahead: of the files that it is one of.
  /// - Throws: as `FileSystem.read`, and what `body` throws.
  func withBytes(
    of sample: Int, ahead: ReadAhead?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try paths.withCString(sample, from: root) {
      try FileSystem.withBytes(
        of: $0, name: path(of: sample), limit: limits.maxBytes, ahead: ahead, body)
    }
  }

  /// Asks the system for a sample's file, which will be read soon.
  func fetch(_ sample: Int) { paths.withCString(sample, from: root) { FileSystem.fetch($0) } }

  /// How much of the picture is used.
  func keeping(of sample: Int) -> Keeping { keepings[sample] ?? .whole }

  /// Index of the sample's label.
  package func label(of sample: Int) -> Int { Int(sampleLabels[sample]) }

  package func split(of sample: Int) -> DatasetSplit {
    isValidation[sample] ? .validation : .training
  }

  /// Indices of the samples of a part, ascending.
  package func samples(in split: DatasetSplit) -> [Int32] {
    (0..<Int32(sampleCount)).filter {
      switch split {
      case .training: !isValidation[Int($0)]
      case .validation: isValidation[Int($0)]
      case .all: true
      }
    }
  }

  /// The same pictures, those of the validation part in the training part.
  package func withoutValidation() -> Dataset {
    var options = options
    options.validationShare = 0
    let isValidation = isValidation.map { _ in false }
    return Dataset(
      self, options: options, labels: labels, sampleLabels: sampleLabels,
      isValidation: isValidation,
      fingerprint: Self.fingerprint(labels, paths, sampleLabels, isValidation, salvaged))
  }

  /// The same samples with other numbers for their labels; it is still known by its fingerprint. What is told of its
  /// files, `damaged` and `tally`, keeps the old numbers.
  /// - Parameter places: of its labels among the new ones.
  func relabelled(_ labels: [String], places: [Int]) -> Dataset {
    Dataset(
      self, options: options, labels: labels,
      sampleLabels: sampleLabels.map { UInt16(truncatingIfNeeded: places[Int($0)]) },
      isValidation: isValidation, fingerprint: fingerprint)
  }

  /// Training samples of each class.
  package var trainingCounts: [Int] {
    var counts = Array(repeating: 0, count: labels.count)
    for sample in 0..<sampleCount where !isValidation[sample] { counts[label(of: sample)] += 1 }
    return counts
  }

  private static func fingerprint(
    _ labels: [String], _ paths: PathTable, _ sampleLabels: [UInt16], _ isValidation: [Bool],
    _ salvaged: [SalvagedSample]
  ) -> String {
    var hash = FNVHash()
    for label in labels {
      hash.add(label.utf8)
      hash.add(0)
    }
    for sample in 0..<paths.count {
      hash.add(paths[sample])
      hash.add(0)
      hash.add(UInt8(truncatingIfNeeded: sampleLabels[sample]))
      hash.add(UInt8(truncatingIfNeeded: sampleLabels[sample] >> 8))
      hash.add(isValidation[sample] ? 1 : 0)
    }
    for file in salvaged { hash.add("\(file.sample):\(file.keeping.rows ?? 0)".utf8) }
    return hash.text
  }
}
