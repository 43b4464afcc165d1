/// 64 bits of what a picture looks like: pictures that look the same have hashes that differ in few bits.
///
/// A difference hash: the picture, upright, gray, is shrunk to 9 x 9 levels; each of the 64 bits says
/// whether a level is below its neighbour's, to the right or underneath in turns as on a chessboard, so that
/// structure along both axes counts. Re-encoding, another size, brightness, contrast and colour leave
/// most bits as they are; a crop by a few percent changes some; mirrored and turned pictures are others.
///
/// On a plain ground neighbours are equal, in all pictures alike: the hashes of different ones differ in few bits,
/// too. So what the hash finds is looked at again (`PreparedMiniature`).
package enum PerceptualHash {
  /// The default for the distance up to which pictures are taken for the same. See docs/datasets.md for
  /// what was measured.
  package static let defaultDistance = 6
  /// Beyond, most pairs are pictures that only resemble each other.
  package static let largestDistance = 16

  static let side = 9
  /// Variance of the levels below which a picture is as good as flat.
  private static let leastVariance = 4.0

  /// - Parameter levels: `[9, 9]`, row by row.
  /// - Returns: nil for a picture that is flat.
  static func hash(levels: UnsafeBufferPointer<UInt8>) -> UInt64? {
    let mean = levels.reduce(0) { $0 + Double($1) } / Double(levels.count)
    let variance =
      levels.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(levels.count)
    guard variance >= leastVariance else { return nil }
    var hash: UInt64 = 0
    for y in 0..<side - 1 {
      for x in 0..<side - 1 {
        let at = y * side + x
        let neighbour = (x + y) % 2 == 0 ? at + side : at + 1
        hash = hash << 1 | (levels[at] < levels[neighbour] ? 1 : 0)
      }
    }
    return hash
  }
}
