import Compute
import Platform
import Recurrent

/// Turns a batch into its gradient, on all threads of a pool, with the same bits for any number of
/// them: shards are fixed pieces of the batch, and their gradients are summed along `BatchCut`'s tree.
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
  /// Other work for the next wave.
  private var extra: (count: Int, body: (Int) -> Void) = (0, { _ in })

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
    let shardCount = cut.shards(of: 0..<capacity, isRoot: true).count
    let wave = max(min(Self.waveLimit, shardCount, gradientLimit / network.parameterCount), 1)
    shards = try (0..<wave).map { _ in
      try Shard(network: network, capacity: min(capacity, cut.shardSize))
    }
    waiting = try (0..<Self.depth(cut, of: 0..<capacity, isRoot: true, wave: wave)).map { _ in
      try FloatBuffer(count: network.parameterCount)
    }
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
    _ pass: Pass, extraCount: Int = 0, extra: @escaping (Int) -> Void = { _ in }
  ) -> CrossEntropy.Sums {
    self.extra = (extraCount, extra)
    var sums = CrossEntropy.Sums()
    accumulate(pass, pass.batch.positions, isRoot: pass.isWhole, depth: 0, sums: &sums)
    withExtendedLifetime(pass.weights) {}
    return sums
  }

  /// The gradient's global norm, without the statistics that stand in it; not finite when the gradient is
  /// not.
  func norm() -> Double {
    norm { [statistics, gradient] range in
      var sum = 0.0
      statistics.forEachTrainable(in: range) {
        sum += GradientNorm.squares(gradient + $0.lowerBound, count: $0.count)
      }
      return sum
    }
  }

  /// The norm of anything laid out as the parameters are; not finite when a value is not.
  func norm(of values: UnsafePointer<Float>) -> Double {
    norm { GradientNorm.squares(values + $0.lowerBound, count: $0.count) }
  }

  private func norm(squares: @escaping (Range<Int>) -> Double) -> Double {
    var parts = Array(repeating: 0.0, count: chunks.count)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      forEachChunk { index, range in parts[index] = squares(range) }
    }
    return parts.reduce(0, +).squareRoot()
  }

  /// Runs an elementwise pass over the parameters.
  func forEachChunk(_ body: @escaping (_ index: Int, _ range: Range<Int>) -> Void) {
    pool.run(count: chunks.count) { [chunks] index in body(index, chunks[index]) }
  }

  // MARK: - The tree

  private func accumulate(
    _ pass: Pass, _ positions: Range<Int>, isRoot: Bool, depth: Int,
    sums: inout CrossEntropy.Sums
  ) {
    let leaves = cut.shards(of: positions, isRoot: isRoot)
    guard leaves.count > shards.count,
      let (left, right) = cut.halves(of: positions, isRoot: isRoot)
    else { return runWave(pass, positions, isRoot: isRoot, leaves, sums: &sums) }
    accumulate(pass, left, isRoot: false, depth: depth + 1, sums: &sums)
    let kept = waiting[depth]
    kept.pointer.update(from: gradient, count: kept.count)
    accumulate(pass, right, isRoot: false, depth: depth + 1, sums: &sums)
    forEachChunk { [gradient] _, range in Self.add(kept.pointer, to: gradient, range) }
    withExtendedLifetime(kept) {}
  }

  private func runWave(
    _ pass: Pass, _ positions: Range<Int>, isRoot: Bool, _ leaves: [Range<Int>],
    sums: inout CrossEntropy.Sums
  ) {
    let (extraCount, extraBody) = extra
    extra = (0, { _ in })
    pool.run(count: leaves.count + extraCount) { [shards] index in
      guard index < leaves.count else { return extraBody(index - leaves.count) }
      shards[index].run(
        weights: pass.weights.pointer, batch: pass.batch, positions: leaves[index],
        loss: pass.loss, divisor: pass.divisor, batchSize: pass.batchSize, seed: pass.seed,
        step: pass.step)
    }
    for index in leaves.indices { sums += shards[index].sums }
    // A worker whose part of a small last batch is empty still takes part in the average.
    if leaves.isEmpty { gradient.update(repeating: 0, count: network.parameterCount) }
    guard leaves.count > 1 else { return }
    forEachChunk { [cut, shards] _, range in
      _ = Self.reduce(cut, positions, isRoot: isRoot, firstShard: 0, shards, range)
    }
  }

  /// Sums the gradients of a stretch of the batch into its first shard's; returns how many shards
  /// the stretch has.
  private static func reduce(
    _ cut: BatchCut, _ positions: Range<Int>, isRoot: Bool, firstShard: Int, _ shards: [Shard],
    _ range: Range<Int>
  ) -> Int {
    guard let (left, right) = cut.halves(of: positions, isRoot: isRoot) else { return 1 }
    let leftCount = reduce(
      cut, left, isRoot: false, firstShard: firstShard, shards, range)
    let rightCount = reduce(
      cut, right, isRoot: false, firstShard: firstShard + leftCount, shards, range)
    add(
      shards[firstShard + leftCount].gradients.pointer, to: shards[firstShard].gradients.pointer,
      range)
    return leftCount + rightCount
  }

  private static func add(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ range: Range<Int>
  ) {
    let source = source + range.lowerBound
    let target = target + range.lowerBound
    for i in 0..<range.count { target[i] += source[i] }
  }

  /// Halvings until every piece fits into one wave.
  private static func depth(
    _ cut: BatchCut, of positions: Range<Int>, isRoot: Bool, wave: Int
  ) -> Int {
    guard cut.shards(of: positions, isRoot: isRoot).count > wave,
      let (left, right) = cut.halves(of: positions, isRoot: isRoot)
    else { return 0 }
    return 1
      + max(
        depth(cut, of: left, isRoot: false, wave: wave),
        depth(cut, of: right, isRoot: false, wave: wave))
  }
}
