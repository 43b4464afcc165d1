import Compute
import Testing

@testable import Curation

@Suite struct DuplicateGroupsTests {
  /// - Parameter miniature: number of a picture; those of different numbers are not alike.
  private func print(_ content: UInt8, _ hash: UInt64? = nil, miniature: UInt64 = 0)
    -> PictureFingerprint
  {
    let bytes = [content, 1, 2]
    var random = RandomStream(seed: miniature, .test)
    let levels = (0..<256).map { _ in UInt8(random.integer(below: 256)) }
    return PictureFingerprint(
      byteCount: 3, content: bytes.withUnsafeBytes { ContentHash($0) },
      look: hash.map { PictureLook(hash: $0, miniature: Miniature(levels: levels)) })
  }

  private func members(_ groups: DuplicateGroups) -> [[Int32]] { groups.groups.map(\.members) }

  @Test func equalFilesAreGrouped() {
    let prints: [PictureFingerprint?] = [
      print(1), print(2), nil, print(1), print(3), print(2), nil,
    ]
    let groups = DuplicateGroups(prints, distance: nil, pause: {}) { _, _ in true }
    #expect(members(groups) == [[0, 3], [1, 5]])
    #expect(groups.groups.map(\.kind) == [.exact, .exact])
    #expect(groups.numbers(count: 7) == [0, 1, -1, 0, -1, 1, -1])
  }

  @Test func collisionsOfTheHashAreFoundOut() {
    // All four hashes agree; the bytes of 0 and 2, and of 1 and 3, do.
    let prints = [PictureFingerprint?](repeating: print(1), count: 4)
    let groups = DuplicateGroups(prints, distance: nil, pause: {}) { $0 % 2 == $1 % 2 }
    #expect(members(groups) == [[0, 2], [1, 3]])
  }

  @Test func nearPicturesAreJoinedInChains() {
    let prints: [PictureFingerprint?] = [
      print(1, 0b0), print(2, 0b11), print(3, 0b1111), print(4, ~0), print(5, ~0), print(6, nil),
    ]
    let groups = DuplicateGroups(prints, distance: 2, pause: {}) { _, _ in true }
    #expect(members(groups) == [[0, 1, 2], [3, 4]])
    #expect(groups.groups.map(\.kind) == [.near, .near])
    #expect(members(DuplicateGroups(prints, distance: 1, pause: {}) { _, _ in true }) == [[3, 4]])
    #expect(members(DuplicateGroups(prints, distance: nil, pause: {}) { _, _ in true }).isEmpty)
  }

  @Test func hashesAlikeAreNotEnough() {
    // 0, 2 and 4 are one picture, 1 and 3 another; all hashes are within the distance.
    let prints = [
      print(1, 0b1, miniature: 1), print(2, 0b1, miniature: 2), print(3, 0b1, miniature: 1),
      print(4, 0b11, miniature: 2), print(5, 0b111, miniature: 1),
    ]
    let groups = DuplicateGroups(prints, distance: 3, pause: {}) { _, _ in true }
    #expect(members(groups) == [[0, 2, 4], [1, 3]])
  }

  @Test(arguments: [0, 6]) func comparingCanBeStopped(distance: Int) {
    struct Stop: Error {}
    let prints = (0..<80 as Range<UInt64>).map { print(UInt8($0), $0 % 2, miniature: $0) }
    var calls = 0
    #expect(throws: Stop.self) {
      _ = try DuplicateGroups(
        prints, distance: distance,
        pause: {
          calls += 1
          throw Stop()
        }, begins: { _, _ in true })
    }
    #expect(calls == 1)
  }

  @Test func groupsShrinkWithTheirPictures() {
    let prints = [print(1), print(1), print(2), print(2), print(2)]
    let groups = DuplicateGroups(prints, distance: nil, pause: {}) { _, _ in true }
    let without = groups.renumbered { $0 == 1 ? -1 : $0 > 1 ? $0 - 1 : $0 }
    #expect(members(without) == [[1, 2, 3]])
  }

  @Test func contentHashesDiffer() {
    // Lengths, single bits and zeros at the end all count.
    var random = RandomStream(seed: 1, .test)
    let noise = (0..<200).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    var hashes: Set<ContentHash> = []
    var count = 0
    func add(_ bytes: [UInt8]) {
      hashes.insert(bytes.withUnsafeBytes { ContentHash($0) })
      count += 1
    }
    for length in 0...noise.count { add(Array(noise.prefix(length))) }
    for bit in 0..<8 * noise.count {
      var changed = noise
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      add(changed)
    }
    for length in 1...64 { add([UInt8](repeating: 0, count: length)) }
    #expect(hashes.count == count)
    #expect(Set(hashes.map(\.low)).count == count && Set(hashes.map(\.high)).count == count)
  }
}
