import Classifier

/// A model that a host holds, with its labels as C strings that live as long as the handle.
final class ModelObject: HandleObject, @unchecked Sendable {
  static let noun = "model"
  let model: Model
  let labels: CStrings

  init(_ model: Model) {
    self.model = model
    labels = CStrings(model.labels)
  }
}
