import Compute
import Testing

@testable import Curation

@Suite struct CutCopiesTests {
  /// A header that all share, and noise behind it.
  private func file(_ seed: UInt64, count: Int, header: Int = 300) -> [UInt8] {
    var random = RandomStream(seed: seed, .test)
    let comment = [0xFF, 0xFE, UInt8(header >> 8), UInt8(header & 0xFF)]
    return [0xFF, 0xD8] + comment + [UInt8](repeating: 7, count: header - 2)
      + [0xFF, 0xDA, 0, 4, 1, 2]
      + (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) & 0x7F }
  }

  private func print(_ file: [UInt8]) -> PictureFingerprint {
    file.withUnsafeBytes {
      PictureFingerprint($0, near: false, name: "x", limits: .init())
    }
  }

  private func groups(_ files: [[UInt8]], compared: (() -> Void)? = nil) -> DuplicateGroups {
    DuplicateGroups(files.map { print($0) }, distance: nil, pause: {}) { whole, part in
      compared?()
      return files[whole].starts(with: files[part])
    }
  }

  @Test func filesThatBeginAlikeAreGrouped() {
    let whole = file(1, count: 10_000)
    let others = (2...9).map { file($0, count: 9000) }
    for share in [0.02, 0.1, 0.3, 0.5, 0.9, 0.999] {
      let part = Array(whole.prefix(306 + Int(10_000 * share)))
      let found = groups([part] + others + [whole])
      #expect(found.groups.map(\.members) == [[0, 9]], "\(share)")
      #expect(found.groups.map(\.kind) == [.cut])
      #expect(found.whole(of: 0) == 9 && found.whole(of: 9) == 9 && found.whole(of: 3) == 3)
    }
    // Nothing but the header, or too little behind it to tell pictures apart.
    for count in [200, 310, 350] {
      #expect(groups([Array(whole.prefix(count)), whole]).groups.isEmpty)
    }
  }

  @Test func copiesOfCopiesLeadToTheWholeOne() {
    let whole = file(1, count: 5000)
    let (half, less) = (Array(whole.prefix(2800)), Array(whole.prefix(1500)))
    let found = groups([half, whole, less, half])
    #expect(found.groups.map(\.members) == [[0, 1, 2, 3]])
    #expect([0, 1, 2].map { found.whole(of: $0) } == [1, 1, 1])
  }

  @Test func aBeginningOfSeveralJoinsNoneOfThem() {
    let margin = file(1, count: 500)
    let pages = (2...4).map { margin + file($0, count: 450) }
    let found = groups(pages + [margin])
    #expect(found.groups.map(\.members) == [[0, 3]])
  }

  @Test func collisionsAreFoundOut() {
    let whole = file(1, count: 1000)
    var changed = Array(whole.prefix(1000))
    changed[990] ^= 1
    #expect(groups([whole, changed]).groups.isEmpty)
  }

  @Test func differentFilesAreNotCompared() {
    // All with one header, which is most of each file.
    let files = (0..<200).map { file($0, count: 200 + Int($0), header: 3000) }
    var count = 0
    _ = groups(files) { count += 1 }
    #expect(count == 0)
  }

  @Test func groupsShrinkWithTheirPictures() {
    let whole = file(1, count: 5000)
    let found = groups([whole, Array(whole.prefix(3000)), Array(whole.prefix(2000))])
    let without = found.renumbered { $0 == 1 ? -1 : $0 == 2 ? 1 : $0 }
    #expect(without.groups.map(\.members) == [[0, 1]])
  }
}
