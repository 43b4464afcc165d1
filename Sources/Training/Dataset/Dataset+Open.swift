import Imaging
import Platform

extension Dataset {
  /// Called as files are validated, on the calling thread; false stops.
  package typealias OnProgress = (_ done: Int, _ total: Int) -> Bool

  /// Opens a folder that holds a folder per class.
  /// - Throws: `io`, `noData` (nothing in it, one class only, a class without a good picture),
  ///   `cancelled`.
  package static func open(
    folder: String, options: DatasetOptions = DatasetOptions(), onProgress: OnProgress? = nil
  ) throws -> Dataset {
    try options.validate()
    return try open(FileList(folder: folder), options, onProgress)
  }

  /// Opens a CSV file with a header `path,label`.
  /// - Throws: as for a folder, and `invalidArgument` naming the line of a malformed row.
  package static func open(
    csv: String, options: DatasetOptions = DatasetOptions(), onProgress: OnProgress? = nil
  ) throws -> Dataset {
    try options.validate()
    return try open(FileList(csv: csv), options, onProgress)
  }

  /// Files validated between two calls of `onProgress`.
  private static let stride = 256

  private static func open(
    _ files: FileList, _ options: DatasetOptions, _ onProgress: OnProgress?
  ) throws -> Dataset {
    let pool = ThreadPool(threads: options.threads)
    let total = files.paths.count
    var good = PathTable()
    var goodLabels: [UInt16] = []
    var damaged: [DamagedFile] = []
    var first = 0
    while first < total {
      let reports = validate(files, first..<min(first + stride, total), options.limits, pool)
      for (offset, report) in reports.enumerated() {
        let index = first + offset
        if report.verdict == .ok {
          good.append(files.paths[index])
          goodLabels.append(files.labelIndices[index])
        } else {
          let label = Int(files.labelIndices[index])
          let path = files.paths.path(index, from: files.root).text
          damaged.append(DamagedFile(path: path, label: label, report: report))
        }
      }
      first += reports.count
      if let onProgress, !onProgress(first, total) {
        throw ScanlineError(
          .cancelled, "\(files.source): stopped after \(first) of \(total) files")
      }
    }
    try check(files, goodLabels: goodLabels, damaged: damaged)
    let isValidation = StratifiedSplit.choose(
      labels: goodLabels, classCount: files.labels.count, share: options.validationShare,
      seed: options.seed)
    return Dataset(
      source: files.source, root: files.root, labels: files.labels, paths: good,
      sampleLabels: goodLabels, isValidation: isValidation, damaged: damaged,
      limits: options.limits)
  }

  private static func validate(
    _ files: FileList, _ range: Range<Int>, _ limits: ImageLimits, _ pool: ThreadPool
  ) -> [ImageReport] {
    var reports = Array(repeating: ImageReport(), count: range.count)
    reports.withUnsafeMutableBufferPointer { reports in
      // Each index writes its own element.
      nonisolated(unsafe) let slots = reports
      pool.run(count: range.count) { index in
        slots[index] = ImageValidator.validate(
          file: files.paths.path(range.lowerBound + index, from: files.root), limits: limits)
      }
    }
    return reports
  }

  /// A class that has nothing to learn from is an error, with the first cause in it.
  private static func check(
    _ files: FileList, goodLabels: [UInt16], damaged: [DamagedFile]
  ) throws {
    var counts = Array(repeating: 0, count: files.labels.count)
    for label in goodLabels { counts[Int(label)] += 1 }
    guard let empty = counts.firstIndex(of: 0) else { return }
    let failures = damaged.filter { $0.label == empty }
    let cause =
      failures.first.map {
        "\(failures.count) damaged files, the first is \($0.path): \($0.report.message)"
      } ?? "no pictures in it"
    throw ScanlineError(
      .noData, "\(files.source): class \"\(files.labels[empty])\" has no good picture (\(cause))")
  }
}
