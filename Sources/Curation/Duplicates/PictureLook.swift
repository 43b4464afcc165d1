import Imaging
import Platform

/// What a picture looks like: a hash that finds those like it among many, and a miniature that tells whether
/// one that was found is.
package struct PictureLook: Sendable {
  package let hash: UInt64
  let miniature: Miniature

  /// Decoded to at least this, of which the levels are averages.
  private static let decodedSide = 32
  /// Of a damaged picture, the rows before the damage are looked at, for what decoders fill the rest with looks the
  /// same in all; so are those of a picture that was saved with that filling. Of the first rows alone, the fewer they are the more are plain sky or wall, and the more
  /// different photographs look alike: Benchmarks/RESULTS.md has the numbers. Half is also what validation
  /// asks of a picture that is worth salvaging.
  private static let leastGoodShare = 0.5

  init(hash: UInt64, miniature: Miniature) {
    self.hash = hash
    self.miniature = miniature
  }

  /// - Parameter report: of the file, if it was validated.
  /// - Returns: nil for a picture that is flat or cannot be decoded, and for one of which too little is good:
  ///   nothing tells it from others.
  package init?(
    _ bytes: UnsafeRawBufferPointer, name: String, limits: ImageLimits, report: ImageReport? = nil
  ) {
    guard
      let picture = try? ImageDecoder.decodeGoodRows(
        bytes, name: name, target: (Self.decodedSide, Self.decodedSide), channels: 1,
        limits: limits, leastShare: Self.leastGoodShare, report: report),
      let coarse = Self.levels(picture, side: PerceptualHash.side),
      let fine = Self.levels(picture, side: Miniature.side)
    else { return nil }
    if report == nil, Self.hasGrayEdge(coarse) {
      let report = ImageValidator.validate(bytes, name: name, limits: limits)
      if report.quality.flags.contains(.grayLowerPart) {
        self.init(bytes, name: name, limits: limits, report: report)
        return
      }
    }
    guard let hash = coarse.withUnsafeBufferPointer({ PerceptualHash.hash(levels: $0) }) else {
      return nil
    }
    self.init(hash: hash, miniature: Miniature(levels: fine))
  }

  /// `[side, side]`, row by row.
  private static func levels(_ picture: Bitmap, side: Int) -> [UInt8]? {
    let input = InputSpec(width: side, height: side, channels: 1)
    guard let levels = try? input.fitted(picture.view, scale: 1) else { return nil }
    defer { withExtendedLifetime(levels) {} }
    return Array(UnsafeBufferPointer(start: levels.pointer, count: side * side))
  }

  /// Whether the levels along a side (the picture may have been turned) are those that decoders fill in for lost
  /// data, so that it is worth to look closer.
  private static func hasGrayEdge(_ levels: [UInt8]) -> Bool {
    let side = PerceptualHash.side
    func isGray(from first: Int, by step: Int) -> Bool {
      (0..<side).allSatisfy { 124...132 ~= levels[first + $0 * step] }
    }
    return isGray(from: side * (side - 1), by: 1) || isGray(from: 0, by: 1)
      || isGray(from: side - 1, by: side) || isGray(from: 0, by: side)
  }
}
