import Platform

extension ThreadPool {
  /// The results of `body(0) ... body(count - 1)`, made on all threads.
  func map<Result>(_ count: Int, _ body: @escaping (_ index: Int) -> Result) -> [Result] {
    var results = [Result?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { buffer in
      // Each index is written by the one call that has it.
      nonisolated(unsafe) let slots = buffer
      run(count: count) { slots[$0] = body($0) }
    }
    return results.compactMap { $0 }
  }
}
