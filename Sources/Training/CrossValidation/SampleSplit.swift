/// What a run trains on and what it is measured by, where that is not the data set's own split.
package struct SampleSplit: Equatable, Sendable {
  /// Indices of samples, ascending.
  package let training: [Int32]
  package let validation: [Int32]

  package init(training: [Int32], validation: [Int32]) {
    self.training = training
    self.validation = validation
  }

  /// The data set's own.
  init(of dataset: Dataset) {
    self.init(
      training: dataset.samples(in: .training), validation: dataset.samples(in: .validation))
  }

  /// All samples but those of a fold, and those of the fold.
  init(folds: [Int], heldOut: Int) {
    let all = 0..<Int32(folds.count)
    self.init(
      training: all.filter { folds[Int($0)] != heldOut },
      validation: all.filter { folds[Int($0)] == heldOut })
  }
}
