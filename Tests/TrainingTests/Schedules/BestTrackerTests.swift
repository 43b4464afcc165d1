import Testing

@testable import Training

@Suite struct BestTrackerTests {
  @Test func followsLossDownAndCountsPatience() {
    var tracker = BestTracker()
    let losses = [1.0, 0.5, 0.6, 0.5, 0.7, 0.4, 0.9]
    let best = losses.enumerated().map {
      tracker.note($1, epoch: $0 + 1, monitor: .validationLoss, plateauPatience: 2)
    }
    #expect(best == [true, true, false, false, false, true, false])
    #expect(tracker.bestEpoch == 6 && tracker.bestValue == 0.4)
    // Cut after epochs 3 and 4; epoch 5 began a new count, epoch 6 ended it.
    #expect(tracker.plateauReductions == 1)
    #expect(tracker.epochsSinceBest == 1)
    #expect(tracker.isExhausted(patience: 1) && !tracker.isExhausted(patience: 2))
    #expect(!tracker.isExhausted(patience: 0))
  }

  @Test func followsAccuracyUp() {
    var tracker = BestTracker()
    let best = [0.5, 0.4, 0.6, 0.6].map {
      tracker.note($0, epoch: 1, monitor: .validationAccuracy, plateauPatience: nil)
    }
    #expect(best == [true, false, true, false])
    #expect(tracker.plateauReductions == 0)
  }
}
