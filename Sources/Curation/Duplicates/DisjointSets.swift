/// Sets that are joined and never parted (Tarjan's forest): each is named by its smallest member, so that
/// the result does not depend on the order of the joins.
struct DisjointSets {
  private var parents: [Int32]

  init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

  mutating func root(of member: Int) -> Int {
    var at = member
    while Int(parents[at]) != at {
      // Each step halves the way for those who come later.
      parents[at] = parents[Int(parents[at])]
      at = Int(parents[at])
    }
    return at
  }

  /// - Returns: whether they were in two sets before.
  @discardableResult
  mutating func join(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = (root(of: a), root(of: b))
    guard left != right else { return false }
    parents[max(left, right)] = Int32(min(left, right))
    return true
  }
}
