import Platform

/// Who runs a trial: a tuner's handle in a process. Tells whether someone still may.
package struct TrialHolder: Hashable, Sendable {
  /// As it stands in the journal.
  let text: String
  /// Nil for a holder that another library wrote in a way of its own.
  private let process: ProcessIdentity?
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
    let process = ProcessIdentity.current
    text = "\(process.text)/\(handle)"
    self.process = process
    self.handle = handle
  }

  /// Reads what `text` wrote, and takes anything else for a holder of whom nothing is known.
  init(_ text: String) {
    self.text = text
    let slash = text.lastIndex(of: "/") ?? text.startIndex
    let handle = UInt64(text[slash...].dropFirst())
    process = handle == nil ? nil : ProcessIdentity(text[..<slash])
    self.handle = handle ?? 0
  }

  /// Whether handle or process are known to be gone, so that nobody runs the trial any more.
  /// - Parameter heard: when the holder last said something, in seconds since 1970.
  func isGone(heard: Double) -> Bool {
    guard let process else { return false }
    if process == .current { return !Self.handles.withLock { $0.inUse.contains(handle) } }
    return process.hasEnded(seen: heard)
  }
}
