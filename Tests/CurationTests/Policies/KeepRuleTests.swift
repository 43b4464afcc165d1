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
    var tally = PolicyTally(classCount: 2, salvageShare: 0.75)
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

extension PolicyTally.Counts {
  init(whole: Int, cropped: Int, lost: Int) {
    self.init()
    (self.whole, self.cropped, self.lost) = (whole, cropped, lost)
  }
}
