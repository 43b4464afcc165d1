import Compute

/// The order in which an epoch visits the training samples, cut into global batches.
struct EpochOrder: Sendable {
  private let samples: [Int32]
  private let batchSize: Int

  /// - Parameters:
  ///   - samples: of the training part.
  ///   - epoch: from 0.
  init(samples: [Int32], batchSize: Int, seed: UInt64, epoch: Int) {
    var samples = samples
    var random = RandomStream(seed: seed, .order, UInt64(epoch))
    random.shuffle(&samples)
    self.samples = samples
    self.batchSize = batchSize
  }

  static func batchCount(samples: Int, batchSize: Int) -> Int {
    (samples + batchSize - 1) / batchSize
  }

  var batchCount: Int { Self.batchCount(samples: samples.count, batchSize: batchSize) }

  /// Samples of a batch; the last one may be smaller.
  func size(of batch: Int) -> Int { min(batchSize, samples.count - batch * batchSize) }

  func sample(batch: Int, position: Int) -> Int { Int(samples[batch * batchSize + position]) }
}
