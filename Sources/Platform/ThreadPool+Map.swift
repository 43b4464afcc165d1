extension ThreadPool {
  /// Files that are taken at a time: enough that a large one among small ones does not leave the other
  /// threads idle for long, and few enough for memory.
  package var windowSize: Int { 32 * threadCount }

  /// The results of `body(0) ... body(count - 1)`, made on all threads.
  package func map<Result>(_ count: Int, _ body: @escaping (_ index: Int) -> Result) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { buffer in
      // Each index is written by the one call that has it.
      nonisolated(unsafe) let slots = buffer
      run(count: count) { slots[$0] = body($0) }
    }
    return results.compactMap { $0 }
  }
}
