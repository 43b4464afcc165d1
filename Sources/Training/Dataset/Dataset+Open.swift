import Curation
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

  private static func open(
    _ files: FileList, _ options: DatasetOptions, _ onProgress: OnProgress?
  ) throws -> Dataset {
    let pool = ThreadPool(threads: options.threads)
    let total = files.paths.count
    var contents = DatasetContents(
      classCount: files.labels.count, rule: options.keep)
    func report(_ done: Int) throws {
      guard let onProgress, !onProgress(done, total) else { return }
      throw ScanlineError(.cancelled, "\(files.source): stopped after \(done) of \(total) files")
    }
    let ahead = ReadAhead()
    var first = 0
    while first < total {
      let range = first..<min(first + pool.windowSize, total)
      let examined = pool.map(range.count) { offset in
        let index = range.lowerBound + offset
        ahead.advance(to: index, of: total) {
          FileSystem.fetch(files.paths.path($0, from: files.root))
        }
        return ExaminedFile(files.paths.path(index, from: files.root), options, ahead)
      }
      for (index, file) in zip(range, examined) {
        contents.add(
          file, files.paths[index], root: files.root, label: files.labelIndices[index])
      }
      first = range.upperBound
      try report(first)
    }
    try contents.group(options, root: files.root) { try report(total) }
    try check(files, contents)
    let dataset = Dataset(files, contents, options)
    dataset.warnOfBias()
    return dataset
  }

  /// A class that has nothing to learn from is an error, with the first cause in it.
  private static func check(_ files: FileList, _ contents: DatasetContents) throws {
    var counts = Array(repeating: 0, count: files.labels.count)
    for label in contents.labels { counts[Int(label)] += 1 }
    guard let empty = counts.firstIndex(of: 0) else { return }
    let failures = contents.damaged.filter { $0.label == empty }
    let cause =
      failures.first.map {
        "\(failures.count) files left out, the first is \($0.path): \($0.report.message)"
      } ?? "no pictures in it"
    throw ScanlineError(
      .noData, "\(files.source): class \"\(files.labels[empty])\" has no good picture (\(cause))")
  }
}
