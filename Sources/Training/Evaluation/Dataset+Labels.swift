import Classifier
import Platform

extension Dataset {
  /// - Throws: `invalidArgument` when the model's labels are not this data set's, in the same order.
  func checkLabels(of model: Model) throws {
    guard model.labels != labels else { return }
    guard model.labels.count == labels.count else {
      throw ScanlineError(
        .invalidArgument,
        "\(source) has \(labels.count) labels, the model has \(model.labels.count)")
    }
    for (index, (own, other)) in zip(labels, model.labels).enumerated() where own != other {
      throw ScanlineError(
        .invalidArgument,
        "label \(index) is \"\(own)\" in \(source) and \"\(other)\" in the model")
    }
  }
}
