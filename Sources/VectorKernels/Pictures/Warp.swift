import CKernels

/// The pixels that are taken at a time: what is known of them stays in the first-level cache.
private let block = 64

/// Pixels are fetched one by one, as words of four bytes, and computed with a vector at a time. Small loops, one after the other: the optimiser makes vectors of what it can survey, and cuts larger ones to pieces.
func warpRow(_ row: WarpedRow) {
  withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4 * block) { words in
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * block) { levels in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * block) { fractions in
        guard let words = words.baseAddress, let levels = levels.baseAddress,
          let fractions = fractions.baseAddress
        else { return }
        var start = 0
        while start < row.width {
          let count = min(block, row.width &- start)
          let x = row.x &+ start &* row.stepX
          let y = row.y &+ start &* row.stepY
          fetch(row, x, y, count, into: words)
          fill(fractions, from: x, step: row.stepX, count)
          fill(fractions + block, from: y, step: row.stepY, count)
          for channel in 0..<row.channels {
            interpolate(words, 8 * channel, fractions, count, into: levels + channel &* block)
          }
          if row.channels == 3 {
            if let colour = row.colour { mix(levels, count, colour) }
            interleave(levels, count, into: row.levels + 3 &* start)
          } else {
            mixGray(levels, count, row.colour, into: row.levels + start)
          }
          start &+= block
        }
      }
    }
  }
}

/// The four pixels around each place: all of the upper left ones, then upper right, lower left, lower right.
@inline(never)
private func fetch(
  _ row: WarpedRow, _ x: Int, _ y: Int, _ count: Int, into words: UnsafeMutablePointer<Int32>
) {
  var (x, y) = (x, y)
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

/// What of each place stands behind the point, as 24 bits, which a float holds. (Of the sums the low 32 bits are enough.)
@inline(never)
private func fill(
  _ fractions: UnsafeMutablePointer<Float>, from first: Int, step: Int, _ count: Int
) {
  var places = Integers()
  for lane in 0..<Vector.width {
    places[lane] = Int32(truncatingIfNeeded: first &+ lane &* step)
  }
  let ahead = Integers(repeating: Int32(truncatingIfNeeded: Vector.width &* step))
  for (j, _) in Vector.sweep(count) {
    let upper = Vector(small: places &>> 20 & 0xFFF) * 0x1p-12
    (upper + Vector(small: places &>> 8 & 0xFFF) * 0x1p-24).store(fractions + j)
    places &+= ahead
  }
}

/// The levels of one channel: of the byte at `shift` of the words.
@inline(never)
private func interpolate(
  _ words: UnsafePointer<Int32>, _ shift: Int, _ fractions: UnsafePointer<Float>, _ count: Int,
  into levels: UnsafeMutablePointer<Float>
) {
  let shift = Integers(repeating: Int32(truncatingIfNeeded: shift))
  for (j, _) in Vector.sweep(count) {
    let fx = Vector(fractions + j)
    let a = level(words + j, shift)
    let top = a + (level(words + (block &+ j), shift) - a) * fx
    let c = level(words + (2 &* block &+ j), shift)
    let bottom = c + (level(words + (3 &* block &+ j), shift) - c) * fx
    (top + (bottom - top) * Vector(fractions + (block &+ j))).store(levels + j)
  }
}

@_transparent
private func level(_ words: UnsafePointer<Int32>, _ shift: Integers) -> Vector {
  let words = UnsafeRawPointer(words).loadUnaligned(as: Integers.self)
  return Vector(small: words &>> shift & 255)
}

@inline(never)
private func mix(
  _ levels: UnsafeMutablePointer<Float>, _ count: Int, _ colour: UnsafePointer<Float>
) {
  for (j, _) in Vector.sweep(count) {
    let red = Vector(levels + j)
    let green = Vector(levels + (block &+ j))
    let blue = Vector(levels + (2 &* block &+ j))
    for channel in 0..<3 {
      let sum = red * colour[channel] + green * colour[3 &+ channel] + blue * colour[6 &+ channel]
      (sum + colour[9]).clamped(0, 255).store(levels + (channel &* block &+ j))
    }
  }
}

@inline(never)
private func mixGray(
  _ levels: UnsafePointer<Float>, _ count: Int, _ colour: UnsafePointer<Float>?,
  into target: UnsafeMutablePointer<Float>
) {
  for (j, n) in Vector.sweep(count) {
    let level = Vector(levels + j)
    if let colour {
      (level * colour[0] + colour[1]).clamped(0, 255).store(target + j, n)
    } else {
      level.store(target + j, n)
    }
  }
}

@inline(never)
private func interleave(
  _ channels: UnsafePointer<Float>, _ count: Int, into levels: UnsafeMutablePointer<Float>
) {
  func four(_ place: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Float>.self)
  }
  var i = 0
  while i &+ 4 <= count {
    let red = four(channels + i)
    let green = four(channels + (block &+ i))
    let blue = four(channels + (2 &* block &+ i))
    let target = UnsafeMutableRawPointer(levels + 3 &* i)
    let first = SIMD4(red.x, green.x, blue.x, red.y)
    let second = SIMD4(green.y, blue.y, red.z, green.z)
    let third = SIMD4(blue.z, red.w, green.w, blue.w)
    target.storeBytes(of: first, as: SIMD4<Float>.self)
    target.storeBytes(of: second, toByteOffset: 16, as: SIMD4<Float>.self)
    target.storeBytes(of: third, toByteOffset: 32, as: SIMD4<Float>.self)
    i &+= 4
  }
  while i < count {
    for channel in 0..<3 { levels[3 &* i &+ channel] = channels[channel &* block &+ i] }
    i &+= 1
  }
}
