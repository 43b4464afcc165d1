/// How a batch is cut into shards: halved until a piece has at most `shardSize` samples.
///
/// Gradients are summed along the same tree, whichever thread made them. Because two workers get the
/// two halves of a batch, the average over them is the root of the tree that one process has: the same
/// bits. To that end a process that trains alone halves even a batch that would be one shard.
struct BatchCut: Sendable {
  /// Samples that go through the network together.
  let shardSize: Int

  /// The stretch of a global batch that one of `workerCount` workers takes.
  static func part(of count: Int, worker: Int, workerCount: Int) -> Range<Int> {
    count * worker / workerCount..<count * (worker + 1) / workerCount
  }

  /// The halves of a stretch; nil for one that is a shard already.
  /// - Parameter isRoot: whether it is a whole batch.
  func halves(of range: Range<Int>, isRoot: Bool) -> (Range<Int>, Range<Int>)? {
    guard range.count > (isRoot ? 1 : shardSize) else { return nil }
    let middle = range.lowerBound + range.count / 2
    return (range.lowerBound..<middle, middle..<range.upperBound)
  }

  /// The number of a stretch's shards.
  func count(of range: Range<Int>, isRoot: Bool) -> Int {
    guard let (left, right) = halves(of: range, isRoot: isRoot) else {
      return range.isEmpty ? 0 : 1
    }
    return count(of: left, isRoot: false) + count(of: right, isRoot: false)
  }

  /// Calls `body` for the shards of a stretch, in order.
  func forEachShard(of range: Range<Int>, isRoot: Bool, _ body: (Range<Int>) -> Void) {
    guard let (left, right) = halves(of: range, isRoot: isRoot) else {
      if !range.isEmpty { body(range) }
      return
    }
    forEachShard(of: left, isRoot: false, body)
    forEachShard(of: right, isRoot: false, body)
  }
}
