import Compute
import Glibc
import Imaging
import Platform
import Testing

@testable import Curation

extension Miniature {
  fileprivate func isLike(_ other: Miniature) -> Bool {
    PreparedMiniature(self).isLike(PreparedMiniature(other))
  }
}

@Suite struct MiniatureTests {
  /// A picture cut out on white, in a disc of the given radius (share of the sides).
  private func cutOut(
    _ seed: UInt64, radius: Double, quality: Int = 90, side: Int = 160, margin: Double = 0,
    gain: Double = 1
  ) throws -> PictureLook {
    let bitmap = try Drawing.bitmap(seed, width: side, height: side, margin: margin, gain: gain)
    for y in 0..<side {
      for x in 0..<side {
        let u = margin + (1 - 2 * margin) * (Double(x) + 0.5) / Double(side) - 0.5
        let v = margin + (1 - 2 * margin) * (Double(y) + 0.5) / Double(side) - 0.5
        guard u * u + v * v > radius * radius else { continue }
        for channel in 0..<3 { bitmap.pointer[(y * side + x) * 3 + channel] = 255 }
      }
    }
    let file = try JPEGEncoder.encode(bitmap.view, quality: quality)
    return try #require(
      file.withBytes { PictureLook($0, name: "a.jpg", limits: ImageLimits()) })
  }

  @Test func differentThingsOnWhiteAreTold() throws {
    let looks = try (1...40 as ClosedRange<UInt64>).map { try cutOut($0, radius: 0.3) }
    var (near, alike) = (0, 0)
    for first in looks.indices {
      for second in looks.indices.dropFirst(first + 1) {
        let distance = (looks[first].hash ^ looks[second].hash).nonzeroBitCount
        guard distance <= PerceptualHash.defaultDistance else { continue }
        near += 1
        alike += looks[first].miniature.isLike(looks[second].miniature) ? 1 : 0
      }
    }
    // These blobs are soft, and their common outline is sharp: the worst case.
    #expect(near > 100 && alike * 20 < near, "\(near) by the hash, \(alike) by both")
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func copiesOnWhiteAreAlike(seed: UInt64) throws {
    for radius in [0.3, 0.45] {
      let look = try cutOut(seed, radius: radius)
      let copies = try [
        cutOut(seed, radius: radius, quality: 30), cutOut(seed, radius: radius, side: 80),
        cutOut(seed, radius: radius, gain: 0.85), cutOut(seed, radius: radius, margin: 0.02),
      ]
      for (index, copy) in copies.enumerated() {
        #expect(look.miniature.isLike(copy.miniature), "\(index)")
        #expect(copy.miniature.isLike(look.miniature), "\(index)")
      }
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func cropsAreAlike(seed: UInt64) throws {
    func look(margin: Double) throws -> Miniature {
      let file = try Drawing.jpeg(seed, margin: margin)
      let look = file.withUnsafeBytes { PictureLook($0, name: "a.jpg", limits: ImageLimits()) }
      return try #require(look).miniature
    }
    let whole = try look(margin: 0)
    for margin in [0.01, 0.025, 0.05] {
      let crop = try look(margin: margin)
      #expect(whole.isLike(crop) && crop.isLike(whole), "\(margin)")
    }
  }
}
