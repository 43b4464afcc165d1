/// The differences between neighbouring cells of a miniature, along rows and columns, cut at a largest one.
struct Slopes {
  /// Parts of a level.
  static let unit = 16
  /// 24 levels.
  private static let largest = Int16(24 * unit)
  /// 2 levels: what compression makes of a plain ground.
  private static let noise = Int16(2 * unit)

  private let values: [Int16]
  private let squares: Int32

  /// - Parameter levels: `[side, side]`, row by row, in units.
  init(_ levels: [Int16], side: Int) {
    let values = levels.withUnsafeBufferPointer { levels in
      [Int16](unsafeUninitializedCapacity: 2 * side * (side - 1)) { values, count in
        for y in 0..<side {
          for x in 0..<side - 1 {
            let at = y &* side &+ x
            values.initializeElement(at: count &+ x, to: Self.slope(levels[at], levels[at &+ 1]))
          }
          count &+= side &- 1
        }
        for at in 0..<side * (side - 1) {
          values.initializeElement(
            at: count &+ at, to: Self.slope(levels[at], levels[at &+ side]))
        }
        count &+= side &* (side &- 1)
      }
    }
    (self.values, squares) = (values, Self.product(values, values))
  }

  /// Of the angle between the two, from -1 to 1; 0 where one has no slopes at all.
  func cosine(_ other: Slopes) -> Float {
    let norm = (Float(squares) * Float(other.squares)).squareRoot()
    return norm > 0 ? Float(Self.product(values, other.values)) / norm : 0
  }

  /// Whether less than half of the slopes are any in either.
  func isPlain(beside other: Slopes) -> Bool {
    var sloping: Int32 = 0
    values.withUnsafeBufferPointer { own in
      other.values.withUnsafeBufferPointer { others in
        for index in 0..<min(own.count, others.count) {
          let steeper = max(own[index].magnitude, others[index].magnitude)
          sloping &+= steeper > Self.noise.magnitude ? 1 : 0
        }
      }
    }
    return 2 * Int(sloping) < values.count
  }

  @inline(__always) private static func slope(_ from: Int16, _ to: Int16) -> Int16 {
    min(max(to &- from, -largest), largest)
  }

  /// The sum has room for 480 squares of the largest.
  private static func product(_ a: [Int16], _ b: [Int16]) -> Int32 {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sum: Int32 = 0
        for index in 0..<min(a.count, b.count) { sum &+= Int32(a[index]) &* Int32(b[index]) }
        return sum
      }
    }
  }
}
