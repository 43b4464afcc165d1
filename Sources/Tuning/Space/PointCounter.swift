import Platform

/// Counts and numbers the points of a space. A hyperparameter with children has as many points below each
/// of its values as the children that are there with it have together.
struct PointCounter {
  private let dimensions: [SearchSpace.Dimension]
  /// By dimension: the dimensions that depend on it.
  private let children: [[Int]]

  init(_ dimensions: [SearchSpace.Dimension]) {
    self.dimensions = dimensions
    var children = [[Int]](repeating: [], count: dimensions.count)
    for (index, dimension) in dimensions.enumerated() {
      if let parent = dimension.parent { children[parent].append(index) }
    }
    self.children = children
  }

  private var roots: [Int] { dimensions.indices.filter { dimensions[$0].parent == nil } }

  /// The number of points; nil for a continuum or an overflow.
  var count: Int? { product(roots) }

  private func product(_ indices: [Int]) -> Int? {
    indices.reduce(1 as Int?) { product, index in
      guard let product, let count = count(of: index) else { return nil }
      let (result, overflow) = product.multipliedReportingOverflow(by: count)
      return overflow ? nil : result
    }
  }

  /// The number of ways to choose a dimension's value and all that depends on it.
  private func count(of index: Int) -> Int? {
    guard var total = dimensions[index].parameter.count else { return nil }
    for value in branches(index) {
      guard let below = product(present(index, with: value)) else { return nil }
      let (sum, overflow) = total.addingReportingOverflow(below - 1)
      if overflow { return nil }
      total = sum
    }
    return total
  }

  /// The values on which children depend, in the order of their indices.
  private func branches(_ index: Int) -> [JSONValue] {
    var values: [JSONValue] = []
    for child in children[index] {
      for value in dimensions[child].condition?.values ?? [] where !values.contains(value) {
        values.append(value)
      }
    }
    let parameter = dimensions[index].parameter
    return values.sorted { (parameter.index(of: $0) ?? 0) < (parameter.index(of: $1) ?? 0) }
  }

  /// The children that are there with a value.
  private func present(_ index: Int, with value: JSONValue) -> [Int] {
    children[index].filter { dimensions[$0].condition?.values.contains(value) == true }
  }

  /// The values of point number `number` of `count`; the last key's value changes fastest.
  func values(at number: Int) -> [String: JSONValue] {
    var values: [String: JSONValue] = [:]
    choose(roots, number, &values)
    return values
  }

  private func choose(_ indices: [Int], _ number: Int, _ values: inout [String: JSONValue]) {
    var rest = number
    for index in indices.reversed() {
      let count = count(of: index) ?? 1
      choose(index, rest % count, &values)
      rest /= count
    }
  }

  /// Number `number` of a dimension's own ways.
  private func choose(_ index: Int, _ number: Int, _ values: inout [String: JSONValue]) {
    let parameter = dimensions[index].parameter
    // How many more ways than values there were before a value.
    var extra = 0
    for value in branches(index) {
      let below = product(present(index, with: value)) ?? 1
      let first = (parameter.index(of: value) ?? 0) + extra
      if number < first { break }
      if number < first + below {
        values[dimensions[index].key] = value
        return choose(present(index, with: value), number - first, &values)
      }
      extra += below - 1
    }
    values[dimensions[index].key] = parameter.value(index: number - extra)
  }
}
