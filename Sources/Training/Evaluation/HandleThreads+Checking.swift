import Platform

extension HandleThreads {
  /// - Parameter threads: 0 for one a processor.
  /// - Throws: `invalidArgument` for a number out of range, and what `body` throws.
  func lend<Result>(
    checking threads: Int, _ body: (ThreadPool) throws -> Result
  ) throws -> Result {
    guard 0...ThreadPool.largestCount ~= threads else {
      throw ScanlineError(
        .invalidArgument, "threads is \(threads); allowed is 0 to \(ThreadPool.largestCount)")
    }
    return try lend(threads, body)
  }
}
