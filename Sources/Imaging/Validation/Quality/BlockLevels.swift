/// A picture at an eighth of its size: the mean level of every 8x8 block of one component.
struct BlockLevels {
  let columns: Int
  let rows: Int
  /// Row by row, 0 to 255.
  private(set) var levels: [Float]

  var isEmpty: Bool { levels.isEmpty }

  /// - Parameters:
  ///   - step: of the DC coefficient's quantisation.
  ///   - rows: of blocks, from the top; the others are left out.
  init(_ component: ComponentStatistics, step: UInt16, rows: Int) {
    columns = component.visibleColumns
    self.rows = rows
    levels = []
    levels.reserveCapacity(columns * rows)
    // The DC coefficient is 8 times the mean, from which 128 was taken.
    let scale = Float(step) / 8
    for row in 0..<rows {
      let line = component.dc + row * component.columns
      for column in 0..<columns {
        levels.append(min(max(128 + Float(line[column]) * scale, 0), 255))
      }
    }
    withExtendedLifetime(component) {}
  }

  /// The brightness of colours (BT.601, as YCbCr has it), in as many blocks as the finest of them has.
  init(red: BlockLevels, green: BlockLevels, blue: BlockLevels) {
    let finest = [green, red, blue].max { $0.levels.count < $1.levels.count } ?? green
    self = finest
    for index in levels.indices {
      levels[index] =
        0.299 * red.level(at: index, of: finest) + 0.587 * green.level(at: index, of: finest)
        + 0.114 * blue.level(at: index, of: finest)
    }
  }

  /// The level at the place of another component's block.
  private func level(at index: Int, of other: BlockLevels) -> Float {
    if columns == other.columns, rows == other.rows { return levels[index] }
    let (row, column) = index.quotientAndRemainder(dividingBy: other.columns)
    return levels[row * rows / other.rows * columns + column * columns / other.columns]
  }

  /// Takes inks for light.
  mutating func invert() {
    for index in levels.indices { levels[index] = 255 - levels[index] }
  }

  /// Multiplies by the levels of another ink, of which 255 is none.
  mutating func shade(by ink: BlockLevels) {
    for index in levels.indices {
      let share = ink.level(at: index, of: self) / 255
      levels[index] *= share
    }
  }

  /// Mean and variance.
  var moments: (mean: Double, variance: Double) {
    let count = Double(max(levels.count, 1))
    let mean = levels.reduce(0.0) { $0 + Double($1) } / count
    let squares = levels.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, squares / count)
  }

  /// The levels, whole ones, that `share` of the blocks lie below and above.
  func range(leaving share: Double) -> (lowest: Double, highest: Double) {
    var counts = [Int](repeating: 0, count: 256)
    for level in levels { counts[Int(level)] += 1 }
    let allowed = Int(share * Double(levels.count))
    func edge(_ order: some Sequence<Int>) -> Double {
      var passed = 0
      for level in order {
        passed += counts[level]
        if passed > allowed { return Double(level) }
      }
      return 0
    }
    return (edge(0..<256), edge((0..<256).reversed()))
  }

  /// A difference of neighbours above this, a quarter of the range, is an edge between them, no ramp.
  private static let steepestRamp: Float = 64

  /// The mean variance that the blocks would have were each a straight ramp between its neighbours' means.
  var rampVariance: Double {
    func meanSquare(_ step: Int, _ columns: Int, _ rows: Int) -> Double {
      guard columns > 0, rows > 0 else { return 0 }
      var sum = 0.0
      for row in 0..<rows {
        let start = row * self.columns
        for index in start..<start + columns {
          let difference = levels[index + step] - levels[index]
          if abs(difference) <= Self.steepestRamp { sum += Double(difference * difference) }
        }
      }
      return sum / Double(columns * rows)
    }
    // A ramp that rises by d in 8 pixels: the variance of 8 steps of d/8 is d^2 / 64 * (64 - 1) / 12.
    return 63.0 / 768
      * (meanSquare(1, columns - 1, rows) + meanSquare(columns, columns, rows - 1))
  }
}
