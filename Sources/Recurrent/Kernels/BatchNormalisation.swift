import CKernels
import Compute

/// Elementwise passes of batch normalisation over x [rows, width], whose columns are the channels.
enum BatchNormalisation {
  /// The mean and the variance (of the rows themselves, divided by their number) of each column.
  static func moments(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, mean: UnsafeMutablePointer<Float>,
    variance: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.moments(x, rows, width, mean, variance)
  }

  /// The least variance that inference divides by: a thousandth of the columns' median. A column that was as good
  /// as constant in all of training would else turn what one picture does there into a number hundreds of times
  /// what the next layer has ever seen, and the answer into a certain error.
  static func leastVariance(_ variance: UnsafePointer<Float>, width: Int) -> Float {
    // By its bits, from the highest down: those of numbers from 0 up are ordered as the numbers are.
    var median: UInt32 = 0
    for bit in (0..<31).reversed() {
      let candidate = median | 1 << UInt32(bit)
      var below = 0
      for j in 0..<width where variance[j].bitPattern < candidate { below += 1 }
      if below <= width / 2 { median = candidate }
    }
    return Float(bitPattern: median) / 1000
  }

  /// inverse = 1 / sqrt(max(variance, least) + epsilon); they may be the same memory.
  static func invert(
    _ variance: UnsafePointer<Float>, least: Float, epsilon: Float, width: Int,
    into inverse: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<width { inverse[j] = 1 / (max(variance[j], least) + epsilon).squareRoot() }
  }

  /// y = (x - mean) inverse scale + offset.
  static func apply(
    _ x: UnsafePointer<Float>, rows: Int, width: Int, mean: UnsafePointer<Float>,
    inverse: UnsafePointer<Float>, scale: UnsafePointer<Float>, offset: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.normalise(
      Normalisation(
        x: x, rows: rows, width: width, mean: mean, inverse: inverse, scale: scale,
        offset: offset, y: y))
  }

  /// The gradients of scale and offset, the sums of dy (x - mean) inverse and of dy, and then of x. Without
  /// `ownMoments` mean and inverse were not those of the rows, and nothing flows back through them.
  /// - Parameter dx: nil if not wanted.
  static func backward(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, rows: Int, width: Int,
    mean: UnsafePointer<Float>, inverse: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    scaleGradient: UnsafeMutablePointer<Float>, offsetGradient: UnsafeMutablePointer<Float>,
    ownMoments: Bool, into dx: UnsafeMutablePointer<Float>?
  ) {
    let kernels = Processor.kernels
    let pass = NormalisationGradient(
      x: x, dy: dy, rows: rows, width: width, mean: mean, inverse: inverse, scale: scale,
      scaleGradient: scaleGradient, offsetGradient: offsetGradient,
      share: ownMoments ? 1 / Float(rows) : 0, dx: dx)
    kernels.normalisationSums(pass)
    if dx != nil { kernels.normalisationGradient(pass) }
  }
}
