extension Canvas {
  /// A box blur, twice, of the whole canvas: what is out of focus.
  /// - Parameter radius: pixels, at least 1.
  func blur(radius: Int) {
    for _ in 0..<2 {
      for y in 0..<height { Self.blur(pixels + y * width, step: 1, count: width, radius) }
      for x in 0..<width { Self.blur(pixels + x, step: width, count: height, radius) }
    }
  }

  /// The mean over `2 * radius + 1` pixels of a line, the border pixel repeated.
  private static func blur(
    _ line: UnsafeMutablePointer<Colour>, step: Int, count: Int, _ radius: Int
  ) {
    withUnsafeTemporaryAllocation(of: Colour.self, capacity: count) { copy in
      for i in 0..<count { copy.initializeElement(at: i, to: line[i * step]) }
      let scale = 1 / Float(2 * radius + 1)
      var sum = Colour.black
      for i in -radius...radius { sum += copy[min(max(i, 0), count - 1)] }
      for i in 0..<count {
        line[i * step] = sum * scale
        sum += copy[min(i + radius + 1, count - 1)] - copy[max(i - radius, 0)]
      }
    }
  }
}
