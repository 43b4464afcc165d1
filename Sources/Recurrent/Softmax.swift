import Compute

/// The softmax of a row of logits.
package enum Softmax {
  /// logits [count, classes] -> probabilities [count, classes]; they may be the same memory. The largest
  /// logit of a row is subtracted first, so that nothing overflows; a NaN makes its whole row NaN.
  package static func probabilities(
    logits: UnsafePointer<Float>, count: Int, classes: Int, into target: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<count {
      let x = logits + row * classes
      let y = target + row * classes
      var largest = -Float.infinity
      for index in 0..<classes { largest = max(largest, x[index]) }
      Lanes.sweep(classes) { j, n in VectorMath.exp(Lanes(x + j, n) - largest).store(y + j, n) }
      var sum: Float = 0
      for index in 0..<classes { sum += y[index] }
      Lanes.sweep(classes) { j, n in (Lanes(y + j, n) / sum).store(y + j, n) }
    }
  }
}
