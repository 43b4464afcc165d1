func add(_ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ count: Int) {
  for (j, n) in Vector.sweep(count) { (Vector(y + j, n) + Vector(x + j, n)).store(y + j, n) }
}

func combine(
  _ x: UnsafePointer<Float>, _ branch: UnsafePointer<Float>, _ factor: Float,
  _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  let factor = Vector(repeating: factor)
  for (j, n) in Vector.sweep(count) {
    Vector(x + j, n).adding(Vector(branch + j, n), times: factor).store(y + j, n)
  }
}

func scale(
  _ x: UnsafePointer<Float>, _ factor: Float, _ y: UnsafeMutablePointer<Float>, _ count: Int
) {
  for (j, n) in Vector.sweep(count) { (Vector(x + j, n) * factor).store(y + j, n) }
}

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
  _ sums: UnsafeMutablePointer<Float>, _ accumulates: Bool
) {
  if !accumulates { sums.update(repeating: 0, count: width) }
  let step = Vector.width
  var column = 0
  while column &+ 4 &* step <= width {
    let target = sums + column
    var a = Vector(target)
    var b = Vector(target + step)
    var c = Vector(target + 2 &* step)
    var d = Vector(target + 3 &* step)
    var source = x + column
    for _ in 0..<rows {
      a += Vector(source)
      b += Vector(source + step)
      c += Vector(source + 2 &* step)
      d += Vector(source + 3 &* step)
      source += stride
    }
    a.store(target)
    b.store(target + step)
    c.store(target + 2 &* step)
    d.store(target + 3 &* step)
    column &+= 4 &* step
  }
  let rest = column
  for (j, n) in Vector.sweep(width &- rest) {
    var sum = Vector(sums + rest + j, n)
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
