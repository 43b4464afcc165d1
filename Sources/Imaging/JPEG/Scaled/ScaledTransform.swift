import Glibc
import Platform

/// The inverse DCT of a block's 8 x 8 coefficients to n x n samples, as libjpeg defines it for each n: for 1, 2, 4 and 8
/// the means of the samples that n = 8 gives; else n lowest frequencies each way, put together by an n-point transform.
final class ScaledTransform: @unchecked Sendable {
  /// Samples of a block's side, 1 to 8.
  let size: Int
  /// Frequencies that count each way: what lies at or above is not looked at.
  let frequencies: Int
  /// [frequencies][8]: a frequency's share in each sample, 0 beyond `size`.
  private let shares: UnsafeMutablePointer<SIMD8<Float>>

  /// Those of all sizes, smallest first.
  static let all = (1...8).map { ScaledTransform(size: $0) }

  private init(size: Int) {
    self.size = size
    let means = 8 % size == 0
    frequencies = size == 1 ? 1 : means ? 8 : size
    shares = .allocate(capacity: 8)
    shares.initialize(repeating: SIMD8(repeating: 0), count: 8)
    let points = means ? 8 : size
    for frequency in 0..<frequencies {
      for point in 0..<points {
        let angle = Double((2 * point + 1) * frequency) * .pi / Double(2 * points)
        let share = frequency == 0 ? (1 / 8.0).squareRoot() : cos(angle) / 2
        shares[frequency][point * size / points] += Float(share * Double(size) / Double(points))
      }
    }
  }

  deinit { shares.deallocate() }

  /// The table as inner loops use it. Valid as long as the object lives.
  var view: View { View(size: size, frequencies: frequencies, shares: shares) }

  struct View {
    let size: Int
    let frequencies: Int
    fileprivate let shares: UnsafePointer<SIMD8<Float>>

    /// - Parameters:
    ///   - coefficients: [8][8], rows of rising vertical frequency; those that count are zeroed.
    ///   - samples: `size` rows, each written 8 wide.
    @inline(__always) func run(
      _ coefficients: UnsafeMutablePointer<SIMD8<Float>>, into samples: UnsafeMutablePointer<Float>,
      stride: Int
    ) {
      for y in 0..<size {
        var column = SIMD8<Float>(repeating: 0)
        for frequency in 0..<frequencies {
          column += coefficients[frequency] * shares[frequency][y]
        }
        var row = SIMD8<Float>(repeating: 0)
        for frequency in 0..<frequencies { row += shares[frequency] * column[frequency] }
        UnsafeMutableRawPointer(samples + y * stride).storeBytes(of: row, as: SIMD8<Float>.self)
      }
      for frequency in 0..<frequencies { coefficients[frequency] = SIMD8(repeating: 0) }
    }

    /// A block of nothing but `coefficient`, its mean.
    @inline(__always) func fill(
      _ coefficient: Float, into samples: UnsafeMutablePointer<Float>, stride: Int
    ) {
      let row = SIMD8<Float>(repeating: coefficient / 8)
      for y in 0..<size {
        UnsafeMutableRawPointer(samples + y * stride).storeBytes(of: row, as: SIMD8<Float>.self)
      }
    }
  }
}
