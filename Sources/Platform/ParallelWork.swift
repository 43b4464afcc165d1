/// What a `ThreadPool` does for each index. Work that is run often is made once and kept.
package final class ParallelWork: @unchecked Sendable {
  package let body: (_ index: Int) -> Void

  /// - Parameter body: called for several indices at once, on several threads.
  package init(_ body: @escaping (_ index: Int) -> Void) { self.body = body }
}
