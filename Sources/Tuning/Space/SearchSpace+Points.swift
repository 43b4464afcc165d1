import Compute
import Platform

extension SearchSpace {
  /// The point at a place of the unit cube: a number from 0 to below 1 for every dimension, of which those
  /// that turn out not to be part of the point are not looked at.
  package func point(at places: [Double]) throws -> Hyperparameters {
    try point { dimensions[$0].parameter.value(at: min(max(places[$0], 0), 1 - 0x1p-53)) }
  }

  private func point(_ value: (Int) -> JSONValue) throws -> Hyperparameters {
    var values: [String: JSONValue] = [:]
    for index in order where isPresent(index, values) {
      values[dimensions[index].key] = value(index)
    }
    return try Hyperparameters(values)
  }

  /// The points that a search begins with: the defaults, and what the seed says where there is none. Empty
  /// for a space without a default.
  package func initialPoints(seed: UInt64) throws -> [Hyperparameters] {
    let count = dimensions.map(\.defaults.count).max() ?? 0
    var seen: Set<Hyperparameters> = []
    return try (0..<count).map { ordinal in
      var random = RandomStream(seed: seed, .tuning, UInt64(ordinal))
      let places = dimensions.map { _ in random.uniformDouble() }
      return try point { index in
        let dimension = dimensions[index]
        guard let last = dimension.defaults.last else {
          return dimension.parameter.value(at: places[index])
        }
        return ordinal < dimension.defaults.count ? dimension.defaults[ordinal] : last
      }
    }.filter { seen.insert($0).inserted }
  }

  /// Whether a dimension is part of the point that has these values of its ancestors.
  func isPresent(_ index: Int, _ values: [String: JSONValue]) -> Bool {
    guard let condition = dimensions[index].condition else { return true }
    return values[condition.parent].map { condition.values.contains($0) } ?? false
  }

  /// A point's stretches of the unit interval, nil for the dimensions that it does not have; nil when it
  /// is no point of this space.
  package func stretches(of point: Hyperparameters) -> [ClosedRange<Double>?]? {
    var stretches = [ClosedRange<Double>?](repeating: nil, count: dimensions.count)
    var found = 0
    for (index, dimension) in dimensions.enumerated() where isPresent(index, point.values) {
      guard let value = point.values[dimension.key],
        let stretch = dimension.parameter.stretch(of: value)
      else { return nil }
      stretches[index] = stretch
      found += 1
    }
    return found == point.values.count ? stretches : nil
  }

  /// The point with each value as this space gives it: 0.3 for a 0.30000000000000004 that it takes for it.
  package func canonical(_ point: Hyperparameters) throws -> Hyperparameters {
    var values = point.values
    for dimension in dimensions {
      if let value = values[dimension.key] {
        values[dimension.key] = dimension.parameter.canonical(value)
      }
    }
    return try Hyperparameters(values)
  }

  /// Throws `invalidArgument` naming the key and the value that make a point none of this space.
  /// - Parameter what: begins the message.
  package func check(_ point: Hyperparameters, _ what: String = "") throws {
    func fault(_ key: String, _ message: String) -> ScanlineError {
      ScanlineError(.invalidArgument, "\(what)hyperparameter \"\(key)\" \(message)")
    }
    var known: Set<String> = []
    for (index, dimension) in dimensions.enumerated() where isPresent(index, point.values) {
      known.insert(dimension.key)
      guard let value = point.values[dimension.key] else {
        throw fault(dimension.key, "is missing")
      }
      guard dimension.parameter.stretch(of: value) != nil else {
        let domain = JSONValue.object(dimension.parameter.json).text
        throw fault(dimension.key, "is \(value.text), which is not of \(domain)")
      }
    }
    for (key, value) in point.values.sorted(by: { $0.key < $1.key }) where !known.contains(key) {
      let reason =
        keys.contains(key) ? "is not there with the value of its parent" : "is not of the space"
      throw fault(key, "is \(value.text), but \(reason)")
    }
  }

  /// A random point; every key takes one number from the stream, in the order of the keys.
  package func sample(_ random: inout RandomStream) throws -> Hyperparameters {
    try point(at: dimensions.map { _ in random.uniformDouble() })
  }

  /// Point number `index` of `cardinality`; the last key's value changes fastest.
  package func point(index: Int) throws -> Hyperparameters {
    try Hyperparameters(counter.values(at: index))
  }

  /// Points from one corner of the space to the opposite one, to try whether values can be used at all:
  /// the first and the last value of every key, and those between; for every key with a condition once
  /// more with the values that it needs.
  package func diagonal(count: Int) throws -> [Hyperparameters] {
    let targets = [nil] + dimensions.indices.filter { dimensions[$0].parent != nil }
    let points = try targets.flatMap { target in
      try (0..<count).map { step in
        let place = count > 1 ? Double(step) / Double(count - 1) : 0
        var places = [Double](repeating: place, count: dimensions.count)
        if let target { reach(target, &places) { $0.first } }
        return try point(at: places)
      }
    }
    var seen: Set<Hyperparameters> = []
    return points.filter { seen.insert($0).inserted }
  }

  /// Changes the places of a dimension's ancestors so that it is part of the point.
  /// - Parameter choose: one of the values that a condition names.
  private func reach(
    _ target: Int, _ places: inout [Double], _ choose: ([JSONValue]) -> JSONValue?
  ) {
    var child = target
    while let parent = dimensions[child].parent {
      if let value = choose(dimensions[child].condition?.values ?? []),
        let stretch = dimensions[parent].parameter.stretch(of: value)
      {
        places[parent] = (stretch.lowerBound + stretch.upperBound) / 2
      }
      child = parent
    }
  }

  /// A random point that is not in `taken`, or nil when there is none left.
  /// - Parameters:
  ///   - seed: of the search.
  ///   - ordinal: how many such points were drawn before; names the random stream, so that point
  ///     number n is the same whoever asks for it and when.
  package func freshPoint(
    seed: UInt64, ordinal: Int, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters? {
    if let cardinality, taken.count >= cardinality { return nil }
    var random = RandomStream(seed: seed, .tuning, UInt64(ordinal))
    for _ in 0..<64 {
      let point = try sample(&random)
      if !taken.contains(point) { return point }
    }
    guard let cardinality else { return try rarePoint(&random, avoiding: taken) }
    // Nearly everything is taken: from a random point on, the first one that is free.
    var index = random.integer(below: cardinality)
    for _ in 0...taken.count {
      let point = try point(index: index)
      if !taken.contains(point) { return point }
      index = index + 1 == cardinality ? 0 : index + 1
    }
    return nil
  }

  /// Where points cannot be counted and those that come often are all taken, the rest is behind conditions that
  /// rarely hold: they are made to, of one dimension after the other.
  private func rarePoint(
    _ random: inout RandomStream, avoiding taken: Set<Hyperparameters>
  ) throws -> Hyperparameters? {
    for _ in 0..<64 {
      for target in dimensions.indices {
        var places = dimensions.map { _ in random.uniformDouble() }
        reach(target, &places) { $0.isEmpty ? nil : $0[random.integer(below: $0.count)] }
        let point = try point(at: places)
        if !taken.contains(point) { return point }
      }
    }
    // As with a continuum of a few numbers that lie next to each other.
    return nil
  }
}
