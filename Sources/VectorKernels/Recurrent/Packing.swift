// A matrix [depth, columns] that many products of few rows share is packed once, so that they read it from
// the first float to the last: panels of four vectors of columns, depth after depth, then, if
// two vectors are left, a panel of two, and the rest as panels of one vector, the last one filled up with zeros.

func packedSize(_ depth: Int, _ columns: Int) -> Int {
  depth &* ((columns &+ Vector.width &- 1) / Vector.width) &* Vector.width
}

/// The columns of the next panel where so many are left.
@inline(__always)
func panelWidth(_ columns: Int) -> Int {
  columns >= Panel.width ? Panel.width : columns >= HalfPanel.width ? HalfPanel.width : Vector.width
}

func pack(
  _ matrix: UnsafePointer<Float>, _ depthStride: Int, _ columnStride: Int, _ depth: Int,
  _ columns: Int, _ packed: UnsafeMutablePointer<Float>
) {
  var target = packed
  var column = 0
  while column < columns {
    let panel = panelWidth(columns &- column)
    let source = matrix + column &* columnStride
    let count = min(panel, columns &- column)
    if columnStride == 1 {
      for d in 0..<depth {
        let row = source + d &* depthStride
        let target = target + d &* panel
        for (j, n) in Vector.sweep(count) { Vector(row + j, n).store(target + j, n) }
      }
    } else {
      // Along the source's rows, which are the panel's columns.
      for c in 0..<count {
        let row = source + c &* columnStride
        for d in 0..<depth { target[d &* panel &+ c] = row[d &* depthStride] }
      }
    }
    if count < panel {
      for d in 0..<depth {
        for c in count..<panel { target[d &* panel &+ c] = 0 }
      }
    }
    target += depth &* panel
    column &+= panel
  }
}
