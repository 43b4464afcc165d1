/// How a batch is cut into shards: halved until a piece has at most `shardSize` samples.
///
/// Gradients are summed along the same tree, whichever thread made them. Because two workers get the
/// two halves of a batch, the average over them is the root of the tree that one process has: the same
/// bits.
enum BatchCut {
  /// Samples that go through the network together.
  static let shardSize = 8

  /// The stretch of a global batch that one of `workerCount` workers takes.
  static func part(of count: Int, worker: Int, workerCount: Int) -> Range<Int> {
    count * worker / workerCount..<count * (worker + 1) / workerCount
  }

  /// The halves of a stretch; nil for one that is a shard already.
  static func halves(of range: Range<Int>) -> (Range<Int>, Range<Int>)? {
    guard range.count > shardSize else { return nil }
    let middle = range.lowerBound + range.count / 2
    return (range.lowerBound..<middle, middle..<range.upperBound)
  }

  /// The shards of a stretch, in order.
  static func shards(of range: Range<Int>) -> [Range<Int>] {
    guard let (left, right) = halves(of: range) else { return range.isEmpty ? [] : [range] }
    return shards(of: left) + shards(of: right)
  }
}
