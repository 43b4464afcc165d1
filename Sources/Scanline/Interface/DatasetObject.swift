import Training

/// A dataset that a host holds, with its labels as C strings that live as long as the handle.
final class DatasetObject: HandleObject {
  static let noun = "dataset"
  let dataset: Dataset
  let labels: CStrings

  init(_ dataset: Dataset) {
    self.dataset = dataset
    labels = CStrings(dataset.labels)
  }
}
