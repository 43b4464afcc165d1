import CKernels
import Compute
import Glibc
import Platform

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
    ThreadMemory.lend(256 * MemoryLayout<Int>.stride) { histogram in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { table in
        let counts = histogram.bindMemory(to: Int.self, capacity: 256)
        guard let levels = table.baseAddress else { return }
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
      let level = UInt8(min(Luma.of(colour) + 0.5, 255))
      (bytes[i], bytes[i + 1], bytes[i + 2]) = (level, level, level)
    }
  }

  /// smooth + factor (picture - smooth), where smooth weighs a pixel 5 and its eight neighbours 1; the outermost pixels
  /// stay (Pillow's `ImageEnhance.Sharpness`).
  func sharpen(_ factor: Float) {
    guard width > 2, height > 2 else { return }
    ThreadMemory.lend(count) { copy in
      let old = copy.bindMemory(to: UInt8.self, capacity: count)
      old.initialize(from: bytes, count: count)
      let line = width * channels
      for y in 1..<height - 1 {
        let start = y * line + channels
        Processor.kernels.sharpenRow(
          SharpenedRow(
            above: old + start - line, row: old + start, below: old + start + line,
            channels: channels, factor: factor, sharpened: bytes + start,
            count: line - 2 * channels))
      }
    }
  }

  /// Gaussian, along rows and then along columns; the outermost pixels go on beyond the borders.
  func blur(_ sigma: Float) {
    guard sigma > 0 else { return }
    let reach = Int((3 * sigma).rounded(.up))
    let count = 2 * reach + 1
    ThreadMemory.lend(count * MemoryLayout<Float>.stride) { room in
      let weights = UnsafeMutableBufferPointer(
        start: room.bindMemory(to: Float.self, capacity: count), count: count)
      for tap in 0..<count {
        let distance = tap - reach
        weights[tap] = expf(-Float(distance * distance) / (2 * sigma * sigma))
      }
      let total = weights.reduce(0, +)
      for tap in 0..<count { weights[tap] /= total }
      // A line's parts: the pixels of a row, the rows of the picture.
      blend(UnsafeBufferPointer(weights), lines: height, part: channels)
      blend(UnsafeBufferPointer(weights), lines: 1, part: width * channels)
    }
  }

  /// Each part of a line, so many bytes, becomes the weighted sum of those around it.
  private func blend(_ weights: UnsafeBufferPointer<Float>, lines: Int, part: Int) {
    guard let first = weights.baseAddress else { return }
    let length = count / lines
    let margin = weights.count / 2 * part
    ThreadMemory.lend(length * MemoryLayout<Float>.stride) { room in
      let levels = room.bindMemory(to: Float.self, capacity: length)
      ThreadMemory.lend(length + 2 * margin) { room in
        let padded = room.bindMemory(to: UInt8.self, capacity: length + 2 * margin)
        for line in 0..<lines {
          let own = bytes + line * length
          (padded + margin).initialize(from: own, count: length)
          for start in stride(from: 0, to: margin, by: part) {
            (padded + start).initialize(from: own, count: part)
            (padded + (margin + length + start)).initialize(
              from: own + (length - part), count: part)
          }
          Processor.kernels.blendRows(
            BlendedRows(
              pixels: padded, stride: part, weights: first, count: weights.count,
              levels: levels, length: length))
          Processor.kernels.roundLevels(levels, own, length)
        }
      }
    }
  }
}
