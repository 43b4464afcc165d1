/// Bitmaps to be used again once nobody else holds them.
struct SpareBitmaps {
  /// As many as one picture needs at once: decoded, upright, fitted.
  private static let count = 3
  /// Larger ones are not kept: a thread of the host's would hold them as long as it lives.
  private static let largestBytes = 1 << 20
  /// The one used last at the end.
  private var bitmaps: [Bitmap] = []

  /// A bitmap of any content.
  /// - Throws: as `Bitmap.init`.
  mutating func bitmap(width: Int, height: Int, channels: Int) throws -> Bitmap {
    // The one used last first: its memory is in the processor's cache.
    for index in bitmaps.indices.reversed() where isKnownUniquelyReferenced(&bitmaps[index]) {
      guard bitmaps[index].take(width: width, height: height, channels: channels) else { continue }
      let found = bitmaps.remove(at: index)
      bitmaps.append(found)
      return found
    }
    let made = try Bitmap(width: width, height: height, channels: channels)
    guard made.byteCount <= Self.largestBytes else { return made }
    if bitmaps.count == Self.count { bitmaps.removeFirst() }
    bitmaps.append(made)
    return made
  }
}
