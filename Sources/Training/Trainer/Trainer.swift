import Classifier
import Compute
import Platform
import Recurrent

/// A training run: a copy of a model's weights, the optimiser's state, the step count, the history.
///
/// Its calls are exclusive (`busy` otherwise), but for `cancel`. A call that fails or is stopped leaves the
/// trainer at its last completed update: it can go on, be saved, or publish what it has.
package final class Trainer: @unchecked Sendable {
  /// The model that gets the weights.
  package let model: Model
  package let settings: TrainingSettings
  let network: Network
  let pool: ThreadPool
  let optimiser: any Optimiser
  let weightUpdate: WeightUpdate
  let exclusive = ExclusiveUse()
  let cancellation = Cancellation()

  let state: TrainingState
  var progress = TrainingProgress()
  /// What to fall back to when a loss is not finite.
  let lastGood: TrainingState
  var lastGoodProgress = TrainingProgress()
  var history: [EpochRecord] = []
  /// Of the best epoch; nil before the first and when they are not to be restored.
  var bestWeights: FloatBuffer?
  /// Whether the run is over and its best weights, not its last, are the result.
  var keepsBest = false
  /// What the model's summary says of the data.
  var datasetSummary: JSONValue?
  /// Of the weights after this many updates.
  var calibration: (step: Int, found: Calibration)?
  var allReduce: AllReduce?
  /// Planned for the largest batch so far.
  var engine: GradientEngine?
  var hostBatch: Batch?
  let hostLoading: HostLoading

  /// - Throws: `invalidArgument` for settings that are out of range or do not fit the model.
  package convenience init(model: Model, settings: TrainingSettings) throws {
    try self.init(model: model, settings: settings, weights: FloatBuffer(copying: model.weights))
  }

  /// - Parameter weights: taken over.
  init(model: Model, settings: TrainingSettings, weights: FloatBuffer) throws {
    try settings.validate(labelCount: model.labels.count)
    self.model = model
    self.settings = settings
    network = model.network
    pool = ThreadPool(threads: settings.threads)
    optimiser = settings.makeOptimiser()
    let slotCount = optimiser.slotNames.count
    let averages = WeightAverage(settings) != nil
    state = try TrainingState(weights: weights, slotCount: slotCount, averages: averages)
    lastGood = try TrainingState(
      weights: FloatBuffer(count: weights.count), slotCount: slotCount, averages: averages)
    weightUpdate = try WeightUpdate(
      settings, optimiser: optimiser, network: model.network, state: state)
    hostLoading = HostLoading(model: model, settings: settings)
    noteGood()
  }

  /// From here on a divergence falls back to the state as it is now.
  func noteGood() {
    lastGood.copy(from: state)
    lastGoodProgress = progress
  }

  /// Averages gradients with other processes from the next update on; nil: trains alone.
  package func setAllReduce(_ allReduce: AllReduce?) throws {
    try exclusive.run { self.allReduce = allReduce }
  }

  /// Stops the call that runs now, or the next one, as soon as its batch is done; it throws
  /// `cancelled`. From any thread.
  package func cancel() { cancellation.raise() }

  /// From here on `leader` stops calls, too, as `cancel` does.
  package func follow(_ leader: Cancellation) { cancellation.follow(leader) }

  /// The epochs so far.
  package func epochs() throws -> [EpochRecord] {
    try exclusive.run(isNested: true) { history }
  }

  /// The epochs so far as a JSON array.
  package func historyJSON() throws -> String { try JSON.encode(epochs()) }

  /// The epochs so far as a table.
  package func historyCSV() throws -> String { HistoryTable.csv(try epochs()) }

  /// Updates done, host batches and epochs together.
  package func stepCount() throws -> Int { try exclusive.run(isNested: true) { state.step } }

  /// Gives the model the trainer's weights (their average, if the settings ask for it): after a finished run
  /// those that the settings keep (best or last), else those after the last update.
  package func publish() throws {
    try exclusive.run(isNested: true) { try publishWeights() }
  }

  /// The run's result so far.
  var keptWeights: FloatBuffer { keepsBest ? bestWeights ?? state.result : state.result }

  /// Of the weights as they are now; nil: they have none.
  var currentCalibration: Calibration? {
    calibration.flatMap { $0.step == state.step ? $0.found : nil }
  }

  func publishWeights() throws {
    let found = currentCalibration
    try model.publish(
      FloatBuffer(copying: keptWeights), summary: summary(), temperature: found?.temperature ?? 1,
      known: found?.known)
  }
}
