import Platform

/// Every point of a space in turn, the last key's value changing fastest. A continuum is tried at ten
/// places, its ends included.
struct GridSampler: Sampler {
  private static let levelCount = 10

  private let space: SearchSpace
  private let count: Int

  /// - Throws: `invalidArgument` when there are more points than can be counted.
  init(_ space: SearchSpace) throws {
    self.space = try Self.gridded(space)
    guard let count = self.space.cardinality else {
      throw ScanlineError(
        .invalidArgument, "search space: a grid of more than 2^63 points; choose another strategy")
    }
    self.count = count
  }

  private static func gridded(_ space: SearchSpace) throws -> SearchSpace {
    var json = space.json
    for dimension in space.dimensions where dimension.parameter.count == nil {
      let places = (0..<levelCount).map { Double($0) / Double(levelCount - 1) }
      let values = places.map { dimension.parameter.value(at: min($0, 1 - 0x1p-53)) }
      var fields: [String: JSONValue] = [
        "type": .string(ChoiceHyperparameter.kind), "values": .array(Self.distinct(values)),
      ]
      fields["when"] = dimension.condition?.json
      json[dimension.key] = .object(fields)
    }
    return try SearchSpace(.object(json))
  }

  /// The values without those that rounding has made equal.
  private static func distinct(_ values: [JSONValue]) -> [JSONValue] {
    values.indices.filter { !values[..<$0].contains(values[$0]) }.map { values[$0] }
  }

  func point(
    after history: History, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters? {
    for index in min(history.freshCount, count)..<count {
      let point = try space.point(index: index)
      if !taken.contains(point) { return point }
    }
    return nil
  }
}
