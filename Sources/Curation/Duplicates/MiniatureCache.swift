/// Miniatures that were prepared for a comparison, kept for the next: where thousands of pictures have hashes alike,
/// each is in thousands of pairs.
struct MiniatureCache {
  /// Of 3 KB each.
  private static let capacity = 8192
  private var prepared: [Int: PreparedMiniature] = [:]

  /// - Parameter picture: its number, by which it is known.
  mutating func prepared(_ miniature: Miniature, of picture: Int) -> PreparedMiniature {
    if let known = prepared[picture] { return known }
    if prepared.count == Self.capacity { prepared.removeAll(keepingCapacity: true) }
    let made = PreparedMiniature(miniature)
    prepared[picture] = made
    return made
  }
}
