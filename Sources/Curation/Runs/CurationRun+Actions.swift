import Imaging
import Platform

extension CurationRun {
  struct Action {
    var isFinding = false
    /// Of this run; a file that is in quarantine since an earlier one has a new place, too.
    var isMovedNow = false
    var movedTo: RawPath?
    var failure: String?
  }

  func act(on items: [CurationItem], _ records: [FileRecord]) throws -> [Action] {
    var actions = [Action](repeating: Action(), count: items.count)
    var wanted: [(index: Int, candidate: Quarantine.Candidate)] = []
    for (index, record) in records.enumerated() where isFinding(record) {
      actions[index].isFinding = true
      do {
        try files.append(listed: record.path)
      } catch let error as ScanlineError where error.kind == .unsupported {
        actions[index].failure = error.message
      }
      // What could not be read may be read tomorrow.
      guard let quarantine, record.report.reason != .unreadable else { continue }
      guard items[index].status != nil else {
        actions[index].movedTo = quarantine.destination(of: record.path)
        continue
      }
      let candidate = Quarantine.Candidate(
        path: record.path, relative: items[index].relative, root: resolvedRoot(items[index].root),
        record: record)
      wanted.append((index, candidate))
    }
    guard let quarantine, !wanted.isEmpty else { return actions }
    try files.syncReport()
    for (outcome, (index, _)) in zip(try quarantine.take(wanted.map(\.candidate)), wanted) {
      switch outcome {
      case .moved(let path):
        actions[index].movedTo = path
        actions[index].isMovedNow = true
      case .failed(let text): actions[index].failure = text
      }
    }
    return actions
  }

  private func isFinding(_ record: FileRecord) -> Bool {
    options.verdicts.contains(record.report.verdict)
      || !options.quality.isDisjoint(with: record.report.quality.flags)
  }

  private func resolvedRoot(_ index: Int) -> RawPath {
    if let known = resolvedRoots[index] { return known }
    let root = operands.paths[index]
    let folder = FileSystem.status(of: root)?.kind == .folder ? root : root.parent
    let resolved = FileSystem.resolved(folder) ?? folder
    resolvedRoots[index] = resolved
    return resolved
  }
}
