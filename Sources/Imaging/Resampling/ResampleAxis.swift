/// The weights that bring one axis of a picture to another length: a triangle as wide as two source pixels
/// when enlarging (bilinear interpolation), and two target pixels when shrinking, so that every
/// source pixel counts and nothing aliases. The same filter as Pillow's BILINEAR resize.
/// One is made after the other, in the same memory.
struct ResampleAxis {
  /// What an axis is made for.
  struct Request: Equatable {
    /// Length of the source in pixels.
    let source: Int
    /// Where the part to be shown begins; start + length is at most `source`.
    let start: Double
    /// Of that part, above 0. Pixels beside it count where the triangle reaches them.
    let length: Double
    /// Pixels, at least 1.
    let target: Int
  }

  private(set) var request: Request?
  /// For each target index, the first source index that counts.
  private(set) var starts: [Int] = []
  /// For each target index, how many count; at least 1.
  private(set) var counts: [Int] = []
  /// `[target, room]`; the weights of one target index sum to 1.
  private(set) var weights: [Float] = []
  /// Weights from one target index to the next.
  private(set) var room = 0

  /// Makes the weights for a request, unless they are there.
  mutating func make(_ request: Request) {
    if request == self.request { return }
    self.request = request
    let (source, start) = (request.source, request.start)
    let (length, target) = (request.length, request.target)
    let scale = length / Double(target)
    let radius = max(scale, 1)
    room = min(Int((2 * radius).rounded(.up)) + 2, source)
    starts.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    weights.append(contentsOf: repeatElement(0, count: target * room))
    for index in 0..<target {
      let centre = start + (Double(index) + 0.5) * scale
      var first = min(max(Int((centre - radius + 0.5).rounded(.down)), 0), source - 1)
      var end = min(max(Int(centre + radius + 0.5), first + 1), source)
      func weight(_ position: Int) -> Double {
        max(0, 1 - abs(Double(position) + 0.5 - centre) / radius)
      }
      while first < end - 1, weight(first) == 0 { first += 1 }
      while end - 1 > first, weight(end - 1) == 0 { end -= 1 }
      end = min(end, first + room)
      var sum = 0.0
      for position in first..<end { sum += weight(position) }
      for position in first..<end {
        weights[index * room + position - first] = Float(sum > 0 ? weight(position) / sum : 1)
      }
      starts.append(first)
      counts.append(end - first)
    }
  }
}
