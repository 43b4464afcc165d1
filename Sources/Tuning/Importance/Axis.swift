import Platform

/// One hyperparameter's values as places in the unit interval, spread evenly in their order: numbers by
/// size, everything else by its text.
struct Axis {
  let key: String
  /// One a value that was given.
  let coordinates: [Double]

  /// - Parameter values: nil for a trial that does not have the hyperparameter.
  /// - Returns: nil when all are the same.
  init?(_ key: String, _ values: [JSONValue?]) {
    let texts = values.map { $0?.text ?? "" }
    let distinct = Dictionary(zip(texts, values), uniquingKeysWith: { first, _ in first })
    let order = distinct.sorted {
      ($0.value?.double ?? -.infinity, $0.key) < ($1.value?.double ?? -.infinity, $1.key)
    }
    guard order.count > 1 else { return nil }
    let places = Dictionary(
      uniqueKeysWithValues: order.enumerated().map { index, item in
        (item.key, (Double(index) + 0.5) / Double(order.count))
      })
    self.key = key
    coordinates = texts.map { places[$0] ?? 0.5 }
  }
}
