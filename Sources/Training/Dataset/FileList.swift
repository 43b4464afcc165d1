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

  /// Labels of one data set, and of one model.
  static let labelLimit = 65_536
  static let fileLimit = Int(Int32.max)

  /// - Parameter labels: sorted.
  init(source: String, root: RawPath, labels: [String]) throws {
    guard labels.count <= Self.labelLimit else {
      throw ScanlineError(
        .limitExceeded, "\(source): \(labels.count) labels, over the limit of \(Self.labelLimit)")
    }
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

  /// - Throws: `noData` when there is nothing, or nothing to tell apart.
  func checkLabels() throws {
    guard let first = labels.first else {
      throw ScanlineError(.noData, "\(source): no labelled pictures in it")
    }
    guard labels.count > 1 else {
      throw ScanlineError(
        .noData, "\(source): one class only (\"\(first)\"); a classifier needs at least 2")
    }
  }
}
