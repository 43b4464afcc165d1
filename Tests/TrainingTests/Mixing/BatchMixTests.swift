import Compute
import Imaging
import Platform
import Testing

@testable import Training

@Suite struct BatchMixTests {
  private static let input = InputSpec(width: 12, height: 10)

  private func mix(
    _ change: (inout TrainingSettings) -> Void, epoch: Int = 0, batch: Int = 0, count: Int = 16
  ) -> BatchMix? {
    var settings = TrainingSettings()
    settings.seed = 3
    change(&settings)
    var list: [Int32] = []
    return BatchMix(
      settings, input: Self.input, epoch: epoch, batch: batch, count: count, list: &list)
  }

  @Test func offUnlessAskedForAndForOnePicture() {
    #expect(mix { _ in } == nil)
    #expect(mix({ $0.mixupProbability = 1 }, count: 1) == nil)
    #expect(mix { $0.mixupProbability = 1 } != nil)
  }

  @Test func partnersAreAPermutation() throws {
    let mix = try #require(mix { $0.cutmixProbability = 1 })
    let partners = (0..<16).map { mix.partner(of: $0) ?? $0 }
    #expect(partners.sorted() == Array(0..<16) && partners != Array(0..<16))
  }

  @Test func theNameDecides() throws {
    func half(_ settings: inout TrainingSettings) { settings.mixupProbability = 1 }
    let one = try #require(mix(half, epoch: 4, batch: 2))
    #expect(mix(half, epoch: 4, batch: 2) == one)
    #expect(mix(half, epoch: 4, batch: 3) != one && mix(half, epoch: 5, batch: 2) != one)
  }

  @Test func probabilitiesAndSharesAreThoseAskedFor() {
    let mixes = (0..<4000).map { batch in
      mix(
        {
          $0.mixupProbability = 0.3
          $0.mixupAlpha = 0.4
          $0.cutmixProbability = 0.2
        }, batch: batch)
    }
    var blends: [Float] = []
    var cuts: [Float] = []
    for case let mix? in mixes {
      if case .blend = mix.kind { blends.append(mix.share) } else { cuts.append(mix.share) }
    }
    // Standard deviations of 29 and 25.
    #expect(abs(blends.count - 1200) < 120 && abs(cuts.count - 800) < 100)
    #expect((blends + cuts).allSatisfy { 0...1 ~= $0 })
    // Beta(a, a) has the mean 1/2 and the variance 1 / (4 (2 a + 1)).
    let (mean, variance) = moments(blends)
    #expect(abs(mean - 0.5) < 0.04 && abs(variance - 1 / 7.2) < 0.012)
    let (cutMean, cutVariance) = moments(cuts)
    #expect(abs(cutMean - 0.5) < 0.04 && abs(cutVariance - 1 / 12.0) < 0.012)
  }

  private func moments(_ values: [Float]) -> (mean: Double, variance: Double) {
    var (sum, squares) = (0.0, 0.0)
    for value in values.map(Double.init) {
      sum += value
      squares += value * value
    }
    let mean = sum / Double(values.count)
    return (mean, squares / Double(values.count) - mean * mean)
  }

  @Test func picturesAndSharesAgree() throws {
    let count = Self.input.floatCount
    let partner = [Float](repeating: 1, count: count)
    for batch in 0..<50 {
      var own = [Float](repeating: 0, count: count)
      let blend = try #require(mix({ $0.mixupProbability = 1 }, batch: batch))
      blend.apply(partner, to: &own)
      #expect(own.allSatisfy { abs($0 - (1 - blend.share)) < 1e-6 })

      own = [Float](repeating: 0, count: count)
      let paste = try #require(mix({ $0.cutmixProbability = 1 }, batch: batch))
      paste.apply(partner, to: &own)
      #expect(own.allSatisfy { $0 == 0 || $0 == 1 })
      #expect(abs(own.reduce(0, +) / Float(count) - (1 - paste.share)) < 1e-6)
      guard case .paste(let columns, let rows) = paste.kind else { continue }
      for y in 0..<10 {
        for x in 0..<12 {
          let isInside = columns.contains(x) && rows.contains(y)
          #expect(own[(y * 12 + x) * 3 + 1] == (isInside ? 1 : 0))
        }
      }
    }
  }

  /// Threads and the cache may change nothing, nor a stop between batches.
  @Test func trainingWithItIsDeterministicAndLearns() throws {
    let bench = try Workbench(count: 16)
    func weights(_ change: (inout TrainingSettings) -> Void) throws -> [UInt32] {
      var settings = Workbench.settings
      (settings.mixupProbability, settings.cutmixProbability) = (0.4, 0.4)
      change(&settings)
      let trainer = try Trainer(model: Workbench.model(), settings: settings)
      let result = try trainer.fit(bench.dataset)
      #expect(settings.epochs < 20 || result.validationAccuracy ?? 0 > 0.7)
      return Workbench.bits(trainer.state.weights)
    }
    let one = try weights { _ in }
    #expect(try weights { $0.threads = 3 } == one)
    #expect(try weights { $0.cacheBytes = 0 } == one)
    #expect(try weights { ($0.mixupProbability, $0.cutmixProbability) = (0, 0) } != one)
    _ = try weights {
      $0.epochs = 25
      $0.augmentation = Augmentation()
    }
  }

  @Test func ownBatchesAreMixedToo() throws {
    func loss(_ mixup: Double) throws -> Double {
      var settings = Workbench.settings
      settings.mixupProbability = mixup
      let trainer = try Trainer(model: Workbench.model(), settings: settings)
      let files = try (0..<3).map { kind in
        let jpeg = try Pictures.jpeg(kind: kind, number: 0)
        return try jpeg.withUnsafeBytes { try ByteBuffer(copying: $0) }
      }
      return try files[0].withBytes { a in
        try files[1].withBytes { b in
          try files[2].withBytes { c in
            try trainer.step(
              images: [a, b, c].map { EncodedImage(bytes: $0, name: "") }, labels: [0, 1, 2])
          }
        }
      }
    }
    let mixed = try loss(1)
    #expect(try loss(1) == mixed && loss(0) != mixed)
  }
}
