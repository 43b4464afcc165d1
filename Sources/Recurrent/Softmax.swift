import Compute

/// The softmax of a row of logits.
package enum Softmax {
  /// logits [count, classes] -> probabilities [count, classes]; they may be the same memory. The largest
  /// logit of a row is subtracted first, so that nothing overflows; a NaN makes its whole row NaN.
  package static func probabilities(
    logits: UnsafePointer<Float>, count: Int, classes: Int, into target: UnsafeMutablePointer<Float>
  ) {
    Processor.kernels.softmax(logits, target, count, classes)
  }
}
