/// `scanline_class_figures`: how one class fared. A figure whose denominator is 0 is 0.
package struct ClassFigures: Codable, Equatable, Sendable {
  package let precision: Double
  package let recall: Double
  package let f1: Double
  /// Samples of this class.
  package let support: Int

  init(hits: Int, predicted: Int, support: Int) {
    let precision = predicted == 0 ? 0 : Double(hits) / Double(predicted)
    let recall = support == 0 ? 0 : Double(hits) / Double(support)
    self.precision = precision
    self.recall = recall
    f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
    self.support = support
  }
}
