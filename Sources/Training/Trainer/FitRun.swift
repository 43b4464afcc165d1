import Compute
import Platform

/// What one call of `fit` needs besides the trainer: the data's pictures, two batches that take turns,
/// the schedule, the loss.
final class FitRun {
  let dataset: Dataset
  let loader: BatchLoader
  let schedule: LearningRateSchedule
  let loss: CrossEntropy
  let engine: GradientEngine
  let evaluator: Evaluator?
  let validationSamples: [Int32]
  /// What is monitored: training loss without a validation part.
  let monitor: Monitor
  /// One is trained on while the other is filled.
  private(set) var current: Batch
  private(set) var next: Batch

  /// - Parameter pictures: to share with other runs; nil: a cache of its own.
  init(
    _ trainer: Trainer, _ dataset: Dataset, split: SampleSplit, pictures: PictureCache?
  ) throws {
    let settings = trainer.settings
    let input = trainer.model.spec.input
    if let pictures, pictures.dataset !== dataset || pictures.input != input {
      throw ScanlineError(.internal, "the shared pictures are of another data set or input")
    }
    self.dataset = dataset
    loader = BatchLoader(
      settings, samples: split.training,
      pictures: try pictures ?? PictureCache(dataset, input: input, room: settings.pictureRoom()))
    validationSamples = split.validation
    monitor =
      validationSamples.isEmpty && !settings.monitor.isOfTraining ? .trainingLoss : settings.monitor
    schedule = LearningRateSchedule(settings, stepsPerEpoch: loader.batchCount)
    loss = CrossEntropy(
      classCount: dataset.labels.count, labelSmoothing: Float(settings.labelSmoothing),
      classWeights: try ClassWeights.weights(settings, counts: dataset.counts(of: split.training)))
    let capacity = min(settings.batchSize, loader.samples.count)
    engine = try trainer.plan(capacity: capacity)
    evaluator =
      validationSamples.isEmpty
      ? nil : try Evaluator(model: trainer.model, pool: trainer.pool)
    let sampleSize = trainer.model.spec.input.floatCount
    current = try Batch(capacity: capacity, sampleSize: sampleSize)
    next = try Batch(capacity: capacity, sampleSize: sampleSize)
  }

  func swapBatches() { swap(&current, &next) }
}
