/// Fixed stretches of a flat parameter buffer: what elementwise passes are cut into for the threads.
/// The cut depends on the size alone, never on the number of threads.
struct Chunks: Sendable {
  let total: Int
  /// Floats of a stretch: large enough that waking a thread for it pays.
  static let size = 65_536

  var count: Int { (total + Self.size - 1) / Self.size }

  subscript(_ index: Int) -> Range<Int> {
    index * Self.size..<min((index + 1) * Self.size, total)
  }
}
