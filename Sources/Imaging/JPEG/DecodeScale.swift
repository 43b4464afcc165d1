/// A scale of the inverse DCT: a JPEG is decoded at n/8 of its size for little more than its Huffman
/// decoding costs.
package struct DecodeScale: Equatable, Sendable {
  package let numerator: Int
  package let denominator: Int

  package static let full = DecodeScale(numerator: 1, denominator: 1)

  /// A side of `length` pixels at this scale, rounded up as libjpeg does.
  package func scaled(_ length: Int) -> Int {
    (length * numerator + denominator - 1) / denominator
  }

  /// The smallest scale at which a stored picture of `width` x `height` still has at least
  /// `needed.width` x `needed.height` pixels; full size when none has.
  package static func smallest(
    width: Int, height: Int, needed: (width: Int, height: Int)
  ) -> DecodeScale {
    TurboJPEG.scales.first {
      $0.scaled(width) >= needed.width && $0.scaled(height) >= needed.height
    } ?? .full
  }
}
