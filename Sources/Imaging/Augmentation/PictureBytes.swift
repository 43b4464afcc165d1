import Glibc

/// A small picture in borrowed memory, `[height, width, channels]`, 8 bits: what picture operations work on.
struct PictureBytes {
  let bytes: UnsafeMutablePointer<UInt8>
  let width: Int
  let height: Int
  /// 1 or 3.
  let channels: Int

  var count: Int { width * height * channels }

  @inline(__always)
  func map(_ body: (_ level: UInt8) -> UInt8) {
    for i in 0..<count { bytes[i] = body(bytes[i]) }
  }

  /// Maps each channel by a table that is made from its histogram, and that begins as the identity.
  func mapByHistogram(
    _ fill: (_ histogram: UnsafePointer<Int>, _ table: UnsafeMutablePointer<UInt8>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { histogram in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
        guard let counts = histogram.baseAddress, let levels = table.baseAddress else { return }
        for channel in 0..<channels {
          counts.initialize(repeating: 0, count: 256)
          for level in 0..<256 { levels[level] = UInt8(level) }
          for i in stride(from: channel, to: count, by: channels) { counts[Int(bytes[i])] += 1 }
          fill(counts, levels)
          for i in stride(from: channel, to: count, by: channels) {
            bytes[i] = levels[Int(bytes[i])]
          }
        }
      }
    }
  }

  func turnGray() {
    guard channels == 3 else { return }
    for i in stride(from: 0, to: count, by: 3) {
      let colour = SIMD4(Float(bytes[i]), Float(bytes[i + 1]), Float(bytes[i + 2]), 0)
      let level = UInt8(min(Luma.of(colour).rounded(), 255))
      (bytes[i], bytes[i + 1], bytes[i + 2]) = (level, level, level)
    }
  }

  /// smooth + factor (picture - smooth), where smooth weighs a pixel 5 and its eight neighbours 1; the outermost pixels
  /// stay (Pillow's `ImageEnhance.Sharpness`).
  func sharpen(_ factor: Float) {
    guard width > 2, height > 2 else { return }
    withCopy { old in
      let row = width * channels
      func three(_ middle: UnsafePointer<UInt8>) -> Int {
        Int(middle[-channels]) + Int(middle[0]) + Int(middle[channels])
      }
      for y in 1..<height - 1 {
        for i in y * row + channels..<(y + 1) * row - channels {
          let sum =
            4 * Int(old[i]) + three(old + i - row) + three(old + i) + three(old + i + row)
          let smooth = Float(sum) / 13
          let value = smooth + factor * (Float(old[i]) - smooth)
          bytes[i] = UInt8(min(max(value, 0), 255).rounded())
        }
      }
    }
  }

  /// Gaussian, along rows and then along columns; the outermost pixels go on beyond the borders.
  func blur(_ sigma: Float) {
    guard sigma > 0 else { return }
    let reach = Int((3 * sigma).rounded(.up))
    let raw = (0...reach).map { expf(-Float($0 * $0) / (2 * sigma * sigma)) }
    let total = raw[0] + 2 * raw.dropFirst().reduce(0, +)
    let weights = raw.map { $0 / total }
    sweep(weights, lines: height, length: width, lineStep: width * channels, step: channels)
    sweep(weights, lines: width, length: height, lineStep: channels, step: width * channels)
  }

  private func sweep(_ weights: [Float], lines: Int, length: Int, lineStep: Int, step: Int) {
    withCopy { old in
      weights.withUnsafeBufferPointer { weights in
        for line in 0..<lines {
          for channel in 0..<channels {
            let start = line * lineStep + channel
            for place in 0..<length {
              var value = weights[0] * Float(old[start + place * step])
              for distance in 1..<weights.count {
                let before = old[start + max(place - distance, 0) * step]
                let after = old[start + min(place + distance, length - 1) * step]
                value += weights[distance] * (Float(before) + Float(after))
              }
              bytes[start + place * step] = UInt8(min(value, 255).rounded())
            }
          }
        }
      }
    }
  }

  private func withCopy(_ body: (UnsafePointer<UInt8>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { copy in
      guard let base = copy.baseAddress else { return }
      base.initialize(from: bytes, count: count)
      body(base)
    }
  }
}
