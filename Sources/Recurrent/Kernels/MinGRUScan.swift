import CKernels
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
    Processor.kernels.minGRUForward(
      MinGRUForward(
        values: values, bias: bias, states: states, lines: lines.tokens, width: width,
        candidate: candidate.kernel))
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
    Processor.kernels.minGRUBackward(
      MinGRUBackward(
        values: values, states: states, stateGradients: gradients, carry: carry,
        lines: lines.tokens, width: width, candidate: candidate.kernel))
  }
}

extension ScanLines {
  fileprivate var tokens: TokenLines {
    TokenLines(
      blocks: blocks, blockStride: blockStride, steps: steps, stepStride: stepStride, lines: lines)
  }
}

extension SweepSpec.Candidate {
  fileprivate var kernel: MinGRUCandidate {
    switch self {
    case .relu: MinGRUReLU
    case .tanh: MinGRUTanh
    case .linear: MinGRULinear
    }
  }
}
