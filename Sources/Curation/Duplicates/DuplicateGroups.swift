import Platform

/// Which pictures of many are the same: every picture is in one group at most.
///
/// Near duplicates are joined in chains: what looks like a picture of a group belongs to it. Of pictures with the
/// same hash that look the same, one stands for all.
package struct DuplicateGroups: Sendable {
  package struct Group: Sendable {
    /// Indices of the pictures, ascending; two or more.
    package let members: [Int32]
    package let kind: DuplicateKind
  }

  /// In the order of their first members.
  package let groups: [Group]
  /// For each cut copy a file that goes on where it ends.
  private let continuations: [Int32: Int32]

  /// Comparisons of pictures, a few milliseconds of them.
  private static let stretch = 1024

  package static let none = DuplicateGroups(groups: [], continuations: [:])

  private init(groups: [Group], continuations: [Int32: Int32]) {
    self.groups = groups
    self.continuations = continuations
  }

  /// - Parameters:
  ///   - fingerprints: of the pictures; nil for those that are in no group.
  ///   - distance: bits in which the perceptual hashes of the same picture may differ; nil: only files
  ///     with the same bytes, and cut copies of them, are the same.
  ///   - pause: called from time to time while pictures are compared that may look the same; what it throws
  ///     comes through.
  ///   - begins: whether the file of a picture begins with all bytes of another one's, which has no more;
  ///     asked where their hashes agree, so that a collision is found out. What it throws comes through.
  package init(
    _ fingerprints: [PictureFingerprint?], distance: Int?, pause: () throws -> Void,
    begins: (_ whole: Int, _ part: Int) throws -> Bool
  ) rethrows {
    var exact = DisjointSets(count: fingerprints.count)
    try Self.joinEqual(fingerprints, &exact, begins)
    var alike = exact
    continuations = try CutCopies.find(fingerprints, firsts: &exact, begins)
    for (part, whole) in continuations { alike.join(Int(part), Int(whole)) }
    var all = alike
    if let distance { try Self.joinNear(fingerprints, distance, &all, pause) }
    var members: [Int: [Int32]] = [:]
    for index in fingerprints.indices where fingerprints[index] != nil {
      let root = all.root(of: index)
      if root != index { members[root, default: [Int32(root)]].append(Int32(index)) }
    }
    groups = members.sorted { $0.key < $1.key }.map { root, members in
      func isOne(_ sets: inout DisjointSets) -> Bool {
        let first = sets.root(of: root)
        return members.allSatisfy { sets.root(of: Int($0)) == first }
      }
      return Group(
        members: members, kind: isOne(&exact) ? .exact : isOne(&alike) ? .cut : .near)
    }
  }

  private static func joinEqual(
    _ fingerprints: [PictureFingerprint?], _ sets: inout DisjointSets,
    _ begins: (_ whole: Int, _ part: Int) throws -> Bool
  ) rethrows {
    func key(_ index: Int32) -> (UInt64, UInt64, Int, Int32) {
      let print = fingerprints[Int(index)]
      return (print?.content.low ?? 0, print?.content.high ?? 0, print?.byteCount ?? -1, index)
    }
    var order = Array(Int32(0)..<Int32(fingerprints.count))
    order.removeAll { fingerprints[Int($0)] == nil }
    order.sort { key($0) < key($1) }
    // Files that differ although their hashes agree: one each, nearly always one.
    var different: [Int] = []
    for (position, index) in order.enumerated() {
      let (low, high, size, _) = key(index)
      if position == 0 || key(order[position - 1]).0 != low || key(order[position - 1]).1 != high
        || key(order[position - 1]).2 != size
      {
        different = [Int(index)]
      } else if let same = try different.first(where: { try begins($0, Int(index)) }) {
        sets.join(same, Int(index))
      } else {
        different.append(Int(index))
      }
    }
  }

  private static func joinNear(
    _ fingerprints: [PictureFingerprint?], _ distance: Int, _ sets: inout DisjointSets,
    _ pause: () throws -> Void
  ) rethrows {
    let looks = fingerprints.enumerated().compactMap { index, print in
      print?.look.map { (look: $0, index: index) }
    }.sorted { ($0.look.hash, $0.index) < ($1.look.hash, $1.index) }
    // One picture for each look: a thousand copies are compared with others once.
    var firsts: [(look: PictureLook, index: Int)] = []
    var compared = 0
    var cache = MiniatureCache()
    /// Whether they are the same, now or before.
    func join(_ a: (look: PictureLook, index: Int), _ b: (look: PictureLook, index: Int)) throws
      -> Bool
    {
      if sets.root(of: a.index) == sets.root(of: b.index) { return true }
      compared += 1
      if compared % stretch == 0 { try pause() }
      let first = cache.prepared(a.look.miniature, of: a.index)
      let second = cache.prepared(b.look.miniature, of: b.index)
      guard first.isLike(second) else { return false }
      sets.join(a.index, b.index)
      return true
    }
    var start = 0
    for entry in looks {
      if let last = firsts.last, last.look.hash != entry.look.hash { start = firsts.count }
      var isNew = true
      for first in firsts[start...] where try join(first, entry) { isNew = false }
      if isNew { firsts.append(entry) }
    }
    try HammingPairs.find(in: firsts.map(\.look.hash), within: distance, pause: pause) {
      _ = try join(firsts[$0], firsts[$1])
    }
  }

  /// The longest file that begins with all bytes of this one; itself when there is no other.
  package func whole(of picture: Int32) -> Int32 {
    var whole = picture
    while let longer = continuations[whole] { whole = longer }
    return whole
  }

  /// The same groups when pictures have been left out.
  /// - Parameter number: the new index of a picture; -1: left out.
  package func renumbered(_ number: (Int32) -> Int32) -> DuplicateGroups {
    let kept = groups.map { group in
      Group(members: group.members.map(number).filter { $0 >= 0 }, kind: group.kind)
    }
    let pairs = continuations.map { (number($0), number($1)) }.filter { $0 >= 0 && $1 >= 0 }
    return DuplicateGroups(
      groups: kept.filter { $0.members.count > 1 },
      continuations: Dictionary(uniqueKeysWithValues: pairs))
  }

  /// For each picture the number of its group, from 0; -1: none.
  /// - Parameter count: of pictures.
  package func numbers(count: Int) -> [Int32] {
    var numbers = [Int32](repeating: -1, count: count)
    for (number, group) in groups.enumerated() {
      for member in group.members { numbers[Int(member)] = Int32(number) }
    }
    return numbers
  }
}
