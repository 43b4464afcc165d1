import Imaging
import Platform
import Testing

@testable import Curation

@Suite struct KeepRuleTests {
  private func report(
    _ verdict: ImageReport.Verdict, _ reason: ImageReport.Reason, share: Double
  ) -> ImageReport {
    var report = ImageReport()
    report.format = .jpeg
    report.verdict = verdict
    report.reason = reason
    report.decodedShare = share
    (report.width, report.height) = (100, 200)
    return report
  }

  private func keep(_ report: ImageReport, share: Double = 0.75, decodable: Bool = true)
    -> [Keeping]
  {
    KeepPolicy.allCases.map {
      KeepRule($0, salvageShare: share).keeping(report, isDecodable: decodable)
    }
  }

  @Test func goodPicturesAreKeptWhole() {
    #expect(keep(report(.ok, .none, share: 1)) == [.whole, .whole, .whole])
  }

  @Test func cutPicturesAreCroppedFromTheShareOn() {
    let cropped = Keeping.cropped(rows: 150)
    #expect(keep(report(.salvageable, .truncated, share: 0.75)) == [.leftOut, cropped, cropped])
    let less = report(.salvageable, .truncated, share: 0.74)
    #expect(keep(less) == [.leftOut, .leftOut, .cropped(rows: 148)])
    #expect(keep(less, share: 0.5) == [.leftOut, .cropped(rows: 148), .cropped(rows: 148)])
    #expect(
      keep(report(.corrupt, .truncated, share: 0.1)) == [.leftOut, .leftOut, .cropped(rows: 20)])
    #expect(keep(report(.corrupt, .truncated, share: 0)) == [.leftOut, .leftOut, .leftOut])
  }

  @Test func progressivePicturesWithoutTheirLastScansAreWhole() {
    let coarse = report(.salvageable, .incompleteProgression, share: 1)
    let allRows = Keeping.coarse(rows: 200)
    #expect(keep(coarse) == [.leftOut, allRows, allRows])
  }

  @Test func wrongDataAreKeptByOnePolicyOnly() {
    let wrong = report(.corrupt, .badEntropyData, share: 0.9)
    #expect(keep(wrong) == [.leftOut, .leftOut, .asDecoded])
    #expect(keep(wrong, decodable: false) == [.leftOut, .leftOut, .leftOut])
  }

  @Test func otherFormatsAndHostileFilesAreNeverKept() {
    var png = report(.unsupported, .otherFormat, share: 0)
    png.format = .png
    #expect(keep(png) == [.leftOut, .leftOut, .leftOut])
    #expect(
      keep(report(.hostile, .tooManyPixels, share: 0)) == [.leftOut, .leftOut, .leftOut])
  }

  @Test(arguments: [0.49, 1.01, .nan, -1]) func sharesAreChecked(share: Double) {
    #expect(throws: ScanlineError.self) { try KeepRule(.salvage, salvageShare: share).validate() }
  }

  @Test func everyPolicyIsTallied() {
    var tally = PolicyTally(classCount: 2, rule: KeepRule())
    tally.add(report(.ok, .none, share: 1), isDecodable: true, label: 0)
    tally.add(report(.salvageable, .truncated, share: 0.8), isDecodable: true, label: 1)
    tally.add(report(.corrupt, .badEntropyData, share: 0.8), isDecodable: true, label: 1)
    tally.add(report(.corrupt, .empty, share: 0), isDecodable: false, label: 1)
    #expect(tally.classes(.strict).map(\.lost) == [0, 3])
    #expect(tally.classes(.salvage).map(\.lost) == [0, 2])
    #expect(tally.classes(.salvage).map(\.cropped) == [0, 1])
    #expect(tally.classes(.allDecodable).map(\.lost) == [0, 1])
    #expect(tally.total(.allDecodable) == .init(whole: 2, cropped: 1, lost: 1))
    #expect(tally.classes(.salvage)[1].lostShare == 2.0 / 3)
  }
}

extension KeepRuleTests {
  @Test func whatIsRefusedForItsQualityIsLost() {
    var rule = KeepRule(.strict, salvageShare: 0.75)
    rule.refusedQuality = .dark
    var tally = PolicyTally(classCount: 1, rule: rule)
    for share in [1, 0.8] {
      for flags in [ImageQuality.Flags.dark, .flat, []] {
        var file = report(share == 1 ? .ok : .salvageable, .truncated, share: share)
        file.quality.flags = flags
        tally.add(file, isDecodable: true, label: 0)
      }
    }
    #expect(tally.total(.strict) == .init(whole: 2, cropped: 0, lost: 4))
    #expect(tally.total(.salvage) == .init(whole: 2, cropped: 2, lost: 2))
    #expect(tally.total(.allDecodable) == .init(whole: 2, cropped: 2, lost: 2))
  }

  @Test func conflictsAreLostWhereTheyAre() {
    var tally = PolicyTally(classCount: 2, rule: KeepRule())
    let whole = report(.ok, .none, share: 1)
    let cut = report(.salvageable, .truncated, share: 0.8)
    for (file, label) in [(whole, 0), (cut, 1), (whole, 0), (whole, 1)] {
      tally.add(file, isDecodable: true, label: label)
    }
    // Where the cut one is left out, the whole one has one label.
    tally.drop([(whole, 0), (cut, 1)])
    #expect(tally.classes(.strict) == [.init(whole: 2), .init(whole: 1, lost: 1)])
    #expect(tally.classes(.salvage) == [.init(whole: 1, lost: 1), .init(whole: 1, lost: 1)])
    tally.drop([(whole, 0), (whole, 1)])
    #expect(tally.classes(.strict) == [.init(whole: 1, lost: 1), .init(lost: 2)])
    #expect(tally.classes(.allDecodable) == [.init(lost: 2), .init(lost: 2)])
  }
}

extension PolicyTally.Counts {
  init(whole: Int = 0, cropped: Int = 0, lost: Int = 0) {
    self.init()
    (self.whole, self.cropped, self.lost) = (whole, cropped, lost)
  }
}
