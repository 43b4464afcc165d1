/// Finds files that another one begins with: copies that were cut off.
///
/// A file and what is left of it agree in the hash up to the shorter one's last mark (`FileBeginnings`). So each file
/// asks for those that end behind one of its marks; only these are compared, byte by byte.
enum CutCopies {
  /// - Parameters:
  ///   - firsts: sets of files with the same bytes; the first of each is looked at.
  ///   - begins: as for `DuplicateGroups`.
  /// - Returns: for each cut copy one file that goes on where it ends. One is enough: what is left of a
  ///   cut file may be the beginning of several that are different pictures, a white margin, say.
  static func find(
    _ fingerprints: [PictureFingerprint?], firsts: inout DisjointSets,
    _ begins: (_ whole: Int, _ part: Int) throws -> Bool
  ) rethrows -> [Int32: Int32] {
    var ends: [(hash: UInt32, index: Int32)] = []
    for (index, print) in fingerprints.enumerated() {
      guard let hash = print?.beginnings.whole, firsts.root(of: index) == index else { continue }
      ends.append((hash, Int32(index)))
    }
    ends.sort { ($0.hash, $0.index) < ($1.hash, $1.index) }
    var continuations: [Int32: Int32] = [:]
    for (index, print) in fingerprints.enumerated() {
      guard let print, firsts.root(of: index) == index else { continue }
      for mark in 0..<print.beginnings.count {
        let hash = print.beginnings[mark]
        var at = lowerBound(of: hash, in: ends)
        while at < ends.count, ends[at].hash == hash {
          let other = ends[at].index
          at += 1
          guard let part = fingerprints[Int(other)], part.byteCount < print.byteCount,
            continuations[other] == nil, try begins(index, Int(other))
          else { continue }
          continuations[other] = Int32(index)
        }
      }
    }
    return continuations
  }

  /// The first that is not below the hash.
  private static func lowerBound(of hash: UInt32, in ends: [(hash: UInt32, index: Int32)]) -> Int {
    var (low, high) = (0, ends.count)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
