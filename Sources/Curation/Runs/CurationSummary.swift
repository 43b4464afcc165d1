import Imaging
import Platform

/// The counts of a run.
package struct CurationSummary: Sendable {
  /// Of all files, or of one class.
  package struct Counts: Sendable {
    package var files = 0
    package var bytes = 0
    /// By verdict's raw value.
    package var verdicts = [Int](repeating: 0, count: ImageReport.Verdict.allCases.count)

    package subscript(verdict: ImageReport.Verdict) -> Int { verdicts[Int(verdict.rawValue)] }

    mutating func add(_ record: FileRecord) {
      files += 1
      bytes = bytes.addingClamped(record.size)
      verdicts[Int(record.report.verdict.rawValue)] += 1
    }
  }

  package private(set) var total = Counts()
  package private(set) var classes: [String: Counts] = [:]
  package private(set) var reasons: [String: Int] = [:]
  package private(set) var quality: [String: Int] = [:]
  package private(set) var formats: [String: Int] = [:]
  package private(set) var findings = 0
  /// Files whose lines were taken over from the report that was there.
  package private(set) var reused = 0
  /// Files moved to quarantine, and files that could not be moved or listed.
  package private(set) var moved = 0
  package private(set) var failed = 0
  package private(set) var firstFailure: String?
  package var seconds = 0.0
  package var isComplete = false

  /// Folders beyond these are counted together, so that memory does not grow with a folder of folders.
  private static let mostClasses = 10_000
  private static let otherClasses = "(other)"

  /// Counts a file.
  mutating func add(_ record: FileRecord, isReused: Bool) {
    total.add(record)
    if isReused { reused += 1 }
    var name = record.folder ?? ""
    if classes[name] == nil, classes.count >= Self.mostClasses { name = Self.otherClasses }
    classes[name, default: Counts()].add(record)
    formats[record.report.format.code, default: 0] += 1
    for name in record.report.quality.flags.names { quality[name, default: 0] += 1 }
    if record.report.reason != .none { reasons[record.report.reason.name, default: 0] += 1 }
  }

  /// Counts what became of a file.
  mutating func add(_ action: CurationRun.Action) {
    if action.isFinding { findings += 1 }
    if action.isMovedNow { moved += 1 }
    guard let failure = action.failure else { return }
    failed += 1
    firstFailure = firstFailure ?? failure
  }

  /// The summary as JSON, for people too.
  /// - Parameter paths: what was validated.
  func json(paths: [String]) throws -> String {
    var object: [String: JSONValue] = counts(total)
    object["complete"] = .bool(isComplete)
    object["paths"] = .array(paths.map { .string($0) })
    object["seconds"] = .number(seconds)
    object["findings"] = integer(findings)
    object["reused"] = integer(reused)
    object["moved"] = integer(moved)
    object["failed"] = integer(failed)
    object["reasons"] = .object(reasons.mapValues(integer))
    object["quality"] = .object(quality.mapValues(integer))
    object["formats"] = .object(formats.mapValues(integer))
    object["classes"] = .object(classes.mapValues { .object(counts($0)) })
    return try JSON.encode(JSONValue.object(object), pretty: true) + "\n"
  }

  private func counts(_ counts: Counts) -> [String: JSONValue] {
    var object = ["files": integer(counts.files), "bytes": integer(counts.bytes)]
    for verdict in ImageReport.Verdict.allCases { object["\(verdict)"] = integer(counts[verdict]) }
    return object
  }

  private func integer(_ count: Int) -> JSONValue { .integer(Int64(count)) }
}
