/// A picture at 16 x 16 gray levels, which tells whether two pictures with hashes alike are the same
/// (`PreparedMiniature`).
struct Miniature: Sendable {
  static let side = 16
  /// Shares of each side that may have been cut off.
  private static let crops = [Crop(0.025), Crop(0.05)]

  /// `[16, 16]`, row by row.
  private let levels: [UInt8]

  /// - Parameter levels: `[16, 16]`, row by row.
  init(levels: [UInt8]) { self.levels = levels }

  /// Of the whole picture.
  var slopes: Slopes {
    Slopes(levels.map { Int16($0) &* Int16(Slopes.unit) }, side: Self.side)
  }

  /// Of the inner parts that crops leave.
  var innerSlopes: [Slopes] { Self.crops.map(slopes(without:)) }

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
