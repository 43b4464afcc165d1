import CKernels

// Rows are taken in blocks that stay in the first-level cache, each column of vectors down the block: the
// columns' own numbers are in registers, and memory is read once. The next block is asked for meanwhile; the
// processor itself does not foresee such strides.

private let blockSize = 32

@inline(__always)
private func forEachBlock(_ rows: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
  var start = 0
  while start < rows {
    body(start, min(blockSize, rows &- start))
    start &+= blockSize
  }
}

/// Each block's own mean and squared deviations, put together as Chan, Golub and LeVeque (1983) do it: one pass
/// over memory, and no sum that loses digits.
func moments(
  _ x: UnsafePointer<Float>, _ rows: Int, _ width: Int, _ mean: UnsafeMutablePointer<Float>,
  _ variance: UnsafeMutablePointer<Float>
) {
  let ahead = blockSize &* width
  mean.update(repeating: 0, count: width)
  variance.update(repeating: 0, count: width)
  forEachBlock(rows) { start, count in
    let x = x + start &* width
    let own = 1 / Float(count)
    // The block's share of the rows so far, and the weight of the distance between the means.
    let share = Float(count) / Float(start &+ count)
    let weight = Float(start) * share
    for (j, n) in Vector.sweep(width) {
      var sum = Vector()
      for row in 0..<count {
        let at = row &* width &+ j
        scanline_prefetch(x + ahead + at)
        sum += Vector(x + at, n)
      }
      let centre = sum * own
      var squares = Vector()
      for row in 0..<count {
        let d = Vector(x + row &* width + j, n) - centre
        squares = squares.adding(d, times: d)
      }
      let old = Vector(mean + j, n)
      let distance = centre - old
      old.adding(distance, times: Vector(repeating: share)).store(mean + j, n)
      (Vector(variance + j, n) + squares)
        .adding(distance * distance, times: Vector(repeating: weight)).store(variance + j, n)
    }
  }
  let share = 1 / Float(rows)
  for (j, n) in Vector.sweep(width) { (Vector(variance + j, n) * share).store(variance + j, n) }
}

func normalise(_ pass: Normalisation) {
  let width = pass.width
  let ahead = blockSize &* width
  forEachBlock(pass.rows) { start, count in
    let x = pass.x + start &* width
    let y = pass.y + start &* width
    for (j, n) in Vector.sweep(width) {
      let mean = Vector(pass.mean + j, n)
      let factor = Vector(pass.inverse + j, n) * Vector(pass.scale + j, n)
      let offset = Vector(pass.offset + j, n)
      for row in 0..<count {
        let at = row &* width &+ j
        scanline_prefetch(x + ahead + at)
        scanline_prefetch_for_writing(y + ahead + at)
        offset.adding(Vector(x + at, n) - mean, times: factor).store(y + at, n)
      }
    }
  }
}

func normalisationSums(_ pass: NormalisationGradient) {
  let width = pass.width
  let ahead = blockSize &* width
  pass.scaleGradient.update(repeating: 0, count: width)
  pass.offsetGradient.update(repeating: 0, count: width)
  forEachBlock(pass.rows) { start, count in
    let x = pass.x + start &* width
    let dy = pass.dy + start &* width
    for (j, n) in Vector.sweep(width) {
      let mean = Vector(pass.mean + j, n)
      var sum = Vector()
      var product = Vector()
      for row in 0..<count {
        let at = row &* width &+ j
        scanline_prefetch(x + ahead + at)
        scanline_prefetch(dy + ahead + at)
        let slope = Vector(dy + at, n)
        sum += slope
        product = product.adding(slope, times: Vector(x + at, n) - mean)
      }
      (Vector(pass.offsetGradient + j, n) + sum).store(pass.offsetGradient + j, n)
      (Vector(pass.scaleGradient + j, n) + product).store(pass.scaleGradient + j, n)
    }
  }
  for (j, n) in Vector.sweep(width) {
    (Vector(pass.scaleGradient + j, n) * Vector(pass.inverse + j, n))
      .store(pass.scaleGradient + j, n)
  }
}

/// dx = inverse scale (dy - share (sum of dy + normal (sum of dy normal))), normal being (x - mean) inverse.
func normalisationGradient(_ pass: NormalisationGradient) {
  guard let target = pass.dx else { return }
  let width = pass.width
  let ahead = blockSize &* width
  let share = Vector(repeating: pass.share)
  forEachBlock(pass.rows) { start, count in
    let x = pass.x + start &* width
    let dy = pass.dy + start &* width
    let dx = target + start &* width
    for (j, n) in Vector.sweep(width) {
      let mean = Vector(pass.mean + j, n)
      let inverse = Vector(pass.inverse + j, n)
      let factor = inverse * Vector(pass.scale + j, n)
      let offset = share * Vector(pass.offsetGradient + j, n)
      let pull = share * Vector(pass.scaleGradient + j, n) * inverse
      for row in 0..<count {
        let at = row &* width &+ j
        scanline_prefetch(x + ahead + at)
        scanline_prefetch(dy + ahead + at)
        scanline_prefetch_for_writing(dx + ahead + at)
        let slope = Vector(dy + at, n) - offset
        ((slope - (Vector(x + at, n) - mean) * pull) * factor).store(dx + at, n)
      }
    }
  }
}
