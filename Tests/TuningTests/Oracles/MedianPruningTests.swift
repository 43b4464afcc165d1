import Testing
import Tuning

@Suite struct MedianPruningTests {
  private func tuner(_ direction: Direction) throws -> Tuner {
    var settings = TunerSettings(.random, trials: 20, epochs: 4)
    settings.direction = direction
    settings.options.prunes = true
    settings.options.pruneAfterTrials = 3
    settings.options.pruneAfterEpochs = 1
    return try Tuner(space: SyntheticSearch.space(), settings: settings)
  }

  /// Three trials that reach 1, 2 and 3 after two epochs (the middle one at its first): the median is 2.
  @Test(arguments: [Direction.maximize, .minimize])
  func stopsWhatIsWorseThanTheMedian(direction: Direction) throws {
    let sign: Double = direction == .maximize ? 1 : -1
    let tuner = try tuner(direction)
    for _ in 0..<6 { _ = try tuner.ask() }
    func report(_ trial: Int, _ epoch: Int, _ value: Double) throws -> Bool {
      try tuner.report(trial: trial, epoch: epoch, value: sign * value)
    }
    #expect(try !report(0, 1, 0.5))
    #expect(try !report(0, 2, 1))
    #expect(try !report(1, 1, 2))
    #expect(try !report(1, 2, 1.5))
    // Two others have come as far: too few.
    #expect(try !report(3, 2, 0.1))
    #expect(try !report(2, 2, 3))
    // 0.1, 1, 2 and 3: the median of the others is (1 + 2) / 2.
    #expect(try report(4, 2, 1.4))
    #expect(try !report(5, 1, -9))
    // 0.1, 1, 1.4, 2 and 3: as good as the median is good enough.
    #expect(try !report(5, 2, 1.4))
    #expect(try report(5, 3, .nan) == false)
  }

  @Test func neverStopsAtTheEndAndNeverWithoutBeingAsked() throws {
    var settings = TunerSettings(.random, trials: 20, epochs: 2)
    for prunes in [true, false] {
      settings.options.prunes = prunes
      settings.options.pruneAfterTrials = 1
      settings.options.pruneAfterEpochs = 0
      let tuner = try Tuner(space: SyntheticSearch.space(), settings: settings)
      for _ in 0..<2 { _ = try tuner.ask() }
      _ = try tuner.report(trial: 0, epoch: 1, value: 1)
      _ = try tuner.report(trial: 0, epoch: 2, value: 1)
      #expect(try tuner.report(trial: 1, epoch: 1, value: 0) == prunes)
      #expect(try !tuner.report(trial: 1, epoch: 2, value: 0))
    }
  }

  @Test func doesNotGoWithRounds() {
    var settings = TunerSettings(.hyperband)
    settings.options.prunes = true
    let error = scanlineError { try settings.validate() }
    #expect(error?.message.contains("prune") == true)
    #expect(error?.message.contains("hyperband") == true)
  }
}
