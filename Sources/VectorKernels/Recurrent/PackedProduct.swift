import CKernels

/// The product of the recurrent step: few rows by a packed matrix. A row's sums run over the depth in one
/// order, but for a single row (see `addRow`): the bits depend on whether it is alone.
func packedProduct(_ product: PackedProduct) {
  var column = 0
  var weights = product.packed
  while column &+ Panel.width <= product.columns {
    addPanel(product, weights, column)
    weights += product.depth &* Panel.width
    column &+= Panel.width
  }
  while column < product.columns {
    addVector(product, weights, column, min(Vector.width, product.columns &- column))
    weights += product.depth &* Vector.width
    column &+= Vector.width
  }
}

/// The columns of one panel, as many rows at a time as the registers hold.
@inline(__always)
private func addPanel(_ product: PackedProduct, _ weights: UnsafePointer<Float>, _ column: Int) {
  let depth = product.depth
  let stride = product.xStride
  if product.rows == 1 { return addRow(product, weights, column) }
  var row = 0
  #if SCANLINE_AVX512  // 32 registers
    while row &+ 4 <= product.rows {
      let x = product.x + row &* stride
      let y = product.y + row &* product.yStride + column
      var first = Panel(y, product.accumulates)
      var second = Panel(y + product.yStride, product.accumulates)
      var third = Panel(y + 2 &* product.yStride, product.accumulates)
      var fourth = Panel(y + 3 &* product.yStride, product.accumulates)
      var source = weights
      for d in 0..<depth {
        let panel = Panel(source, true)
        first.add(x[d], times: panel)
        second.add(x[stride &+ d], times: panel)
        third.add(x[2 &* stride &+ d], times: panel)
        fourth.add(x[3 &* stride &+ d], times: panel)
        source += Panel.width
      }
      first.store(y)
      second.store(y + product.yStride)
      third.store(y + 2 &* product.yStride)
      fourth.store(y + 3 &* product.yStride)
      row &+= 4
    }
  #endif
  while row &+ 2 <= product.rows {
    let x = product.x + row &* stride
    let y = product.y + row &* product.yStride + column
    var first = Panel(y, product.accumulates)
    var second = Panel(y + product.yStride, product.accumulates)
    var source = weights
    for d in 0..<depth {
      let panel = Panel(source, true)
      first.add(x[d], times: panel)
      second.add(x[stride &+ d], times: panel)
      source += Panel.width
    }
    first.store(y)
    second.store(y + product.yStride)
    row &+= 2
  }
  if row < product.rows {
    let x = product.x + row &* stride
    let y = product.y + row &* product.yStride + column
    var sums = Panel(y, product.accumulates)
    var source = weights
    for d in 0..<depth {
      sums.add(x[d], times: Panel(source, true))
      source += Panel.width
    }
    sums.store(y)
  }
}

/// One row by itself: even and odd depths have sums of their own, or each product would wait for the last.
@inline(__always)
private func addRow(_ product: PackedProduct, _ weights: UnsafePointer<Float>, _ column: Int) {
  let x = product.x
  let y = product.y + column
  var even = Panel(y, product.accumulates)
  var odd = Panel(y, false)
  var source = weights
  var d = 0
  while d &+ 2 <= product.depth {
    even.add(x[d], times: Panel(source, true))
    odd.add(x[d &+ 1], times: Panel(source + Panel.width, true))
    source += 2 &* Panel.width
    d &+= 2
  }
  if d < product.depth { even.add(x[d], times: Panel(source, true)) }
  even += odd
  even.store(y)
}

/// The last columns, `lanes` at most a vector.
private func addVector(
  _ product: PackedProduct, _ weights: UnsafePointer<Float>, _ column: Int, _ lanes: Int
) {
  let stride = product.xStride
  var row = 0
  while row &+ 4 <= product.rows {
    let x = product.x + row &* stride
    var (a, b, c, d) = (Vector(), Vector(), Vector(), Vector())
    var source = weights
    for k in 0..<product.depth {
      let panel = Vector(source)
      a = a.adding(panel, times: Vector(repeating: x[k]))
      b = b.adding(panel, times: Vector(repeating: x[stride &+ k]))
      c = c.adding(panel, times: Vector(repeating: x[2 &* stride &+ k]))
      d = d.adding(panel, times: Vector(repeating: x[3 &* stride &+ k]))
      source += Vector.width
    }
    finish(a, product, row, column, lanes)
    finish(b, product, row &+ 1, column, lanes)
    finish(c, product, row &+ 2, column, lanes)
    finish(d, product, row &+ 3, column, lanes)
    row &+= 4
  }
  while row < product.rows {
    let x = product.x + row &* stride
    var sum = Vector()
    var source = weights
    for k in 0..<product.depth {
      sum = sum.adding(Vector(source), times: Vector(repeating: x[k]))
      source += Vector.width
    }
    finish(sum, product, row, column, lanes)
    row &+= 1
  }
}

@inline(__always)
private func finish(
  _ sum: Vector, _ product: PackedProduct, _ row: Int, _ column: Int, _ lanes: Int
) {
  let y = product.y + row &* product.yStride + column
  let old = product.accumulates ? Vector(y, lanes) : Vector()
  (old + sum).store(y, lanes)
}
