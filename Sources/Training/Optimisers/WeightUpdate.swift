import Compute
import Platform
import Recurrent

/// The elementwise end of an update: decay, optimiser, running statistics and average of each stretch of the
/// parameters, on all threads. Made once a trainer: an update allocates nothing.
final class WeightUpdate {
  /// What changes from update to update.
  struct Step {
    let gradient: UnsafePointer<Float>
    /// What the gradient is multiplied with.
    let scale: Float
    let learningRate: Double
    /// From 1.
    let number: Int
  }

  private let optimiser: any Optimiser
  private let decay: WeightDecay
  private let statistics: RunningStatistics
  private let average: WeightAverage?
  private let groups: ParameterGroups
  private let state: TrainingState
  private let chunks: Chunks
  private var step: Step?
  private lazy var work = ParallelWork { [unowned self] in update(chunks[$0]) }

  /// - Throws: `invalidArgument` when more layers are to be frozen than the network has.
  init(
    _ settings: TrainingSettings, optimiser: any Optimiser, network: Network, state: TrainingState
  ) throws {
    self.optimiser = optimiser
    decay = WeightDecay(settings, network: network)
    statistics = RunningStatistics(network.parameters)
    average = WeightAverage(settings)
    groups = try ParameterGroups(settings, network: network)
    self.state = state
    chunks = Chunks(total: network.parameterCount)
  }

  /// Makes the gradient of what does not learn 0.
  func clearFrozen(_ gradient: UnsafeMutablePointer<Float>) { groups.clearFrozen(gradient) }

  func run(_ step: Step, on pool: ThreadPool) {
    self.step = step
    pool.run(work, count: chunks.count)
    self.step = nil
  }

  private func update(_ range: Range<Int>) {
    guard let step else { return }
    let weights = state.weights.pointer
    groups.forEachLearning(in: range) { part, factor in
      let rate = factor * step.learningRate
      decay.apply(to: weights, in: part, learningRate: rate)
      statistics.forEachTrainable(in: part) { part in
        optimiser.update(
          weights + part.lowerBound, gradients: step.gradient + part.lowerBound,
          gradientScale: step.scale, slots: Slots(state.slots, at: part.lowerBound),
          count: part.count, learningRate: rate, step: step.number)
      }
      statistics.update(weights, from: step.gradient, in: part)
    }
    guard let average, let averaged = state.average else { return }
    average.update(
      averaged.pointer + range.lowerBound, weights: weights + range.lowerBound,
      count: range.count, step: step.number - 1)
  }
}
