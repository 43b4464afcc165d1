/// A miniature with its slopes, of which the comparison is made.
///
/// Compared are the slopes between neighbouring cells, by their cosine (brightness is not in them, contrast
/// cancels). Slopes are cut at 24 levels: else the outline of whatever stands on a plain ground weighs more than all
/// that is within it, and different things of one shape are alike. A crop shifts the cells, so that each picture is
/// also compared with the inner part of the other.
final class PreparedMiniature {
  /// Of two copies, the worst cosines among altered photos are 0.86 (5 % of each side cut), 0.92 (2 %), 0.95
  /// (brightness by a quarter). Different pages of text have 0.8 at most.
  private static let leastCosine: Float = 0.84
  /// Where most of the ground is plain, the few slopes left are soon alike: of different things cut out small on white,
  /// one pair in seven hundred is above the other limit, and one in twenty thousand above this.
  private static let leastPlainCosine: Float = 0.9
  /// No crop raises a cosine below this to one of the limits.
  private static let hopeless: Float = 0.4

  private let miniature: Miniature
  private let slopes: Slopes
  private lazy var innerSlopes = miniature.innerSlopes

  init(_ miniature: Miniature) {
    self.miniature = miniature
    slopes = miniature.slopes
  }

  func isLike(_ other: PreparedMiniature) -> Bool {
    let cosine = slopes.cosine(other.slopes)
    guard cosine >= Self.hopeless else { return false }
    let limit = slopes.isPlain(beside: other.slopes) ? Self.leastPlainCosine : Self.leastCosine
    return cosine >= limit
      || innerSlopes.contains { $0.cosine(other.slopes) >= limit }
      || other.innerSlopes.contains { $0.cosine(slopes) >= limit }
  }
}
