import Platform

extension History {
  /// Throws `invalidArgument` naming the first things in which what the library's own runs start from is not what
  /// those of this search began with; passes before the first of them.
  /// - Parameter isKnown: whether what stands at a path in `setup` is what the run will have.
  func check(_ setup: [String: JSONValue], where isKnown: (String) -> Bool = { _ in true }) throws {
    guard let earlier = self.setup else { return }
    let changes = JSONValue.object(earlier).differences(from: .object(setup)).filter {
      isKnown($0.path)
    }
    guard !changes.isEmpty else { return }
    let listed = changes.prefix(8).map { "\($0.path) \($0.own), not \($0.other)" }
    let more = changes.count > 8 ? "; and \(changes.count - 8) more" : ""
    throw ScanlineError(
      .invalidArgument,
      "this search began with other settings, and goes on only with those: "
        + listed.joined(separator: "; ") + more)
  }
}
