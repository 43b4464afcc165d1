import Imaging

/// The definition, in double precision, one target pixel at a time: the source, continued nowhere, weighted
/// with a triangle around the target pixel's centre.
enum NaiveResampler {
  /// Levels of the target, `[height, width, channels]`, of the part of `source` that `window` gives.
  static func resample(
    _ source: Bitmap, window: (x: Double, y: Double, width: Double, height: Double),
    to size: (width: Int, height: Int)
  ) -> [Double] {
    var levels: [Double] = []
    for y in 0..<size.height {
      let rows = weights(source.height, window.y, window.height, size.height, y)
      for x in 0..<size.width {
        let columns = weights(source.width, window.x, window.width, size.width, x)
        for channel in 0..<source.channels {
          var sum = 0.0
          for (sourceY, wy) in rows {
            for (sourceX, wx) in columns {
              sum += wx * wy * Double(source[sourceX, sourceY, channel])
            }
          }
          levels.append(sum)
        }
      }
    }
    return levels
  }

  private static func weights(
    _ length: Int, _ start: Double, _ window: Double, _ target: Int, _ index: Int
  ) -> [(Int, Double)] {
    let scale = window / Double(target)
    let centre = start + (Double(index) + 0.5) * scale
    let reach = scale > 1 ? scale : 1
    var found: [(Int, Double)] = []
    for position in 0..<length {
      let distance = abs(Double(position) + 0.5 - centre) / reach
      if distance < 1 { found.append((position, 1 - distance)) }
    }
    let sum = found.reduce(0) { $0 + $1.1 }
    return found.map { ($0.0, $0.1 / sum) }
  }
}
