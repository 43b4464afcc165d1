import Platform

/// Counts and numbers the points of a space. A hyperparameter with children has as many points below each
/// of its values as the children that are there with it have together.
struct PointCounter: Sendable {
  /// A value with which children are there.
  private struct Branch {
    /// The number of the value.
    let index: Int
    let children: [Int]
    /// The ways to choose the children; nil for more than can be counted.
    let count: Int?
  }

  private let dimensions: [SearchSpace.Dimension]
  private let roots: [Int]
  /// By dimension, in the order of the values.
  private var branches: [[Branch]]
  /// By dimension: the ways to choose its value and all that depends on it; nil for a continuum, or for more
  /// than can be counted.
  private var counts: [Int?]
  /// The number of points; nil for a continuum or an overflow.
  let count: Int?

  /// - Parameter order: the indices of the dimensions, parents before their children.
  init(_ dimensions: [SearchSpace.Dimension], order: [Int]) {
    self.dimensions = dimensions
    roots = dimensions.indices.filter { dimensions[$0].parent == nil }
    // By dimension and number of a value: the children that are there with it.
    var children = [[Int: [Int]]](repeating: [:], count: dimensions.count)
    for (index, dimension) in dimensions.enumerated() {
      guard let parent = dimension.parent else { continue }
      let numbers = (dimension.condition?.values ?? []).compactMap {
        dimensions[parent].parameter.index(of: $0)
      }
      for number in Set(numbers) { children[parent][number, default: []].append(index) }
    }
    branches = [[Branch]](repeating: [], count: dimensions.count)
    counts = [Int?](repeating: nil, count: dimensions.count)
    for index in order.reversed() {
      let counts = counts
      branches[index] = children[index].sorted { $0.key < $1.key }.map { number, children in
        Branch(index: number, children: children, count: Self.product(children, counts))
      }
      self.counts[index] = branches[index].reduce(dimensions[index].parameter.count) {
        sum, branch in
        guard let sum, let below = branch.count else { return nil }
        let (total, overflow) = sum.addingReportingOverflow(below - 1)
        return overflow ? nil : total
      }
    }
    count = Self.product(roots, counts)
  }

  private static func product(_ indices: [Int], _ counts: [Int?]) -> Int? {
    indices.reduce(1 as Int?) { product, index in
      guard let product, let count = counts[index] else { return nil }
      let (result, overflow) = product.multipliedReportingOverflow(by: count)
      return overflow ? nil : result
    }
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
      let count = counts[index] ?? 1
      choose(index, rest % count, &values)
      rest /= count
    }
  }

  /// Number `number` of a dimension's own ways.
  private func choose(_ index: Int, _ number: Int, _ values: inout [String: JSONValue]) {
    let parameter = dimensions[index].parameter
    // How many more ways than values there were before a value.
    var extra = 0
    for branch in branches[index] {
      let below = branch.count ?? 1
      let first = branch.index + extra
      if number < first { break }
      if number < first + below {
        values[dimensions[index].key] = parameter.value(index: branch.index)
        return choose(branch.children, number - first, &values)
      }
      extra += below - 1
    }
    values[dimensions[index].key] = parameter.value(index: number - extra)
  }
}
