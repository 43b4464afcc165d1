import Platform

extension ThreadPool {
  /// - Parameter threads: 0 for one a processor.
  /// - Throws: `invalidArgument` for a number out of range.
  convenience init(checking threads: Int) throws {
    guard 0...ThreadPool.largestCount ~= threads else {
      throw ScanlineError(
        .invalidArgument, "threads is \(threads); allowed is 0 to \(ThreadPool.largestCount)")
    }
    self.init(threads: threads)
  }
}
