import Compute
import Platform

/// What one call of `fit` needs besides the trainer: the data's pictures, two batches that take turns,
/// the schedule, the loss.
final class FitRun {
  let dataset: Dataset
  let source: PictureSource
  let schedule: LearningRateSchedule
  let loss: CrossEntropy
  let engine: GradientEngine
  let evaluator: Evaluator?
  let trainingSamples: [Int32]
  let validationSamples: [Int32]
  /// What is monitored: training loss without a validation part.
  let monitor: Monitor
  /// One is trained on while the other is filled.
  private(set) var current: Batch
  private(set) var next: Batch

  /// - Parameter pictures: to share with other runs; nil: a cache of its own.
  init(_ trainer: Trainer, _ dataset: Dataset, pictures: PictureCache?) throws {
    let settings = trainer.settings
    let input = trainer.model.spec.input
    if let pictures, pictures.dataset !== dataset || pictures.input != input {
      throw ScanlineError(.internal, "the shared pictures are of another data set or input")
    }
    self.dataset = dataset
    source = PictureSource(
      pictures ?? PictureCache(dataset, input: input, byteLimit: settings.cacheBytes),
      augmentation: settings.augmentation, seed: settings.seed)
    trainingSamples = dataset.samples(in: .training)
    validationSamples = dataset.samples(in: .validation)
    monitor = validationSamples.isEmpty ? .trainingLoss : settings.monitor
    let batchCount = EpochOrder.batchCount(
      samples: trainingSamples.count, batchSize: settings.batchSize)
    schedule = LearningRateSchedule(settings, stepsPerEpoch: batchCount)
    loss = CrossEntropy(
      classCount: dataset.labels.count, labelSmoothing: Float(settings.labelSmoothing),
      classWeights: try ClassWeights.weights(settings, counts: dataset.trainingCounts))
    let capacity = min(settings.batchSize, trainingSamples.count)
    engine = try trainer.plan(capacity: capacity)
    evaluator =
      validationSamples.isEmpty
      ? nil : try Evaluator(network: trainer.network, pool: trainer.pool)
    let sampleSize = trainer.model.spec.input.floatCount
    current = try Batch(capacity: capacity, sampleSize: sampleSize)
    next = try Batch(capacity: capacity, sampleSize: sampleSize)
  }

  func swapBatches() { swap(&current, &next) }

  /// The work of filling `target` with a batch's samples at `positions`: one piece a sample.
  func loading(
    _ target: Batch, order: EpochOrder, batch: Int, positions: Range<Int>, epoch: Int
  ) -> (Int) -> Void {
    target.begin(positions: positions)
    return { [source, dataset] slot in
      let sample = order.sample(batch: batch, position: positions.lowerBound + slot)
      let isLoaded = source.loadForTraining(sample, epoch: epoch, into: target.input(slot))
      target.labels[slot] = isLoaded ? Int32(dataset.label(of: sample)) : -1
    }
  }
}
