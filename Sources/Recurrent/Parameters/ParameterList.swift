/// A layer's own list of parameters, each at its offset from the layer's first. Sizes are bounded by
/// `NetworkLimits` before a layer is made, so the sums cannot overflow.
package struct ParameterList: Sendable {
  package private(set) var items: [ParameterDescription] = []
  /// Floats in all.
  package private(set) var count = 0

  init() {}

  /// Adds a tensor and returns its offset.
  /// - Parameter kind: nil for that of the initialiser.
  mutating func add(
    _ name: String, _ shape: [Int], _ initialiser: Initialiser, kind: ParameterKind? = nil
  ) -> Int {
    let offset = count
    let item = ParameterDescription(
      name: name, shape: shape, offset: offset,
      kind: kind ?? (initialiser.isMatrix ? .matrix : .vector), initialiser: initialiser)
    items.append(item)
    count += item.count
    return offset
  }

  /// Adds another list under a prefix and returns the offset of its first tensor.
  mutating func add(_ list: ParameterList, under prefix: String) -> Int {
    let start = count
    for item in list.items {
      items.append(
        ParameterDescription(
          name: prefix + "." + item.name, shape: item.shape, offset: start + item.offset,
          kind: item.kind, initialiser: item.initialiser))
    }
    count += list.count
    return start
  }
}
