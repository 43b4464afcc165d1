/// Has the system fetch files from the disk before it is their turn, so that nobody waits for them. One object serves a
/// list of files that any number of threads read, about in its order.
///
/// What lies in the system's cache already costs nothing: it sleeps until a read had to wait.
package final class ReadAhead: Sendable {
  /// Files that may be on their way. (Of a large one the system fetches the beginning, about a megabyte.)
  static let depth = 64
  /// Files that are asked for after a read that had to wait, before it sleeps again.
  static let stretch = 128

  private struct State {
    /// The first file that was not asked for.
    var next = 0
    /// Files to ask for.
    var left = 0
  }
  private let state = Mutex(State())

  package init() {}

  /// The list begins anew, or another one does.
  package func restart() { state.withLock { $0.next = 0 } }

  /// A read had to wait.
  package func wake() { state.withLock { $0.left = Self.stretch } }

  /// To be called before a file is read.
  /// - Parameters:
  ///   - index: the file's.
  ///   - count: of the files that are known so far.
  ///   - fetch: asks for the file of an index, as `FileSystem.fetch` does.
  package func advance(to index: Int, of count: Int, _ fetch: (Int) -> Void) {
    let wanted = state.withLock { state in
      let first = max(state.next, index + 1)
      let end = max(first, min(index + 1 + Self.depth, count, first + state.left))
      state.left -= end - first
      if first < end { state.next = end }
      return first..<end
    }
    for index in wanted { fetch(index) }
  }
}
