import Compute
import Testing

@testable import Curation

@Suite struct DuplicateGroupsTests {
  private func print(_ content: UInt8, _ perceptual: UInt64? = nil) -> PictureFingerprint {
    let bytes = [content, 1, 2]
    return PictureFingerprint(
      byteCount: 3, content: bytes.withUnsafeBytes { ContentHash($0) }, perceptual: perceptual)
  }

  private func members(_ groups: DuplicateGroups) -> [[Int32]] { groups.groups.map(\.members) }

  @Test func equalFilesAreGrouped() {
    let prints: [PictureFingerprint?] = [
      print(1), print(2), nil, print(1), print(3), print(2), nil,
    ]
    let groups = DuplicateGroups(prints, distance: nil) { _, _ in true }
    #expect(members(groups) == [[0, 3], [1, 5]])
    #expect(groups.groups.map(\.kind) == [.exact, .exact])
    #expect(groups.numbers(count: 7) == [0, 1, -1, 0, -1, 1, -1])
  }

  @Test func collisionsOfTheHashAreFoundOut() {
    // All four hashes agree; the bytes of 0 and 2, and of 1 and 3, do.
    let prints = [PictureFingerprint?](repeating: print(1), count: 4)
    let groups = DuplicateGroups(prints, distance: nil) { $0 % 2 == $1 % 2 }
    #expect(members(groups) == [[0, 2], [1, 3]])
  }

  @Test func nearPicturesAreJoinedInChains() {
    let prints: [PictureFingerprint?] = [
      print(1, 0b0), print(2, 0b11), print(3, 0b1111), print(4, ~0), print(5, ~0), print(6, nil),
    ]
    let groups = DuplicateGroups(prints, distance: 2) { _, _ in true }
    #expect(members(groups) == [[0, 1, 2], [3, 4]])
    #expect(groups.groups.map(\.kind) == [.near, .near])
    #expect(members(DuplicateGroups(prints, distance: 1) { _, _ in true }) == [[3, 4]])
    #expect(members(DuplicateGroups(prints, distance: nil) { _, _ in true }).isEmpty)
  }

  @Test func groupsShrinkWithTheirPictures() {
    let prints = [print(1), print(1), print(2), print(2), print(2)]
    let groups = DuplicateGroups(prints, distance: nil) { _, _ in true }
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
