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
  private static let hopeless: Float = 0.4
  /// Shares of each side that may have been cut off.
  private static let crops = [Crop(0.025), Crop(0.05)]

  /// `[16, 16]`, row by row.
  private let levels: [UInt8]

  /// - Parameter levels: `[16, 16]`, row by row.
  init(levels: [UInt8]) { self.levels = levels }

  func isLike(_ other: Miniature) -> Bool {
    let (own, others) = (slopes, other.slopes)
    let cosine = own.cosine(others)
    guard cosine >= Self.hopeless else { return false }
    let limit = own.isPlain(beside: others) ? Self.leastPlainCosine : Self.leastCosine
    return cosine >= limit
      || Self.crops.contains { crop in
        slopes(without: crop).cosine(others) >= limit
          || own.cosine(other.slopes(without: crop)) >= limit
      }
  }

  /// Made for each comparison: kept, they would take four times the memory of the levels.
  private var slopes: Slopes {
    Slopes(levels.map { Int16($0) &* Int16(Slopes.unit) }, side: Self.side)
  }

  /// Of the picture without a share of each side, at the same number of cells.
  private func slopes(without crop: Crop) -> Slopes {
    let side = Self.side
    // Levels between rows in 256ths, between columns in 65536ths, which are rounded to the unit.
    let shift = Int32(16 - Slopes.unit.trailingZeroBitCount)
    let inner = levels.withUnsafeBufferPointer { levels in
      crop.places.withUnsafeBufferPointer { places in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: side) { row in
          [Int16](unsafeUninitializedCapacity: side * side) { inner, count in
            for y in 0..<side {
              let (start, part) = (places[y].first &* side, places[y].part)
              for x in 0..<side {
                let (above, below) = (levels[start &+ x], levels[start &+ side &+ x])
                row[x] = Int32(above) &* (256 &- part) &+ Int32(below) &* part
              }
              for x in 0..<side {
                let (first, part) = (places[x].first, places[x].part)
                let level = row[first] &* (256 &- part) &+ row[first &+ 1] &* part
                inner[y &* side &+ x] = Int16(
                  truncatingIfNeeded: (level &+ 1 &<< (shift &- 1)) &>> shift)
              }
            }
            count = side &* side
          }
        }
      }
    }
    return Slopes(inner, side: side)
  }

  /// A share of each side that was cut off.
  private struct Crop {
    /// Where the centres of the cells lie among those of the whole picture: behind which one, by how many 256ths.
    let places: [(first: Int, part: Int32)]

    init(_ share: Double) {
      places = (0..<side).map { index in
        let place = share * Double(side) + (1 - 2 * share) * (Double(index) + 0.5) - 0.5
        let first = min(max(Int(place), 0), side - 2)
        return (first, Int32(256 * (place - Double(first)) + 0.5))
      }
    }
  }
}
