import CKernels

/// The pixels that are fetched before they are computed with: their words stay in the first-level cache.
private let block = 64

/// Words are fetched one by one, each a pixel with its three or four bytes, and computed with a vector at a time.
func warpRow(_ row: WarpedRow) {
  withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4 * block) { room in
    guard let words = room.baseAddress else { return }
    var start = 0
    while start < row.width {
      let count = min(block, row.width &- start)
      fetch(row, start, count, into: words)
      if row.channels == 3 {
        colourLevels(row, start, count, words)
      } else {
        grayLevels(row, start, count, words)
      }
      start &+= block
    }
  }
}

/// The four pixels around each place: all of the upper left ones, then upper right, lower left, lower right.
@inline(__always)
private func fetch(
  _ row: WarpedRow, _ start: Int, _ count: Int, into words: UnsafeMutablePointer<Int32>
) {
  var x = row.x &+ start &* row.stepX
  var y = row.y &+ start &* row.stepY
  for i in 0..<count {
    let columns = row.columns + x >> 32
    let rows = row.rows + y >> 32
    let upper = UnsafeRawPointer(row.pixels + rows[0])
    let lower = UnsafeRawPointer(row.pixels + rows[1])
    words[i] = upper.loadUnaligned(fromByteOffset: columns[0], as: Int32.self)
    words[block &+ i] = upper.loadUnaligned(fromByteOffset: columns[1], as: Int32.self)
    words[2 &* block &+ i] = lower.loadUnaligned(fromByteOffset: columns[0], as: Int32.self)
    words[3 &* block &+ i] = lower.loadUnaligned(fromByteOffset: columns[1], as: Int32.self)
    x &+= row.stepX
    y &+= row.stepY
  }
}

@inline(__always)
private func colourLevels(
  _ row: WarpedRow, _ start: Int, _ count: Int, _ words: UnsafeMutablePointer<Int32>
) {
  let rampX = Fractions.ramp(row.stepX)
  let rampY = Fractions.ramp(row.stepY)
  for (j, n) in Vector.sweep(count) {
    let four = Four(words + j)
    let fx = Fractions.lanes(row.x &+ (start &+ j) &* row.stepX, rampX)
    let fy = Fractions.lanes(row.y &+ (start &+ j) &* row.stepY, rampY)
    var red = four.level(0, fx, fy)
    var green = four.level(8, fx, fy)
    var blue = four.level(16, fx, fy)
    if let colour = row.colour {
      let (r, g, b) = (red, green, blue)
      red = (r * colour[0] + g * colour[3] + b * colour[6] + colour[9]).clamped(0, 255)
      green = (r * colour[1] + g * colour[4] + b * colour[7] + colour[9]).clamped(0, 255)
      blue = (r * colour[2] + g * colour[5] + b * colour[8] + colour[9]).clamped(0, 255)
    }
    let target = row.levels + 3 &* (start &+ j)
    if n == Vector.width {
      storePixels(red, green, blue, target)
    } else {
      for lane in 0..<n {
        target[3 &* lane] = red[lane]
        target[3 &* lane &+ 1] = green[lane]
        target[3 &* lane &+ 2] = blue[lane]
      }
    }
  }
}

@inline(__always)
private func grayLevels(
  _ row: WarpedRow, _ start: Int, _ count: Int, _ words: UnsafeMutablePointer<Int32>
) {
  let rampX = Fractions.ramp(row.stepX)
  let rampY = Fractions.ramp(row.stepY)
  for (j, n) in Vector.sweep(count) {
    let fx = Fractions.lanes(row.x &+ (start &+ j) &* row.stepX, rampX)
    let fy = Fractions.lanes(row.y &+ (start &+ j) &* row.stepY, rampY)
    var level = Four(words + j).level(0, fx, fy)
    if let colour = row.colour { level = (level * colour[0] + colour[1]).clamped(0, 255) }
    level.store(row.levels + (start &+ j), n)
  }
}

/// The words around a vector of places.
private struct Four {
  let upperLeft: Integers
  let upperRight: Integers
  let lowerLeft: Integers
  let lowerRight: Integers

  @_transparent
  init(_ words: UnsafePointer<Int32>) {
    upperLeft = UnsafeRawPointer(words).loadUnaligned(as: Integers.self)
    upperRight = UnsafeRawPointer(words + block).loadUnaligned(as: Integers.self)
    lowerLeft = UnsafeRawPointer(words + 2 &* block).loadUnaligned(as: Integers.self)
    lowerRight = UnsafeRawPointer(words + 3 &* block).loadUnaligned(as: Integers.self)
  }

  /// The byte at `shift` of each, interpolated.
  @_transparent
  func level(_ shift: Int32, _ fx: Vector, _ fy: Vector) -> Vector {
    let a = Vector(whole: upperLeft &>> shift & 255)
    let b = Vector(whole: upperRight &>> shift & 255)
    let c = Vector(whole: lowerLeft &>> shift & 255)
    let d = Vector(whole: lowerRight &>> shift & 255)
    let top = a + (b - a) * fx
    let bottom = c + (d - c) * fx
    return top + (bottom - top) * fy
  }
}

/// What of places stands behind the point.
private enum Fractions {
  /// The steps to all lanes; of their sums the low 32 bits are enough.
  @_transparent
  static func ramp(_ step: Int) -> Integers {
    var ramp = Integers()
    for lane in 0..<Vector.width { ramp[lane] = Int32(truncatingIfNeeded: lane &* step) }
    return ramp
  }

  /// As 24 bits, which a float holds.
  @_transparent
  static func lanes(_ first: Int, _ ramp: Integers) -> Vector {
    let places = Integers(repeating: Int32(truncatingIfNeeded: first)) &+ ramp
    return Vector(whole: places &>> 8 & 0xFF_FFFF) * 0x1p-24
  }
}
