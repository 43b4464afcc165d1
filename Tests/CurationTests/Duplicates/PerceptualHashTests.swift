import Imaging
import Testing

@testable import Curation

@Suite struct PerceptualHashTests {
  private func hash(_ file: [UInt8]) throws -> UInt64 {
    try #require(
      file.withUnsafeBytes { PerceptualHash.hash($0, name: "a.jpg", limits: ImageLimits()) })
  }

  private func distance(_ a: [UInt8], _ b: [UInt8]) throws -> Int {
    (try hash(a) ^ hash(b)).nonzeroBitCount
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>) func copiesAreNear(seed: UInt64) throws {
    let picture = try Drawing.jpeg(seed)
    let limit = PerceptualHash.defaultDistance
    #expect(try distance(picture, picture) == 0)
    #expect(try distance(picture, Drawing.jpeg(seed, quality: 25)) <= limit)
    #expect(try distance(picture, Drawing.jpeg(seed, width: 400, height: 300)) <= limit)
    #expect(try distance(picture, Drawing.jpeg(seed, gain: 1.15)) <= limit)
    #expect(try distance(picture, Drawing.jpeg(seed, gain: 0.8)) <= limit)
    #expect(try distance(picture, Drawing.jpeg(seed, margin: 0.01)) <= limit)
  }

  @Test func otherPicturesAreFar() throws {
    let hashes = try (1...60 as ClosedRange<UInt64>).map { try hash(Drawing.jpeg($0)) }
    for first in hashes.indices {
      for second in hashes.indices.dropFirst(first + 1) {
        let distance = (hashes[first] ^ hashes[second]).nonzeroBitCount
        #expect(distance > PerceptualHash.defaultDistance, "\(first + 1) and \(second + 1)")
      }
    }
  }

  @Test func flatAndUnreadablePicturesHaveNone() throws {
    let flat = try Bitmap(width: 64, height: 64, channels: 3)
    flat.pointer.update(repeating: 90, count: flat.byteCount)
    let file = try JPEGEncoder.encode(flat.view, quality: 90)
    #expect(
      file.withBytes { PerceptualHash.hash($0, name: "a", limits: ImageLimits()) } == nil)
    #expect(
      Array("text".utf8).withUnsafeBytes {
        PerceptualHash.hash($0, name: "a", limits: ImageLimits())
      } == nil)
  }

  @Test func eachBitComparesNeighbours() {
    // Rising to the right and falling downwards: every second bit.
    let levels = (0..<81).map { index -> UInt8 in
      let (x, y) = (index % 9, index / 9)
      return UInt8(100 + 10 * x - 5 * y)
    }
    #expect(
      levels.withUnsafeBufferPointer { PerceptualHash.hash(levels: $0) } == 0x55AA_55AA_55AA_55AA)
  }
}
