import Imaging
import Platform

/// 64 bits of what a picture looks like: pictures that look the same have hashes that differ in few bits.
///
/// A difference hash: the picture, upright, gray, is shrunk to 9 x 9 levels; each of the 64 bits says
/// whether a level is below its neighbour's, to the right or underneath in turns as on a chessboard, so that
/// structure along both axes counts. Re-encoding, another size, brightness, contrast and colour leave
/// most bits as they are; a crop by a few percent changes some; mirrored and turned pictures are others.
package enum PerceptualHash {
  /// The default for the distance up to which pictures are taken for the same. See docs/datasets.md for
  /// what was measured.
  package static let defaultDistance = 6
  /// Beyond, most pairs are pictures that only resemble each other.
  package static let largestDistance = 16

  private static let side = 9
  /// Decoded to at least this, of which the levels are averages.
  private static let decodedSide = 32
  /// Variance of the levels below which a picture is as good as flat.
  private static let leastVariance = 4.0
  /// Of a damaged picture, the rows before the damage are hashed, for what decoders fill the rest with looks the
  /// same in all; so are those of a picture that was saved with that filling. Of the first rows alone, the fewer they are the more are plain sky or wall, and the more
  /// different photographs look alike: Benchmarks/RESULTS.md has the numbers. Half is also what validation
  /// asks of a picture that is worth salvaging.
  private static let leastGoodShare = 0.5

  /// - Parameter report: of the file, if it was validated.
  /// - Returns: nil for a picture that is flat or cannot be decoded, and for one of which too little is good:
  ///   nothing tells it from others.
  package static func hash(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits, report: ImageReport? = nil
  ) -> UInt64? {
    let input = InputSpec(width: side, height: side, channels: 1)
    guard
      let picture = try? ImageDecoder.decodeGoodRows(
        bytes, name: name, target: (decodedSide, decodedSide), channels: 1, limits: limits,
        leastShare: leastGoodShare, report: report),
      let levels = try? input.fitted(picture.view, scale: 1)
    else { return nil }
    defer { withExtendedLifetime(levels) {} }
    let content = UnsafeBufferPointer(start: levels.pointer, count: side * side)
    if report == nil, hasGrayEdge(content) {
      let report = ImageValidator.validate(bytes, name: name, limits: limits)
      if report.quality.flags.contains(.grayLowerPart) {
        return hash(bytes, name: name, limits: limits, report: report)
      }
    }
    return hash(levels: content)
  }

  /// Whether the levels along a side (the picture may have been turned) are those that decoders fill in for lost
  /// data, so that it is worth to look closer.
  private static func hasGrayEdge(_ levels: UnsafeBufferPointer<UInt8>) -> Bool {
    func isGray(from first: Int, by step: Int) -> Bool {
      (0..<side).allSatisfy { 124...132 ~= levels[first + $0 * step] }
    }
    return isGray(from: side * (side - 1), by: 1) || isGray(from: 0, by: 1)
      || isGray(from: side - 1, by: side) || isGray(from: 0, by: side)
  }

  /// - Parameter levels: `[9, 9]`, row by row.
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
