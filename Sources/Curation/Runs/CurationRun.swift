import Imaging
import Platform

/// Validates files and folders on all threads, writes what it finds, and moves damaged files out of the
/// way if that is wanted. Files are taken a window at a time: memory does not grow with their number.
///
/// One use; not thread-safe.
package final class CurationRun {
  let operands: Operands
  let order: ReportOrder
  let options: CurationOptions
  private let pool: ThreadPool
  private let ahead = ReadAhead()
  let files: RunFiles
  let quarantine: Quarantine?
  let previous: PreviousReport?
  /// What was given, without links, as far as it was asked for.
  var resolvedRoots: [Int: RawPath] = [:]
  private var totalFiles = 0
  private var totalBytes = 0
  private let start = ContinuousClock.now
  private var summary = CurationSummary()

  /// Opens the run's files.
  /// - Parameter paths: folders, and files, which are taken whatever their names are; each is taken once,
  ///   though it is given twice, or lies in another.
  /// - Throws: `io`, `busy`, `invalidArgument`, as the parts do.
  package init(paths: [RawPath], options: CurationOptions) throws {
    operands = Operands(paths)
    order = ReportOrder(operands: operands)
    self.options = options
    let pool = ThreadPool(threads: options.threads)
    self.pool = pool
    if let folder = options.quarantinePath { try Quarantine.check(paths, against: folder) }
    files = try RunFiles(options, paths: paths, order: order)
    quarantine = try options.quarantinePath.map { try Quarantine(folder: $0) }
    previous = try (options.resume ? options.reportPath : nil).map {
      try PreviousReport(path: $0, pool: pool)
    }
  }

  /// - Parameter deliver: called on the calling thread after each file; false stops. A window of files
  ///   is validated, written down, moved and counted before the first of it is delivered.
  /// - Returns: the counts. Of files that could not be moved or listed it has the number; the others were.
  /// - Throws: `io` when a folder that was given cannot be listed, or an output not be written;
  ///   `cancelled`; `invalidArgument` for a report to be resumed that is none; what `deliver` throws.
  ///   What was written until then stays, for a run that resumes.
  package func run(_ deliver: (CurationEvent) throws -> Bool) throws -> CurationSummary {
    do {
      if options.countFirst { try count(deliver) }
      try validate(deliver)
      summary.seconds = (ContinuousClock.now - start) / .seconds(1)
      summary.isComplete = true
      try files.finish(summary)
      return summary
    } catch {
      summary.seconds = (ContinuousClock.now - start) / .seconds(1)
      try? files.write(summary)
      throw error
    }
  }

  private var walk: CurationWalk {
    var excluded = files.identities
    if let quarantine, let identity = quarantine.identity { excluded.insert(identity) }
    return CurationWalk(operands: operands, options: options, excluded: excluded)
  }

  private func count(_ deliver: (CurationEvent) throws -> Bool) throws {
    var walk = walk
    var files = 0
    var bytes = 0
    while let item = try walk.next() {
      files += 1
      bytes = bytes.addingClamped(item.status?.size ?? 0)
      guard files % 4096 == 0 else { continue }
      let event = CurationEvent(file: nil, done: files, bytes: bytes, totalFiles: 0, totalBytes: 0)
      guard try deliver(event) else { throw stopped() }
    }
    totalFiles = files
    totalBytes = bytes
  }

  private func validate(_ deliver: (CurationEvent) throws -> Bool) throws {
    var walk = walk
    while true {
      var items = try walk.next(pool.windowSize).map(followed)
      let isEnd = items.isEmpty
      items = try isEnd ? rest() : withPrevious(items)
      try process(items, deliver)
      if isEnd { return }
      if let previous, try previous.peek() == nil { try files.settle() }
    }
  }

  /// A link whose file an earlier window has moved is judged as before, so that the number of threads, and
  /// with it the window, changes nothing.
  private func followed(_ item: CurationItem) -> CurationItem {
    guard item.status == nil, let quarantine,
      FileSystem.statusWithoutFollowing(item.path)?.isLink == true,
      let target = quarantine.target(of: item.path),
      let status = FileSystem.status(of: target), status.kind == .file
    else { return item }
    var item = item
    item.source = target
    item.status = status
    return item
  }

  private func stopped() -> ScanlineError {
    ScanlineError(.cancelled, "stopped after \(summary.total.files) files")
  }

  // MARK: - Windows

  /// What validation has made of one file of a window.
  private struct Finished {
    let record: FileRecord
    let line: [UInt8]
    let row: [UInt8]
  }

  private func process(
    _ items: [CurationItem], _ deliver: (CurationEvent) throws -> Bool
  ) throws {
    guard !items.isEmpty else { return }
    ahead.restart()
    let finished = pool.map(items.count) { [options, ahead] index in
      ahead.advance(to: index, of: items.count) { items[$0].fetch() }
      return Self.finish(items[index], options, ahead)
    }
    var lines: [UInt8] = []
    for each in finished { lines += each.line + [UInt8(ascii: "\n")] }
    try files.append(report: lines, csv: finished.flatMap(\.row))
    let told = summary.total
    for (item, each) in zip(items, finished) {
      summary.add(each.record, isReused: item.previous != nil)
    }
    let actions = try act(on: items, finished.map(\.record))
    for action in actions { summary.add(action) }
    var (done, bytes) = (told.files, told.bytes)
    for (index, item) in items.enumerated() {
      let (each, action) = (finished[index], actions[index])
      done += 1
      bytes = bytes.addingClamped(each.record.size)
      let file = CurationEvent.File(
        record: each.record, jsonLine: each.line, isFinding: action.isFinding,
        isReused: item.previous != nil, movedTo: action.movedTo, failure: action.failure)
      let event = CurationEvent(
        file: file, done: done, bytes: bytes, totalFiles: totalFiles, totalBytes: totalBytes)
      guard try deliver(event) else { throw stopped() }
    }
  }

  private static func finish(
    _ item: CurationItem, _ options: CurationOptions, _ ahead: ReadAhead
  ) -> Finished {
    func row(_ record: FileRecord) -> [UInt8] { options.csvPath == nil ? [] : record.csvRow }
    if let line = item.previous {
      return Finished(record: line.record, line: line.bytes, row: row(line.record))
    }
    let report =
      item.status == nil
      ? ImageReport(unreadable: item.problem)
      : ImageValidator.validate(
        file: item.file, called: item.path, limits: options.limits, ahead: ahead)
    let record = FileRecord(
      path: item.path, folder: item.folder, size: item.status?.size ?? 0,
      modified: item.status?.modified.text, report: report)
    return Finished(record: record, line: record.jsonLine, row: row(record))
  }
}
