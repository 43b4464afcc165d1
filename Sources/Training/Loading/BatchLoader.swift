import Imaging
import Platform

/// Gives the batches of a run on a data set: which pictures, augmented and mixed how. A batch depends on data,
/// settings, epoch and number alone, so that any thread, or another worker, loads the same. Batches are loaded one
/// after the other, without an allocation of ours.
final class BatchLoader {
  let source: PictureSource
  /// Those that are trained on.
  let samples: [Int32]
  private let dataset: Dataset
  private let settings: TrainingSettings
  private let input: InputSpec

  /// What is being loaded.
  private struct Current {
    let target: Batch
    let order: EpochOrder
    let batch: Int
    let epoch: Int
    let mix: BatchMix?
  }
  private var current: Current?
  /// Its files are those of all epochs, one behind the other.
  private let ahead = ReadAhead()
  private var partners: [Int32] = []
  /// Loads the batch that has begun.
  private(set) lazy var work = ParallelWork { [unowned self] in load($0) }

  /// - Parameters:
  ///   - samples: those to train on.
  ///   - pictures: decoded ones, to share with other runs.
  init(_ settings: TrainingSettings, samples: [Int32], pictures: PictureCache) {
    self.settings = settings
    dataset = pictures.dataset
    input = pictures.input
    source = PictureSource(pictures, augmentation: settings.augmentation, seed: settings.seed)
    self.samples = samples
  }

  var batchCount: Int {
    EpochOrder.batchCount(samples: samples.count, batchSize: settings.batchSize)
  }

  /// - Parameter epoch: from 0.
  func order(epoch: Int) -> EpochOrder {
    if settings.balancedSampling {
      var classes: [[Int32]] = Array(repeating: [], count: dataset.labels.count)
      for sample in samples { classes[dataset.label(of: Int(sample))].append(sample) }
      return EpochOrder(
        balanced: classes, batchSize: settings.batchSize, seed: settings.seed, epoch: epoch)
    }
    return EpochOrder(
      samples: samples, batchSize: settings.batchSize, seed: settings.seed, epoch: epoch)
  }

  /// Begins to load a batch's samples at `positions`: `work` then does, one piece a sample.
  func begin(_ target: Batch, order: EpochOrder, batch: Int, positions: Range<Int>, epoch: Int) {
    target.begin(positions: positions)
    // The list of partners is drawn into the memory of the last one, which nobody else may hold.
    current = nil
    let mix = BatchMix(
      settings, input: input, epoch: epoch, batch: batch, count: order.size(of: batch),
      list: &partners)
    current = Current(target: target, order: order, batch: batch, epoch: epoch, mix: mix)
  }

  private func load(_ slot: Int) {
    guard let current else { return }
    let (target, order, batch) = (current.target, current.order, current.batch)
    let position = target.positions.lowerBound + slot
    readAhead(of: current, position)
    let sample = order.sample(batch: batch, position: position)
    let own = target.input(slot)
    guard source.loadForTraining(sample, epoch: current.epoch, ahead: ahead, into: own) else {
      target.targets[slot] = .none
      return
    }
    let label = Int32(dataset.label(of: sample))
    target.targets[slot] = Target(label: label)
    guard let mix = current.mix, let partner = mix.partner(of: position) else { return }
    let other = order.sample(batch: batch, position: partner)
    ThreadMemory.lend(target.sampleSize * MemoryLayout<Float>.stride) { scratch in
      let picture = scratch.bindMemory(to: Float.self, capacity: target.sampleSize)
      // The partner is loaded again rather than shared: it may be another worker's.
      guard source.loadForTraining(other, epoch: current.epoch, ahead: ahead, into: picture)
      else { return }
      mix.apply(picture, to: own)
      target.targets[slot] = Target(
        label: label, partner: Int32(dataset.label(of: other)), share: mix.share)
    }
  }

  /// With several workers some of the files that come next are others'.
  private func readAhead(of current: Current, _ position: Int) {
    let (order, first) = (current.order, current.epoch * samples.count)
    ahead.advance(
      to: first + current.batch * settings.batchSize + position, of: first + samples.count
    ) { source.fetchForTraining(order.sample($0 - first)) }
  }
}
