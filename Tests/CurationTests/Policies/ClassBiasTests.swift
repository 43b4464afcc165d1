import Curation
import Testing

@Suite struct ClassBiasTests {
  private func bias(_ counts: (files: Int, lost: Int)...) -> ClassBias {
    ClassBias(
      counts.map { .init(whole: $0.files - $0.lost, cropped: 0, lost: $0.lost) })
  }

  @Test func aClassThatLosesMuchMoreStandsOut() {
    let found = bias((100, 2), (100, 31), (100, 3))
    #expect(found.isNotable && found.classes.first == 1)
    #expect(found.extremes.most == 1 && found.extremes.least == 0)
  }

  @Test func equalLossesAreNoBias() {
    #expect(!bias((100, 30), (100, 31), (1000, 290)).isNotable)
    #expect(!bias((100, 0), (100, 0)).isNotable)
    #expect(!bias((50, 50), (50, 50)).isNotable)
  }

  @Test func fewFilesProveNothingAndSmallDifferencesDoNotMatter() {
    // 2 of 10 against 0 of 20 may be chance; 4 % against 1 % of many thousand is none, but small.
    #expect(!bias((10, 2), (10, 0), (10, 0)).isNotable)
    #expect(!bias((100_000, 4000), (100_000, 1000)).isNotable)
    #expect(bias((1000, 60), (1000, 5)).isNotable)
  }

  @Test func classesWithoutFilesAreNoDivision() {
    #expect(!bias((0, 0), (10, 0)).isNotable)
    #expect(!bias().isNotable)
  }
}
