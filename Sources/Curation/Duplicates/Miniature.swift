/// A picture at 16 x 16 gray levels, which tells whether two pictures with hashes alike are the same.
///
/// Compared are the slopes between neighbouring cells, by their cosine (brightness is not in them, contrast
/// cancels). Slopes are cut at 24 levels: else the outline of whatever stands on a plain ground weighs more than all
/// that is within it, and different things of one shape are alike. A crop shifts the cells, so that each picture is
/// also compared with the inner part of the other.
struct Miniature: Sendable {
  static let side = 16
  /// Of two copies, the worst cosines among altered photos are 0.86 (5 % of each side cut), 0.92 (2 %), 0.95
  /// (brightness by a quarter). Different pages of text have 0.8 at most.
  private static let leastCosine: Float = 0.84
  /// Where most of the ground is plain, the few slopes left are soon alike: of different things cut out small on white,
  /// one pair in seven hundred is above the other limit, and one in twenty thousand above this.
  private static let leastPlainCosine: Float = 0.9
  /// No crop raises a cosine below this to one of the limits.
  private static let hopeless: Float = 0.1
  private static let largestSlope: Float = 24
  /// What compression makes of a plain ground.
  private static let noise: Float = 2
  /// Shares of each side that may have been cut off.
  private static let crops: [Float] = [0.025, 0.05]

  /// `[16, 16]`, row by row.
  private let levels: [UInt8]

  /// - Parameter levels: `[16, 16]`, row by row.
  init(levels: [UInt8]) { self.levels = levels }

  func isLike(_ other: Miniature) -> Bool {
    let (own, others) = (levels.map(Float.init), other.levels.map(Float.init))
    let (cosine, isPlain) = Self.compare(own, others)
    let limit = isPlain ? Self.leastPlainCosine : Self.leastCosine
    if cosine >= limit { return true }
    guard cosine >= Self.hopeless else { return false }
    return Self.crops.contains { crop in
      Self.compare(Self.inner(own, without: crop), others).cosine >= limit
        || Self.compare(own, Self.inner(others, without: crop)).cosine >= limit
    }
  }

  /// - Returns: the cosine of the slopes, and whether less than half of them are any in either picture.
  private static func compare(_ a: [Float], _ b: [Float]) -> (cosine: Float, isPlain: Bool) {
    var (product, squaresOfA, squaresOfB): (Float, Float, Float) = (0, 0, 0)
    var (count, sloping) = (0, 0)
    func add(_ at: Int, _ next: Int) {
      let (left, right) = (a[next] - a[at], b[next] - b[at])
      count += 1
      sloping += max(abs(left), abs(right)) > noise ? 1 : 0
      let p = min(max(left, -largestSlope), largestSlope)
      let q = min(max(right, -largestSlope), largestSlope)
      product += p * q
      squaresOfA += p * p
      squaresOfB += q * q
    }
    for at in 0..<side * side {
      if at % side < side - 1 { add(at, at + 1) }
      if at < side * (side - 1) { add(at, at + side) }
    }
    let norm = (squaresOfA * squaresOfB).squareRoot()
    return (norm > 0 ? product / norm : 0, 2 * sloping < count)
  }

  /// The picture without a share of each side, at the same number of cells.
  private static func inner(_ levels: [Float], without crop: Float) -> [Float] {
    let places = (0..<side).map { index -> (first: Int, part: Float) in
      let place = crop * Float(side) + (1 - 2 * crop) * (Float(index) + 0.5) - 0.5
      let first = min(max(Int(place.rounded(.down)), 0), side - 2)
      return (first, place - Float(first))
    }
    var result = [Float](repeating: 0, count: side * side)
    for (y, row) in places.enumerated() {
      for (x, column) in places.enumerated() {
        func level(_ y: Int) -> Float {
          let at = y * side + column.first
          return levels[at] + column.part * (levels[at + 1] - levels[at])
        }
        let above = level(row.first)
        result[y * side + x] = above + row.part * (level(row.first + 1) - above)
      }
    }
    return result
  }
}
