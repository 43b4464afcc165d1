import Compute

/// The recurrence of a minGRU (Feng et al. 2024, arXiv 2410.01201) over all lines of a batch at once, in both
/// directions. For a token with the pre-activations pz and pg, and h from the token before it:
///
///     z = sigmoid(pz + bz), g = candidate(pg + bg)
///     h' = h + z (g - h)
///
/// Arrays hold one row a token. A row of `values` [2D] holds the gates and then the candidates; the first half of
/// either, and of a row of `states` [D], belongs to the lines read forwards, the second to those read
/// backwards.
enum MinGRUScan {
  /// From pre-activations without bias, which become z and g, to the states.
  /// - Parameters:
  ///   - width: D, even.
  ///   - bias: [2D].
  static func forward(
    _ values: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>,
    states: UnsafeMutablePointer<Float>, lines: ScanLines, width: Int,
    candidate: SweepSpec.Candidate
  ) {
    switch candidate {
    case .relu:
      forward(values, bias, states, lines, width) { $0.replacing(with: 0, where: $0 .< 0) }
    case .tanh:
      forward(values, bias, states, lines, width) { VectorMath.tanh($0) }
    case .linear:
      forward(values, bias, states, lines, width) { $0 }
    }
  }

  @inline(__always)
  private static func forward(
    _ values: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>,
    _ states: UnsafeMutablePointer<Float>, _ lines: ScanLines, _ width: Int,
    _ candidate: (Lanes) -> Lanes
  ) {
    let units = width / 2
    for reversed in [0, 1] {
      let first = reversed * units
      let bias = bias + first
      for block in 0..<lines.blocks {
        for order in 0..<lines.steps {
          let step = reversed == 0 ? order : lines.steps - 1 - order
          let token = block * lines.blockStride + step * lines.stepStride
          let before = token + (reversed == 0 ? -lines.stepStride : lines.stepStride)
          for line in 0..<lines.lines {
            let p = values + (token + line) * 2 * width + first
            let h = states + (token + line) * width + first
            let previous = states + (before + line) * width + first
            Lanes.sweep(units) { j, n in
              let z = VectorMath.sigmoid(Lanes(p + j, n) + Lanes(bias + j, n))
              let g = candidate(Lanes(p + width + j, n) + Lanes(bias + width + j, n))
              z.store(p + j, n)
              g.store(p + width + j, n)
              let old = order == 0 ? Lanes() : Lanes(previous + j, n)
              (old + z * (g - old)).store(h + j, n)
            }
          }
        }
      }
    }
  }

  /// The way back: z and g become the gradients of the pre-activations.
  /// - Parameters:
  ///   - gradients: of the states.
  ///   - carry: room for `lines.lines` x D / 2: what goes back from step to step.
  static func backward(
    _ values: UnsafeMutablePointer<Float>, states: UnsafePointer<Float>,
    gradients: UnsafePointer<Float>, carry: UnsafeMutablePointer<Float>, lines: ScanLines,
    width: Int, candidate: SweepSpec.Candidate
  ) {
    switch candidate {
    case .relu:
      backward(values, states, gradients, carry, lines, width) { slope, g in
        slope.replacing(with: 0, where: g .<= 0)
      }
    case .tanh:
      backward(values, states, gradients, carry, lines, width) { slope, g in slope * (1 - g * g) }
    case .linear:
      backward(values, states, gradients, carry, lines, width) { slope, _ in slope }
    }
  }

  @inline(__always)
  private static func backward(
    _ values: UnsafeMutablePointer<Float>, _ states: UnsafePointer<Float>,
    _ gradients: UnsafePointer<Float>, _ carry: UnsafeMutablePointer<Float>, _ lines: ScanLines,
    _ width: Int, _ derivative: (_ slope: Lanes, _ g: Lanes) -> Lanes
  ) {
    let units = width / 2
    for reversed in [0, 1] {
      let first = reversed * units
      for block in 0..<lines.blocks {
        carry.update(repeating: 0, count: lines.lines * units)
        for order in (0..<lines.steps).reversed() {
          let step = reversed == 0 ? order : lines.steps - 1 - order
          let token = block * lines.blockStride + step * lines.stepStride
          let before = token + (reversed == 0 ? -lines.stepStride : lines.stepStride)
          for line in 0..<lines.lines {
            let p = values + (token + line) * 2 * width + first
            let dh = gradients + (token + line) * width + first
            let previous = states + (before + line) * width + first
            let carry = carry + line * units
            Lanes.sweep(units) { j, n in
              let total = Lanes(dh + j, n) + Lanes(carry + j, n)
              let z = Lanes(p + j, n)
              let g = Lanes(p + width + j, n)
              let old = order == 0 ? Lanes() : Lanes(previous + j, n)
              let slope = total * z
              let rest = total - slope
              derivative(slope, g).store(p + width + j, n)
              (rest * z * (g - old)).store(p + j, n)
              rest.store(carry + j, n)
            }
          }
        }
      }
    }
  }
}
