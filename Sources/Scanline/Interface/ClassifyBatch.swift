import CScanline
import Classifier
import Platform

/// Classifies encoded pictures over several threads, for the exports that take many.
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
  let pool = ThreadPool(
    threads: min(
      try Borrowed.threads(threads == 0 ? UInt32(Thread.processorCount) : threads), count))
  let failures = Mutex<(index: Int, message: String)?>(nil)
  pool.run(count: count) { index in
    let row = output + index * classes
    let image = images[index]
    do {
      let answer = try model.classify(
        try Borrowed.bytes(image.data, image.size, "images[\(index)].data"),
        name: image.name.map { String(cString: $0) } ?? "image \(index)", into: row)
      statuses?[index] = SCANLINE_OK
      onAnswer(index, answer)
    } catch {
      row.update(repeating: .nan, count: classes)
      let error = error as? ScanlineError ?? ScanlineError(.internal, "\(error)")
      statuses?[index] = error.kind.rawValue
      onAnswer(index, nil)
      failures.withLock { first in
        if index < first?.index ?? .max { first = (index, error.message) }
      }
    }
  }
  if let first = failures.withLock({ $0 }) { lastError.set(first.message) }
}
