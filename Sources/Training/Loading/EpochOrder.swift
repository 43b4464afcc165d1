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

  /// An epoch of as many samples in which every class comes equally often: of a large class some are left out this
  /// time, those of a small one come again once all of them have come.
  /// - Parameter classes: the training samples of each class; empty ones do not count.
  init(balanced classes: [[Int32]], batchSize: Int, seed: UInt64, epoch: Int) {
    var random = RandomStream(seed: seed, .sampling, UInt64(epoch))
    var classes = classes.filter { !$0.isEmpty }
    let count = classes.reduce(0) { $0 + $1.count }
    // What does not divide falls to other classes in every epoch.
    random.shuffle(&classes)
    var samples: [Int32] = []
    samples.reserveCapacity(count)
    for (index, members) in classes.enumerated() {
      var members = members
      var missing = count * (index + 1) / classes.count - samples.count
      while missing > 0 {
        random.shuffle(&members)
        samples += members.prefix(missing)
        missing -= members.count
      }
    }
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

  func sample(batch: Int, position: Int) -> Int { sample(batch * batchSize + position) }

  /// - Parameter index: from 0 at the epoch's beginning.
  func sample(_ index: Int) -> Int { Int(samples[index]) }
}
