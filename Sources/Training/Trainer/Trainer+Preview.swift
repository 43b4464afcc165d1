import Imaging
import Platform

extension Trainer {
  /// A batch of `fit` on a data set: in its order, augmented, mixed. Nothing is trained.
  /// - Parameters:
  ///   - epoch: from 1, to the settings' epochs.
  ///   - batch: from 0.
  /// - Throws: `invalidArgument` for an epoch or a batch that the run does not have, or a data set of other labels.
  package func preview(_ dataset: Dataset, epoch: Int, batch: Int) throws -> BatchPreview {
    try exclusive.run {
      let dataset = try dataset.labelledWhole(as: model)
      let input = model.spec.input
      let loader = BatchLoader(
        settings, samples: dataset.samples(in: .training),
        pictures: PictureCache(dataset, input: input, room: .none))
      guard 1...settings.epochs ~= epoch else {
        throw ScanlineError(
          .invalidArgument, "epoch is \(epoch); the run has 1 to \(settings.epochs)")
      }
      let order = loader.order(epoch: epoch - 1)
      guard 0..<order.batchCount ~= batch else {
        throw ScanlineError(
          .invalidArgument, "batch is \(batch); an epoch has 0 to \(order.batchCount - 1)")
      }
      let count = order.size(of: batch)
      let room = try Batch(capacity: count, sampleSize: input.floatCount)
      loader.begin(room, order: order, batch: batch, positions: 0..<count, epoch: epoch - 1)
      pool.run(loader.work, count: count)
      var pixels: [UInt8] = []
      pixels.reserveCapacity(count * input.floatCount)
      var targets: [Float] = []
      for slot in 0..<count {
        let values = UnsafeBufferPointer(start: room.input(slot), count: input.floatCount)
        pixels += values.enumerated().map { index, value in
          input.level(of: value, channel: index % input.channels)
        }
        targets += shares(room.targets[slot])
      }
      withExtendedLifetime(room) {}
      return BatchPreview(count: count, pixels: pixels, targets: targets)
    }
  }

  /// A target's share of every label.
  private func shares(_ target: Target) -> [Float] {
    let classCount = network.classCount
    guard target.label >= 0 else { return Array(repeating: 0, count: classCount) }
    let smoothing = Float(settings.labelSmoothing)
    var shares = Array(repeating: smoothing / Float(classCount), count: classCount)
    shares[Int(target.label)] += (1 - smoothing) * target.share
    shares[Int(target.partner)] += (1 - smoothing) * (1 - target.share)
    return shares
  }
}
