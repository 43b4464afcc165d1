import Platform

/// Training in several processes: each takes its part of every batch, and the host averages the gradients.
package struct AllReduce {
  /// Handed the flat gradient (`Network.parameterCount` floats, the mean over this worker's part, running
  /// statistics in their places), to be replaced by the mean over all workers. Called before each update,
  /// on the thread that trains; an error ends the run before the update.
  package typealias Average = (UnsafeMutablePointer<Float>, Int) throws -> Void

  package let worker: Int
  package let workerCount: Int
  package let average: Average

  /// - Parameters:
  ///   - worker: 0 to below `workerCount`.
  ///   - workerCount: 1 to 65536.
  package init(worker: Int, workerCount: Int, average: @escaping Average) throws {
    guard 1...65_536 ~= workerCount else {
      throw ScanlineError(
        .invalidArgument, "worker_count is \(workerCount); allowed is 1 to 65536")
    }
    guard 0..<workerCount ~= worker else {
      throw ScanlineError(
        .invalidArgument, "worker is \(worker); allowed is 0 to below \(workerCount)")
    }
    self.worker = worker
    self.workerCount = workerCount
    self.average = average
  }
}
