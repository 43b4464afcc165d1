func addBias(
  _ bias: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ width: Int
) {
  for row in 0..<rows {
    let y = y + row &* width
    for (j, n) in Vector.sweep(width) { (Vector(y + j, n) + Vector(bias + j, n)).store(y + j, n) }
  }
}

/// Four columns of vectors at a time, whose sums stay in registers.
func columnSums(
  _ x: UnsafePointer<Float>, _ stride: Int, _ rows: Int, _ width: Int,
  _ sums: UnsafeMutablePointer<Float>
) {
  let step = Vector.width
  var column = 0
  while column &+ 4 &* step <= width {
    var (a, b, c, d) = (Vector(), Vector(), Vector(), Vector())
    var source = x + column
    for _ in 0..<rows {
      a += Vector(source)
      b += Vector(source + step)
      c += Vector(source + 2 &* step)
      d += Vector(source + 3 &* step)
      source += stride
    }
    a.store(sums + column)
    b.store(sums + column + step)
    c.store(sums + column + 2 &* step)
    d.store(sums + column + 3 &* step)
    column &+= 4 &* step
  }
  let rest = column
  for (j, n) in Vector.sweep(width &- rest) {
    var sum = Vector()
    for row in 0..<rows { sum += Vector(x + row &* stride + rest + j, n) }
    sum.store(sums + rest + j, n)
  }
}

func addScaled(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ scale: Float, _ y: UnsafeMutablePointer<Float>,
  _ yStride: Int, _ rows: Int, _ width: Int
) {
  let scale = Vector(repeating: scale)
  for row in 0..<rows {
    let x = x + row &* xStride
    let y = y + row &* yStride
    for (j, n) in Vector.sweep(width) {
      (Vector(y + j, n) + Vector(x + j, n) * scale).store(y + j, n)
    }
  }
}

func multiply(
  _ x: UnsafePointer<Float>, _ mask: UnsafePointer<Float>, _ period: Int,
  _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  var done = 0
  while done < count {
    let x = x + done
    let y = y + done
    for (j, n) in Vector.sweep(min(period, count &- done)) {
      (Vector(x + j, n) * Vector(mask + j, n)).store(y + j, n)
    }
    done &+= period
  }
}

func addProduct(
  _ x: UnsafePointer<Float>, _ mask: UnsafePointer<Float>, _ period: Int,
  _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  var done = 0
  while done < count {
    let x = x + done
    let y = y + done
    for (j, n) in Vector.sweep(min(period, count &- done)) {
      (Vector(y + j, n) + Vector(x + j, n) * Vector(mask + j, n)).store(y + j, n)
    }
    done &+= period
  }
}
