import Compute
import Platform

extension Trainer {
  /// An engine and batch memory for batches of up to `capacity` samples.
  func plan(capacity: Int) throws -> GradientEngine {
    if let engine, engine.capacity >= capacity { return engine }
    let engine = try GradientEngine(network: network, capacity: capacity, pool: pool)
    self.engine = engine
    return engine
  }

  var trainsAlone: Bool { (allReduce?.workerCount ?? 1) == 1 }

  /// Positions of this worker's samples in a global batch.
  func ownPart(of count: Int) -> Range<Int> {
    guard let allReduce else { return 0..<count }
    return BatchCut.part(of: count, worker: allReduce.worker, workerCount: allReduce.workerCount)
  }

  /// How many samples a worker's mean is over, so that the mean of all workers' gradients is that of the
  /// global batch, whatever their parts' sizes.
  func divisor(globalCount: Int, batch: Batch) -> Double {
    let missing = batch.count - batch.usableCount
    return meanPart(of: globalCount) - Double(missing)
  }

  /// Samples of a worker's part of a batch, on average over the workers.
  func meanPart(of globalCount: Int) -> Double {
    Double(globalCount) / Double(allReduce?.workerCount ?? 1)
  }

  /// Beyond this the squares that optimisers keep leave the range of Float.
  private static let largestNorm = 1e18

  /// The second half of an update: all-reduce, clip, optimise, average. When one of several workers diverges, all
  /// do; the caller falls back to its last good state.
  /// - Parameters:
  ///   - sums: of the batch whose gradient the engine holds.
  ///   - beforeUpdate: called when loss and gradient are known to be good.
  /// - Throws: `diverged` for a loss or a gradient that is not finite, and what the hook throws.
  func update(
    _ engine: GradientEngine, sums: CrossEntropy.Sums, learningRate: Double,
    beforeUpdate: () -> Void = {}
  ) throws {
    // The other workers wait in their average: they must learn there that this one cannot go on.
    if !sums.loss.isFinite { engine.gradient[0] = .nan }
    try allReduce?.average(engine.gradient, network.parameterCount)
    guard sums.loss.isFinite else {
      throw diverged("the loss is \(sums.loss.isNaN ? "NaN" : "\(sums.loss)")")
    }
    weightUpdate.clearFrozen(engine.gradient)
    let norm = engine.norm()
    guard norm <= Self.largestNorm else { throw diverged("the gradient's norm is \(norm)") }
    beforeUpdate()
    let step = state.step + 1
    weightUpdate.run(
      .init(
        gradient: engine.gradient, scale: GradientNorm.scale(norm: norm, limit: settings.clipNorm),
        learningRate: learningRate, number: step),
      on: pool)
    state.step = step
    keepsBest = false
    guard engine.norm(of: state.weights.pointer).isFinite else {
      throw diverged("a weight is not finite")
    }
  }

  func diverged(_ what: String) -> ScanlineError {
    ScanlineError(
      .diverged,
      "training diverged after \(state.step) steps: \(what) "
        + "(learning_rate \(settings.learningRate))")
  }
}
