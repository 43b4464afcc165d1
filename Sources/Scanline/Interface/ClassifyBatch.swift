import CScanline
import Classifier
import Platform

/// Classifies pictures over several threads, for the exports that take many. A thread takes some at a time, which
/// go through the network together.
/// - Parameters:
///   - pictures: nil for NULL.
///   - onAnswer: handed the answer of each picture, nil for one that failed, on the thread that made it.
func classifyBatch(
  _ model: Model, _ pictures: Pictures?, _ count: Int, _ threads: UInt32,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int,
  _ statuses: UnsafeMutablePointer<scanline_status>?,
  onAnswer: @escaping (_ index: Int, _ answer: Answer?) -> Void = { _, _ in }
) throws {
  let classes = model.labels.count
  let (needed, overflow) = count.multipliedReportingOverflow(by: classes)
  guard count >= 0, !overflow else {
    throw ScanlineError(.invalidArgument, "count is \(count), beyond memory")
  }
  guard count > 0 else { return }
  guard let pictures else { throw ScanlineError(.invalidArgument, "the pictures are NULL") }
  nonisolated(unsafe) let output = try Borrowed.array(
    probabilities, capacity: capacity, needed: needed, "probabilities")
  let threads = try Borrowed.threads(threads)
  let failures = Mutex<(index: Int, message: String)?>(nil)
  func finish(_ index: Int, _ result: Result<Answer, any Error>) {
    do {
      onAnswer(index, try result.get())
      statuses?[index] = SCANLINE_OK
    } catch {
      (output + index * classes).update(repeating: .nan, count: classes)
      let error = error as? ScanlineError ?? ScanlineError(.internal, "\(error)")
      statuses?[index] = error.kind.rawValue
      onAnswer(index, nil)
      failures.withLock { first in
        if index < first?.index ?? .max { first = (index, error.message) }
      }
    }
  }
  let name = pictures.name
  let ahead = ReadAhead()
  model.threads.lend(threads) { pool in
    let share = max(min(count / pool.threadCount, 8), 1)
    pool.run(count: (count + share - 1) / share) { part in
      model.classify(
        part * share..<min((part + 1) * share, count),
        picture: { index, body in
          ahead.advance(to: index, of: count, pictures.fetch)
          try pictures.withBytes(index, ahead: ahead, body)
        }, name: name,
        into: { output + $0 * classes }, onResult: finish)
    }
  }
  if let first = failures.withLock({ $0 }) { lastError.set(first.message) }
}
