import Testing
import Tuning

@Suite struct HyperbandScheduleTests {
  @Test func equalsKerasTuners() {
    for table in HyperbandTable.all {
      let schedule = HyperbandSchedule(maxEpochs: table.maxEpochs, factor: table.factor)
      let brackets = (0..<schedule.bracketCount).map { bracket in
        (0...bracket).map { round in
          [
            schedule.size(bracket: bracket, round: round),
            schedule.epochs(bracket: bracket, round: round),
          ]
        }
      }
      #expect(brackets == table.brackets, "R = \(table.maxEpochs), f = \(table.factor)")
    }
  }

  /// The figures that are well known: R = 27, f = 3.
  @Test(arguments: [(27, 70, 375), (10, 30, 120)])
  func countsTrialsAndEpochs(maxEpochs: Int, trials: Int, epochs: Int) throws {
    let schedule = HyperbandSchedule(maxEpochs: maxEpochs, factor: 3)
    var trialCount = 0
    var epochCount = 0
    for bracket in 0..<schedule.bracketCount {
      for round in 0...bracket {
        let size = schedule.size(bracket: bracket, round: round)
        let first = round == 0 ? 0 : schedule.epochs(bracket: bracket, round: round - 1)
        trialCount += size
        epochCount += size * (schedule.epochs(bracket: bracket, round: round) - first)
      }
    }
    #expect(trialCount == trials)
    #expect(epochCount == epochs)
  }
}
