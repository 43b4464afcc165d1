import Imaging
import Platform

/// Labelled pictures, validated, and split into a training and a validation part. Never changed after
/// it is opened: threads may share it.
package final class Dataset: Sendable {
  /// The folder or the CSV file.
  package let source: String
  /// Sorted by their bytes.
  package let labels: [String]
  /// Files found, damaged ones included.
  package let fileCount: Int
  /// Files left out, in the order in which they were found.
  package let damaged: [DamagedFile]
  package let trainingCount: Int
  package let validationCount: Int
  /// A hash of labels, paths, their labels and the split: tells whether a checkpoint goes on with the
  /// data it began with.
  package let fingerprint: String
  let limits: ImageLimits

  private let root: RawPath
  private let paths: PathTable
  private let sampleLabels: [UInt16]
  private let isValidation: [Bool]

  /// - Parameters:
  ///   - root: the folder that relative paths start from.
  ///   - paths: of the good samples; `sampleLabels` and `isValidation` run along them.
  init(
    source: String, root: RawPath, labels: [String], paths: PathTable, sampleLabels: [UInt16],
    isValidation: [Bool], damaged: [DamagedFile], limits: ImageLimits
  ) {
    self.source = source
    self.root = root
    self.labels = labels
    self.paths = paths
    self.sampleLabels = sampleLabels
    self.isValidation = isValidation
    self.damaged = damaged
    self.limits = limits
    fileCount = paths.count + damaged.count
    validationCount = isValidation.reduce(0) { $0 + ($1 ? 1 : 0) }
    trainingCount = paths.count - validationCount
    fingerprint = Self.fingerprint(labels, paths, sampleLabels, isValidation)
  }

  /// Good samples, in both parts together.
  package var sampleCount: Int { paths.count }

  /// - Parameter sample: 0 to below `sampleCount`, as in all of these.
  /// For messages and lists; what is not UTF-8 in it is replaced.
  package func path(of sample: Int) -> String { rawPath(of: sample).text }

  /// The path as the file system has it.
  func rawPath(of sample: Int) -> RawPath { paths.path(sample, from: root) }

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

  /// Training samples of each class.
  package var trainingCounts: [Int] {
    var counts = Array(repeating: 0, count: labels.count)
    for sample in 0..<sampleCount where !isValidation[sample] { counts[label(of: sample)] += 1 }
    return counts
  }

  /// FNV-1a, 64 bits: against mix-ups, not against forgery.
  private static func fingerprint(
    _ labels: [String], _ paths: PathTable, _ sampleLabels: [UInt16], _ isValidation: [Bool]
  ) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for label in labels {
      label.utf8.forEach(add)
      add(0)
    }
    for sample in 0..<paths.count {
      paths[sample].forEach(add)
      add(0)
      add(UInt8(truncatingIfNeeded: sampleLabels[sample]))
      add(UInt8(truncatingIfNeeded: sampleLabels[sample] >> 8))
      add(isValidation[sample] ? 1 : 0)
    }
    return String(hash, radix: 16)
  }
}
