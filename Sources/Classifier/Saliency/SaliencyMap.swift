import Imaging
import Platform

/// Which pixels of a picture a label hangs on.
package struct SaliencyMap: Sendable {
  /// Of the network's input.
  package let width: Int
  package let height: Int
  /// Index of the label.
  package let label: Int
  /// `[height, width]`, 0 to 1.
  package let values: [Float]
  /// What the network sees, `[height, width]`, 0 to 255.
  private let luma: [Float]

  /// - Parameters:
  ///   - raw: `[height, width]`; what is below 0 counts as 0. The largest hundredth becomes 1.
  ///   - input: `[height, width, channels]`, normalised.
  init(_ raw: [Float], label: Int, input: UnsafePointer<Float>, _ spec: InputSpec) {
    (width, height) = (spec.width, spec.height)
    self.label = label
    let sorted = raw.sorted()
    let top = sorted[(sorted.count - 1) * 99 / 100]
    let scale = top > 0 ? top : sorted.last ?? 0
    values = raw.map { scale > 0 ? min(max($0, 0) / scale, 1) : 0 }
    luma = (0..<width * height).map { pixel in
      var sum: Float = 0
      for channel in 0..<spec.channels {
        sum += Float(spec.level(of: input[pixel * spec.channels + channel], channel: channel))
      }
      return sum / Float(spec.channels)
    }
  }

  /// The map over the picture in gray: from untouched over red to yellow.
  /// - Throws: `noMemory`.
  package func overlay() throws -> Bitmap {
    let bitmap = try Bitmap(width: width, height: height, channels: 3)
    for (index, value) in values.enumerated() {
      let ground = (1 - value) * 0.7 * luma[index]
      let heat = SIMD3<Float>(255, 220 * value * value, 0)
      for channel in 0..<3 {
        bitmap.pointer[3 * index + channel] = UInt8(
          min(max((ground + value * heat[channel]).rounded(), 0), 255))
      }
    }
    return bitmap
  }
}
