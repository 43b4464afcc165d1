/// How a batch is cut into shards: halved until a piece has at most `shardSize` samples.
///
/// Gradients are summed along the same tree, whichever thread made them. Because two workers get the
/// two halves of a batch, the average over them is the root of the tree that one process has: the same
/// bits. To that end a process that trains alone halves even a batch that would be one shard.
enum BatchCut {
  /// Samples that go through the network together.
  static let shardSize = 8

  /// The stretch of a global batch that one of `workerCount` workers takes: as many workers as there
  /// are divide the tree at its root. A shard is never divided, or the sum would have other bits: of
  /// a batch that is one shard, the other workers get nothing. An odd number of workers has no such
  /// tree and gets equal parts.
  static func part(of count: Int, worker: Int, workerCount: Int) -> Range<Int> {
    var samples = 0..<count
    var workers = 0..<workerCount
    while workers.count > 1 && workers.count.isMultiple(of: 2) {
      let middle = workers.lowerBound + workers.count / 2
      guard let (left, right) = halves(of: samples) else {
        let end = samples.upperBound
        return worker == workers.lowerBound ? samples : end..<end
      }
      (samples, workers) =
        worker < middle
        ? (left, workers.lowerBound..<middle) : (right, middle..<workers.upperBound)
    }
    let index = worker - workers.lowerBound
    return samples.lowerBound + samples.count * index / workers.count..<samples.lowerBound
      + samples.count * (index + 1) / workers.count
  }

  /// The halves of a stretch; nil for one that is a shard already.
  /// - Parameter isRoot: whether it is a whole batch.
  static func halves(of range: Range<Int>, isRoot: Bool) -> (Range<Int>, Range<Int>)? {
    guard range.count > (isRoot ? 1 : shardSize) else { return nil }
    let middle = range.lowerBound + range.count / 2
    return (range.lowerBound..<middle, middle..<range.upperBound)
  }

  /// The shards of a stretch, in order.
  static func shards(of range: Range<Int>, isRoot: Bool) -> [Range<Int>] {
    guard let (left, right) = halves(of: range, isRoot: isRoot) else {
      return range.isEmpty ? [] : [range]
    }
    return shards(of: left, isRoot: false) + shards(of: right, isRoot: false)
  }
}
