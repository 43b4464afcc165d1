extension InputSpec {
  /// Mirrors network inputs where they lie, left for right.
  /// - Parameter values: `[count, height, width, channels]`.
  package func mirror(_ values: UnsafeMutablePointer<Float>, count: Int) {
    for row in 0..<count * height {
      let start = values + row * width * channels
      for column in 0..<width / 2 {
        let left = start + column * channels
        let right = start + (width - 1 - column) * channels
        for channel in 0..<channels {
          (left[channel], right[channel]) = (right[channel], left[channel])
        }
      }
    }
  }
}
