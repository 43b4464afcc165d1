import CScanline
import Classifier
import Platform

/// Classifies encoded pictures over several threads, for the exports that take many. A thread takes some at
/// a time, which go through the network together.
/// - Parameter onAnswer: handed the answer of each picture, nil for one that failed, on the thread that made it.
func classifyBatch(
  _ model: Model, _ images: UnsafePointer<scanline_encoded>?, _ count: Int, _ threads: UInt32,
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
  guard let images else { throw ScanlineError(.invalidArgument, "images is NULL") }
  nonisolated(unsafe) let output = try Borrowed.array(
    probabilities, capacity: capacity, needed: needed, "probabilities")
  let threads = min(
    try Borrowed.threads(threads == 0 ? UInt32(Thread.processorCount) : threads), count)
  let share = max(min(count / threads, 8), 1)
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
  ThreadPool(threads: threads).run(count: (count + share - 1) / share) { part in
    model.classify(
      part * share..<min((part + 1) * share, count),
      picture: { index in
        let image = images[index]
        return try Borrowed.bytes(image.data, image.size, "images[\(index)].data")
      },
      name: { Borrowed.name(images[$0].name, otherwise: "image \($0)") },
      into: { output + $0 * classes }, onResult: finish)
  }
  if let first = failures.withLock({ $0 }) { lastError.set(first.message) }
}
