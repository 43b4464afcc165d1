import Classifier
import Platform

extension Dataset {
  /// For measuring a model: its samples' labels as the model numbers them, found by name. The data set may have them in
  /// another order, and need not have all.
  /// - Throws: `invalidArgument` for a label that is none of the model's.
  func labelled(as model: Model) throws -> Dataset {
    guard model.labels != labels else { return self }
    // By their bytes, by which labels are told apart.
    let places = Dictionary(
      model.labels.enumerated().map { (Array($1.utf8), $0) },
      uniquingKeysWith: { first, _ in first })
    return relabelled(
      model.labels,
      places: try labels.map { label in
        guard let place = places[Array(label.utf8)] else {
          throw ScanlineError(
            .invalidArgument,
            "\(source): label \"\(label)\" is none of the model's: \(Self.list(model.labels))")
        }
        return place
      })
  }

  /// For training a model: the same, and there must be pictures of all its labels.
  /// - Throws: `invalidArgument`, also for a label of which there are none.
  func labelledWhole(as model: Model) throws -> Dataset {
    let result = try labelled(as: model)
    let own = Set(labels.map { Array($0.utf8) })
    if let missing = model.labels.first(where: { !own.contains(Array($0.utf8)) }) {
      throw ScanlineError(
        .invalidArgument,
        "\(source): no pictures of \"\(missing)\", a label of the model; those there are: "
          + Self.list(labels))
    }
    return result
  }

  /// Enough to see what is meant.
  private static func list(_ labels: [String]) -> String {
    let most = 20
    let names = labels.prefix(most).map { "\"\($0)\"" }.joined(separator: ", ")
    return labels.count > most ? "\(names) and \(labels.count - most) more" : names
  }
}
