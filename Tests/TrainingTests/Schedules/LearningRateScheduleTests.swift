import Testing

@testable import Training

@Suite struct LearningRateScheduleTests {
  private func rates(_ change: (inout TrainingSettings) -> Void) -> [Double] {
    var settings = TrainingSettings()
    settings.epochs = 4
    settings.learningRate = 0.8
    change(&settings)
    let schedule = LearningRateSchedule(settings, stepsPerEpoch: 3)
    return (0..<12).map { schedule.rate(step: $0, plateauReductions: 2) }
  }

  @Test func constant() { #expect(rates { _ in } == Array(repeating: 0.8, count: 12)) }

  @Test func stepHalvesEveryTwoEpochs() {
    let rates = rates {
      $0.schedule = .step
      $0.scheduleEpochs = 2
      $0.scheduleFactor = 0.5
    }
    #expect(rates == Array(repeating: 0.8, count: 6) + Array(repeating: 0.4, count: 6))
  }

  @Test func cosineWarmsUpAndEndsAtTheFinalShare() {
    let rates = rates {
      $0.schedule = .cosine
      $0.warmupEpochs = 1
      $0.finalLearningRateShare = 0.1
    }
    for (rate, expected) in zip(rates, [0.8 / 3, 1.6 / 3, 0.8, 0.8]) {
      #expect(abs(rate - expected) < 1e-12)
    }
    #expect(abs(rates[7] - 0.8 * (0.1 + 0.9 * 0.5)) < 1e-12)
    #expect(abs(rates[11] - 0.08) < 1e-12)
    for step in 3..<11 { #expect(rates[step + 1] < rates[step]) }
  }

  @Test func cosineIsDefinedWhenAllIsWarmUp() {
    let rates = rates {
      $0.schedule = .cosine
      $0.warmupEpochs = 4
    }
    #expect(rates.allSatisfy { $0 > 0 && $0 <= 0.8 })
  }

  @Test func plateauCutsOnceForEachReduction() {
    let rates = rates {
      $0.schedule = .plateau
      $0.scheduleFactor = 0.5
    }
    #expect(rates == Array(repeating: 0.2, count: 12))
  }
}
