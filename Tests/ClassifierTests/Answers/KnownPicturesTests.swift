import Glibc
import Imaging
import Platform
import Testing

@testable import Classifier

@Suite struct KnownPicturesTests {
  /// Two uncorrelated numbers of deviation 1 about (5, 0).
  private static let rows: [[Double]] = [[4, -1], [4, 1], [6, -1], [6, 1]]

  @Test func scoreIsTheMahalanobisDistance() throws {
    let heldOut: [[Double]] = [[5, 0], [6, 0], [7, 0], [8, 0]]
    let known = try KnownPictures(statistics: Self.rows, heldOut: heldOut, share: 0.75)
    // The ridge adds a tenth to the variance.
    #expect(abs(Double(known.score([5 + 3, 4])) - 5 / 1.1.squareRoot()) < 1e-5)
    #expect(known.score([5, 0]) == 0)
    #expect(abs(Double(known.threshold) - 2 / 1.1.squareRoot()) < 1e-5)
    let all = try KnownPictures(statistics: Self.rows, heldOut: heldOut, share: 1)
    #expect(all.threshold == known.score([8, 0]))
  }

  @Test func correlatedStatisticsAreWhitened() throws {
    // y = x: a step along the line is usual, one across it is not.
    let rows: [[Double]] = [[-1, -1], [1, 1]]
    let known = try KnownPictures(statistics: rows, heldOut: rows, share: 1)
    #expect(abs(Double(known.score([1, 1])) - (2 / 2.1).squareRoot()) < 1e-5)
    #expect(abs(Double(known.score([1, -1])) - (2 / 0.1).squareRoot()) < 1e-4)
  }

  /// A statistic counts by how much it varies, not by its unit.
  @Test func unitsDoNotMatter() throws {
    let known = try KnownPictures(statistics: Self.rows, heldOut: Self.rows, share: 1)
    func scaled(_ row: [Double]) -> [Double] { [row[0], 40 * row[1]] }
    let other = try KnownPictures(
      statistics: Self.rows.map(scaled), heldOut: Self.rows.map(scaled), share: 1)
    for row: [Double] in [[5, 2], [8, 0], [4, -3]] {
      #expect(abs(other.score(scaled(row)) - known.score(row)) < 1e-5)
    }
  }

  @Test func badSharesAndNoPicturesAreRefused() {
    for share in [0, -1, 1.01, Double.nan] {
      #expect(throws: ScanlineError.self) {
        try KnownPictures(statistics: Self.rows, heldOut: Self.rows, share: share)
      }
    }
    #expect(throws: ScanlineError.self) {
      try KnownPictures(statistics: [], heldOut: Self.rows, share: 0.5)
    }
    #expect(throws: ScanlineError.self) {
      try KnownPictures(statistics: Self.rows, heldOut: [], share: 0.5)
    }
  }

  @Test func stripesAreInTheirLevelAndDirection() {
    let spec = InputSpec(width: 8, height: 8, channels: 1)
    func measured(_ value: (Int, Int) -> Float) -> [Double] {
      KnownPictures.statistics(of: (0..<64).map { value($0 % 8, $0 / 8) }, spec)
    }
    let (none, full) = (log(0.001), log(4.001))
    func equal(_ found: [Double], _ expected: [Double]) -> Bool {
      found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }
    }
    #expect(equal(measured { x, _ in x % 2 == 0 ? 1 : -1 }, [full, none, none, none, none, none]))
    #expect(equal(measured { _, y in y % 2 == 0 ? 1 : -1 }, [none, full, none, none, none, none]))
    #expect(
      equal(measured { x, y in (x + y) % 2 == 0 ? 1 : -1 }, [none, none, full, none, none, none]))
    #expect(
      equal(measured { x, _ in x / 2 % 2 == 0 ? 1 : -1 }, [none, none, none, full, none, none]))
    #expect(equal(measured { _, _ in 3 }, Array(repeating: none, count: 6)))
  }

  @Test func grayPicturesHaveNoColourContrast() {
    let spec = InputSpec(width: 4, height: 4)
    let input = (0..<48).map { Float($0 / 3 % 2) }
    let found = KnownPictures.statistics(of: input, spec)
    #expect(found.count == 18)
    #expect(found[0] > 0 - 1 && abs(found[1] - log(0.001)) < 1e-6 && found[2] == found[1])
    // Too small for any level: as a flat picture.
    let tiny = KnownPictures.statistics(of: [1, 2, 3], InputSpec(width: 1, height: 1))
    #expect(tiny.allSatisfy { abs($0 - log(0.001)) < 1e-6 })
  }
}
