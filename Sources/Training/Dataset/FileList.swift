import Classifier
import Platform

/// Files with their labels, before validation.
struct FileList {
  /// A folder, or a CSV file.
  let source: String
  /// Relative paths start here.
  let root: RawPath
  let labels: [String]
  private(set) var paths = PathTable()
  private(set) var labelIndices: [UInt16] = []

  static let fileLimit = Int(Int32.max)

  /// - Parameter labels: sorted.
  init(source: String, root: RawPath, labels: [String]) {
    self.source = source
    self.root = root
    self.labels = labels
  }

  mutating func append(_ path: some Sequence<UInt8>, label: Int) throws {
    guard paths.count < Self.fileLimit else {
      throw ScanlineError(
        .limitExceeded, "\(source): more files than the limit of \(Self.fileLimit)")
    }
    paths.append(path)
    labelIndices.append(UInt16(truncatingIfNeeded: label))
  }

  /// - Throws: `noData` when there is nothing, or nothing to tell apart; `invalidArgument` for labels
  ///   that no model can have.
  func checkLabels() throws {
    guard let first = labels.first else {
      throw ScanlineError(.noData, "\(source): no labelled pictures in it")
    }
    guard labels.count > 1 else {
      throw ScanlineError(
        .noData, "\(source): one class only (\"\(first)\"); a classifier needs at least 2")
    }
    do {
      try Model.validate(labels: labels)
    } catch let error as ScanlineError {
      throw error.about(source)
    }
  }
}
