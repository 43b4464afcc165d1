import CKernels

/// The product of the recurrent step: few rows by a packed matrix. A row's sums run over the depth in one
/// order, which `alternates` chooses and the rows beside it do not change.
func packedProduct(_ product: PackedProduct) {
  var column = 0
  var weights = product.packed
  while column &+ Panel.width <= product.columns {
    addPanel(product, weights, column)
    weights += product.depth &* Panel.width
    column &+= Panel.width
  }
  if column &+ HalfPanel.width <= product.columns {
    addHalfPanel(product, weights, column)
    weights += product.depth &* HalfPanel.width
    column &+= HalfPanel.width
  }
  while column < product.columns {
    addVector(product, weights, column, min(Vector.width, product.columns &- column))
    weights += product.depth &* Vector.width
    column &+= Vector.width
  }
}

/// What the sums of the rows begin with.
private struct Beginning {
  private let first: UnsafePointer<Float>
  private let stride: Int
  private let isZero: Bool

  @inline(__always)
  init(_ product: PackedProduct, _ column: Int) {
    first =
      (product.accumulates ? UnsafePointer(product.y) : product.bias ?? product.packed) + column
    stride = product.accumulates ? product.yStride : 0
    isZero = !product.accumulates && product.bias == nil
  }

  @inline(__always)
  func panel(_ row: Int) -> Panel { Panel(first + row &* stride, !isZero) }

  @inline(__always)
  func half(_ row: Int) -> HalfPanel { HalfPanel(first + row &* stride, !isZero) }

  @inline(__always)
  func vector(_ row: Int, _ lanes: Int) -> Vector {
    isZero ? Vector() : Vector(first + row &* stride, lanes)
  }
}

/// The columns of one panel, as many rows at a time as the registers hold.
@inline(__always)
private func addPanel(_ product: PackedProduct, _ weights: UnsafePointer<Float>, _ column: Int) {
  let depth = product.depth
  let stride = product.xStride
  let beginning = Beginning(product, column)
  if product.alternates { return addAlternating(product, weights, column) }
  var row = 0
  #if SCANLINE_AVX512  // 32 registers
    while row &+ 4 <= product.rows {
      let x = product.x + row &* stride
      let y = product.y + row &* product.yStride + column
      var first = beginning.panel(row)
      var second = beginning.panel(row &+ 1)
      var third = beginning.panel(row &+ 2)
      var fourth = beginning.panel(row &+ 3)
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
    var first = beginning.panel(row)
    var second = beginning.panel(row &+ 1)
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
    var sums = beginning.panel(row)
    var source = weights
    for d in 0..<depth {
      sums.add(x[d], times: Panel(source, true))
      source += Panel.width
    }
    sums.store(y)
  }
}

