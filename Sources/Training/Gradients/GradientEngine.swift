import Compute
import Platform
import Recurrent

/// Turns a batch into its gradient, on all threads of a pool, with the same bits for any number of
/// them: shards are fixed pieces of the batch, and their gradients are summed along `BatchCut`'s tree.
/// What the threads do is made once: a run allocates nothing.
final class GradientEngine {
  /// Samples of the largest batch.
  let capacity: Int
  private let network: Network
  private let pool: ThreadPool
  private let chunks: Chunks
  private let cut: BatchCut
  private let statistics: RunningStatistics
  /// The gradient of a batch ends in the first one's buffer.
  private let shards: [Shard]
  /// Sums of left halves that wait for the right ones, for batches of more shards than are kept.
  private let waiting: [FloatBuffer]
  /// Sums of squares, a `Double` a chunk.
  private let squares: ByteBuffer

  /// What runs now: its pass, the stretch of the batch that the shards have, how many of them do.
  private var current: (pass: Pass, positions: Range<Int>, isRoot: Bool, count: Int)?
  /// Other work for the next wave.
  private var extra: (count: Int, work: ParallelWork?) = (0, nil)
  private lazy var shardWork = ParallelWork { [unowned self] in runPiece($0) }
  private lazy var sumWork = ParallelWork { [unowned self] in sumShards(chunks[$0]) }
  /// The sum that `waitingWork` adds to the gradient, or what `squareWork` squares.
  private var other: UnsafePointer<Float>?
  /// Whether `squareWork` leaves out statistics.
  private var squaresTrainableOnly = false
  private lazy var waitingWork = ParallelWork { [unowned self] in addWaiting(chunks[$0]) }
  private lazy var squareWork = ParallelWork { [unowned self] in square($0) }

  /// Shards that run before their gradients are summed: bounds the memory of large batches.
  private static let waveLimit = 16

  /// - Parameter gradientLimit: floats that the gradients of a wave may take, which bounds the memory
  ///   of large networks (1 GiB). The bits do not depend on it.
  init(
    network: Network, capacity: Int, pool: ThreadPool, gradientLimit: Int = 1 << 28
  ) throws {
    self.network = network
    self.capacity = capacity
    self.pool = pool
    chunks = Chunks(total: network.parameterCount)
    let cut = BatchCut(shardSize: network.shardSize)
    self.cut = cut
    statistics = RunningStatistics(network.parameters)
    let shardCount = cut.count(of: 0..<capacity, isRoot: true)
    let wave = max(min(Self.waveLimit, shardCount, gradientLimit / network.parameterCount), 1)
    shards = try (0..<wave).map { _ in
      try Shard(network: network, capacity: min(capacity, cut.shardSize))
    }
    waiting = try (0..<Self.depth(cut, of: 0..<capacity, isRoot: true, wave: wave)).map { _ in
      try FloatBuffer(count: network.parameterCount)
    }
    squares = try ByteBuffer(count: chunks.count * MemoryLayout<Double>.stride)
    squares.pointer.initializeMemory(as: Double.self, repeating: 0, count: chunks.count)
  }

  /// The flat gradient of the batch that ran last.
  var gradient: UnsafeMutablePointer<Float> { shards[0].gradients.pointer }

  /// What a batch is run with.
  struct Pass {
    let weights: FloatBuffer
    let batch: Batch
    /// Whether the batch is the global one, not a worker's part of it.
    let isWhole: Bool
    let loss: CrossEntropy
    /// Samples of which the loss is the mean.
    let divisor: Double
    /// Samples of which running statistics are the mean: those of the whole batch, or of a worker's part.
    let batchSize: Double
    let seed: UInt64
    let step: Int
  }

  /// Computes the gradient; meanwhile, behind the shards, the threads do `extraCount` pieces of
  /// other work (loading the next batch).
  func run(
    _ pass: Pass, extraCount: Int = 0, extra: ParallelWork? = nil
  ) -> CrossEntropy.Sums {
    self.extra = (extraCount, extra)
    var sums = CrossEntropy.Sums()
    accumulate(pass, pass.batch.positions, isRoot: pass.isWhole, depth: 0, sums: &sums)
    current = nil
    self.extra = (0, nil)
    return sums
  }

  /// The gradient's global norm, without the statistics that stand in it; not finite when the gradient is
  /// not.
  func norm() -> Double { norm(of: gradient, trainableOnly: true) }

