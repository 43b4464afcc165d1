import CKernels

// The recurrence of a minGRU over all lines of a batch: z = sigmoid(pz + bz), g = candidate(pg + bg),
// h' = h + z (g - h). Rows of `values` hold gates and then candidates, each of both directions; rows of
// `states` both directions.

@_transparent
private func candidate(_ kind: MinGRUCandidate, _ x: Vector) -> Vector {
  switch kind {
  case MinGRUReLU: x.replacing(with: 0, where: x .< 0)
  case MinGRUTanh: x.hyperbolicTangent
  default: x
  }
}

/// dL/dx of the candidate from dL/dg.
@_transparent
private func candidateGradient(_ kind: MinGRUCandidate, _ slope: Vector, _ g: Vector) -> Vector {
  switch kind {
  case MinGRUReLU: slope.replacing(with: 0, where: g .<= 0)
  case MinGRUTanh: slope * (1 - g * g)
  default: slope
  }
}

func minGRUForward(_ scan: MinGRUForward) {
  let (lines, width) = (scan.lines, scan.width)
  let units = width / 2
  let ahead = distance(lines)
  // Both directions of a block while it is in the cache.
  for block in 0..<lines.blocks {
    for way in 0..<2 {
      let reversed = way == 1
      let first = reversed ? units : 0
      let bias = scan.bias + first
      for order in 0..<lines.steps {
        let step = reversed ? lines.steps &- 1 &- order : order
        let token = block &* lines.blockStride &+ step &* lines.stepStride
        let before = reversed ? token &+ lines.stepStride : token &- lines.stepStride
        for line in 0..<lines.lines {
          let p = scan.values + (token &+ line) &* 2 &* width + first
          let h = scan.states + (token &+ line) &* width + first
          let previous = scan.states + (before &+ line) &* width + first
          for (j, n) in Vector.sweep(units) {
            if !reversed {
              scanline_prefetch_for_writing(h + ahead &* width + j)
              scanline_prefetch_for_writing(h + ahead &* width + units + j)
            }
            let z = (Vector(p + j, n) + Vector(bias + j, n)).sigmoid
            let g = candidate(
              scan.candidate, Vector(p + width + j, n) + Vector(bias + width + j, n))
            z.store(p + j, n)
            g.store(p + width + j, n)
            let old = order == 0 ? Vector() : Vector(previous + j, n)
            old.adding(z, times: g - old).store(h + j, n)
          }
        }
      }
    }
  }
}

/// How far ahead, in tokens, memory is asked for: a step's lines, or where they are few, a block.
@inline(__always)
private func distance(_ lines: TokenLines) -> Int {
  lines.lines > 1 ? lines.stepStride : lines.blockStride
}

func minGRUBackward(_ scan: MinGRUBackward) {
  let (lines, width) = (scan.lines, scan.width)
  let units = width / 2
  let ahead = distance(lines)
  // From the last block and step to the first, so that one distance leads to what comes next.
  for block in (0..<lines.blocks).reversed() {
    for way in 0..<2 {
      let reversed = way == 1
      let first = reversed ? units : 0
      scan.carry.update(repeating: 0, count: lines.lines &* units)
      for order in (0..<lines.steps).reversed() {
        let step = reversed ? lines.steps &- 1 &- order : order
        let token = block &* lines.blockStride &+ step &* lines.stepStride
        let before = reversed ? token &+ lines.stepStride : token &- lines.stepStride
        for line in 0..<lines.lines {
          let p = scan.values + (token &+ line) &* 2 &* width + first
          let dh = scan.stateGradients + (token &+ line) &* width + first
          let previous = scan.states + (before &+ line) &* width + first
          let carry = scan.carry + line &* units
          for (j, n) in Vector.sweep(units) {
            if !reversed {
              let values = p - 2 &* ahead &* width + j
              scanline_prefetch_for_writing(values)
              scanline_prefetch_for_writing(values + units)
              scanline_prefetch_for_writing(values + width)
              scanline_prefetch_for_writing(values + width + units)
              scanline_prefetch(dh - ahead &* width + j)
              scanline_prefetch(dh - ahead &* width + units + j)
              scanline_prefetch(previous - ahead &* width + j)
              scanline_prefetch(previous - ahead &* width + units + j)
            }
            let total = Vector(dh + j, n) + Vector(carry + j, n)
            let z = Vector(p + j, n)
            let g = Vector(p + width + j, n)
            let old = order == 0 ? Vector() : Vector(previous + j, n)
            let slope = total * z
            let rest = total - slope
            candidateGradient(scan.candidate, slope, g).store(p + width + j, n)
            (rest * z * (g - old)).store(p + j, n)
            rest.store(carry + j, n)
          }
        }
      }
    }
  }
}