/// The columns of a panel of two vectors, four rows at a time, or eight where there are registers for it.
@inline(__always)
private func addHalfPanel(
  _ product: PackedProduct, _ weights: UnsafePointer<Float>, _ column: Int
) {
  let depth = product.depth
  let stride = product.xStride
  let yStride = product.yStride
  let beginning = Beginning(product, column)
  var row = 0
  #if SCANLINE_AVX512
    while row &+ 8 <= product.rows {
      let x = product.x + row &* stride
      let low = x + 4 &* stride
      let y = product.y + row &* yStride + column
      var a = beginning.half(row)
      var b = beginning.half(row &+ 1)
      var c = beginning.half(row &+ 2)
      var d = beginning.half(row &+ 3)
      var e = beginning.half(row &+ 4)
      var f = beginning.half(row &+ 5)
      var g = beginning.half(row &+ 6)
      var h = beginning.half(row &+ 7)
      var source = weights
      for k in 0..<depth {
        let panel = HalfPanel(source, true)
        a.add(x[k], times: panel)
        b.add(x[stride &+ k], times: panel)
        c.add(x[2 &* stride &+ k], times: panel)
        d.add(x[3 &* stride &+ k], times: panel)
        e.add(low[k], times: panel)
        f.add(low[stride &+ k], times: panel)
        g.add(low[2 &* stride &+ k], times: panel)
        h.add(low[3 &* stride &+ k], times: panel)
        source += HalfPanel.width
      }
      a.store(y)
      b.store(y + yStride)
      c.store(y + 2 &* yStride)
      d.store(y + 3 &* yStride)
      e.store(y + 4 &* yStride)
      f.store(y + 5 &* yStride)
      g.store(y + 6 &* yStride)
      h.store(y + 7 &* yStride)
      row &+= 8
    }
  #endif
  while row &+ 4 <= product.rows {
    let x = product.x + row &* stride
    let y = product.y + row &* yStride + column
    var a = beginning.half(row)
    var b = beginning.half(row &+ 1)
    var c = beginning.half(row &+ 2)
    var d = beginning.half(row &+ 3)
    var source = weights
    for k in 0..<depth {
      let panel = HalfPanel(source, true)
      a.add(x[k], times: panel)
      b.add(x[stride &+ k], times: panel)
      c.add(x[2 &* stride &+ k], times: panel)
      d.add(x[3 &* stride &+ k], times: panel)
      source += HalfPanel.width
    }
    a.store(y)
    b.store(y + yStride)
    c.store(y + 2 &* yStride)
    d.store(y + 3 &* yStride)
    row &+= 4
  }
  while row < product.rows {
    let x = product.x + row &* stride
    let y = product.y + row &* yStride + column
    var sum = beginning.half(row)
    var source = weights
    for k in 0..<depth {
      sum.add(x[k], times: HalfPanel(source, true))
      source += HalfPanel.width
    }
    sum.store(y)
    row &+= 1
  }
}

/// One row at a time, or two where there are registers for it: even and odd depths have sums of their own, or
/// each product would wait for the last.
@inline(__always)
private func addAlternating(
  _ product: PackedProduct, _ weights: UnsafePointer<Float>, _ column: Int
) {
  var row = 0
  #if SCANLINE_AVX512
    while row &+ 2 <= product.rows {
      addTwoRows(product, weights, row, column)
      row &+= 2
    }
  #endif
  while row < product.rows {
    addRow(product, weights, row, column)
    row &+= 1
  }
}

@inline(__always)
private func addTwoRows(
  _ product: PackedProduct, _ weights: UnsafePointer<Float>, _ row: Int, _ column: Int
) {
  let x = product.x + row &* product.xStride
  let below = x + product.xStride
  let y = product.y + row &* product.yStride + column
  let beginning = Beginning(product, column)
  var even = beginning.panel(row)
  var odd = Panel(y, false)
  var evenBelow = beginning.panel(row &+ 1)
  var oddBelow = Panel(y, false)
  var source = weights
  var d = 0
  while d &+ 2 <= product.depth {
    let first = Panel(source, true)
    even.add(x[d], times: first)
    evenBelow.add(below[d], times: first)
    let second = Panel(source + Panel.width, true)
    odd.add(x[d &+ 1], times: second)
    oddBelow.add(below[d &+ 1], times: second)
    source += 2 &* Panel.width
    d &+= 2
  }
  if d < product.depth {
    let last = Panel(source, true)
    even.add(x[d], times: last)
    evenBelow.add(below[d], times: last)
  }
  even += odd
  even.store(y)
  evenBelow += oddBelow
  evenBelow.store(y + product.yStride)
}

@inline(__always)
private func addRow(
  _ product: PackedProduct, _ weights: UnsafePointer<Float>, _ row: Int, _ column: Int
) {
  let x = product.x + row &* product.xStride
  let y = product.y + row &* product.yStride + column
  var even = Beginning(product, column).panel(row)
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
  (Beginning(product, column).vector(row, lanes) + sum).store(y, lanes)
}
