import Platform

/// Who runs a trial: a tuner's handle in a process. Tells whether someone still may.
package struct TrialHolder: Hashable, Sendable {
  private let process: ProcessIdentity
  private let handle: UInt64

  /// The handles of this process that are in use.
  private static let handles = Mutex(Handles(), survivesFork: true)
  private struct Handles {
    var last: UInt64 = 0
    var inUse: Set<UInt64> = []
  }

  /// A number for a new handle, in use until `end`.
  static func newHandle() -> UInt64 {
    handles.withLock {
      $0.last += 1
      $0.inUse.insert($0.last)
      return $0.last
    }
  }

  static func end(_ handle: UInt64) { handles.withLock { _ = $0.inUse.remove(handle) } }

  /// The handle in this process, which may have been forked since the handle was made.
  init(handle: UInt64) {
    process = .current
    self.handle = handle
  }

  /// Reads what `text` wrote.
  init?(_ text: String) {
    guard let slash = text.lastIndex(of: "/"), let process = ProcessIdentity(text[..<slash]),
      let handle = UInt64(text[text.index(after: slash)...])
    else { return nil }
    self.process = process
    self.handle = handle
  }

  var text: String { "\(process.text)/\(handle)" }

  /// Whether handle or process are known to be gone, so that nobody runs the trial any more.
  var isGone: Bool {
    if process == .current { return !Self.handles.withLock { $0.inUse.contains(handle) } }
    return process.hasEnded
  }
}