  /// The norm of anything laid out as the parameters are; not finite when a value is not.
  func norm(of values: UnsafePointer<Float>) -> Double { norm(of: values, trainableOnly: false) }

  private func norm(of values: UnsafePointer<Float>, trainableOnly: Bool) -> Double {
    other = values
    squaresTrainableOnly = trainableOnly
    pool.run(squareWork, count: chunks.count)
    other = nil
    let squares = squares.pointer.assumingMemoryBound(to: Double.self)
    var sum = 0.0
    for index in 0..<chunks.count { sum += squares[index] }
    return sum.squareRoot()
  }

  private func square(_ index: Int) {
    guard let other else { return }
    let range = chunks[index]
    var sum = 0.0
    if squaresTrainableOnly {
      statistics.forEachTrainable(in: range) {
        sum += GradientNorm.squares(other + $0.lowerBound, count: $0.count)
      }
    } else {
      sum = GradientNorm.squares(other + range.lowerBound, count: range.count)
    }
    squares.pointer.assumingMemoryBound(to: Double.self)[index] = sum
  }

  // MARK: - The tree

  private func accumulate(
    _ pass: Pass, _ positions: Range<Int>, isRoot: Bool, depth: Int,
    sums: inout CrossEntropy.Sums
  ) {
    let count = cut.count(of: positions, isRoot: isRoot)
    guard count > shards.count, let (left, right) = cut.halves(of: positions, isRoot: isRoot)
    else { return runWave(pass, positions, isRoot: isRoot, count: count, sums: &sums) }
    accumulate(pass, left, isRoot: false, depth: depth + 1, sums: &sums)
    let kept = waiting[depth]
    kept.pointer.update(from: gradient, count: kept.count)
    accumulate(pass, right, isRoot: false, depth: depth + 1, sums: &sums)
    other = UnsafePointer(kept.pointer)
    pool.run(waitingWork, count: chunks.count)
    other = nil
    withExtendedLifetime(kept) {}
  }

  private func runWave(
    _ pass: Pass, _ positions: Range<Int>, isRoot: Bool, count: Int,
    sums: inout CrossEntropy.Sums
  ) {
    var index = 0
    cut.forEachShard(of: positions, isRoot: isRoot) {
      shards[index].positions = $0
      index += 1
    }
    current = (pass, positions, isRoot, count)
    pool.run(shardWork, count: count + extra.count)
    extra.count = 0
    for index in 0..<count { sums += shards[index].sums }
    // A worker whose part of a small last batch is empty still takes part in the average.
    if count == 0 { gradient.update(repeating: 0, count: network.parameterCount) }
    if count > 1 { pool.run(sumWork, count: chunks.count) }
  }

  private func runPiece(_ index: Int) {
    guard let current else { return }
    if index < current.count {
      shards[index].run(current.pass)
    } else {
      extra.work?.body(index - current.count)
    }
  }

  private func sumShards(_ range: Range<Int>) {
    guard let current else { return }
    _ = reduce(current.positions, isRoot: current.isRoot, firstShard: 0, range)
  }

  /// Sums the gradients of a stretch of the batch into its first shard's; returns how many shards
  /// the stretch has.
  private func reduce(
    _ positions: Range<Int>, isRoot: Bool, firstShard: Int, _ range: Range<Int>
  ) -> Int {
    guard let (left, right) = cut.halves(of: positions, isRoot: isRoot) else { return 1 }
    let leftCount = reduce(left, isRoot: false, firstShard: firstShard, range)
    let rightCount = reduce(right, isRoot: false, firstShard: firstShard + leftCount, range)
    VectorMath.accumulate(
      shards[firstShard + leftCount].gradients.pointer + range.lowerBound, count: range.count,
      to: shards[firstShard].gradients.pointer + range.lowerBound)
    return leftCount + rightCount
  }

  private func addWaiting(_ range: Range<Int>) {
    guard let other else { return }
    VectorMath.accumulate(
      other + range.lowerBound, count: range.count, to: gradient + range.lowerBound)
  }

  /// Halvings until every piece fits into one wave.
  private static func depth(
    _ cut: BatchCut, of positions: Range<Int>, isRoot: Bool, wave: Int
  ) -> Int {
    guard cut.count(of: positions, isRoot: isRoot) > wave,
      let (left, right) = cut.halves(of: positions, isRoot: isRoot)
    else { return 0 }
    return 1
      + max(
        depth(cut, of: left, isRoot: false, wave: wave),
        depth(cut, of: right, isRoot: false, wave: wave))
  }
}
