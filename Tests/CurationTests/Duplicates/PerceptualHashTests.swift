import Imaging
import Testing

@testable import Curation

@Suite struct PerceptualHashTests {
  private func hash(_ file: [UInt8]) throws -> UInt64 {
    try #require(look(file)).hash
  }

  private func look(_ file: [UInt8], _ report: ImageReport? = nil) -> PictureLook? {
    file.withUnsafeBytes {
      PictureLook($0, name: "a.jpg", limits: ImageLimits(), report: report)
    }
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

  /// Rows of what is left of a picture when its file is cut to a share of its bytes.
  private func cut(_ seed: UInt64, to share: Double) throws -> (file: [UInt8], rows: Double) {
    let whole = try Drawing.jpeg(seed, width: 240, height: 320)
    let file = Array(whole.prefix(Int(Double(whole.count) * share)))
    let report = file.withUnsafeBytes {
      ImageValidator.validate($0, name: "a.jpg", limits: ImageLimits())
    }
    return (file, report.decodedShare)
  }

  @Test(arguments: [0.25, 0.35, 0.7, 0.9]) func cutPicturesAreHashedByTheirGoodRows(
    share: Double
  ) throws {
    var hashes: [UInt64] = []
    for seed in 1...20 as ClosedRange<UInt64> {
      let (file, rows) = try cut(seed, to: share)
      let hash = look(file)?.hash
      #expect((hash == nil) == (rows < 0.5), "\(seed): \(rows)")
      if let hash { hashes.append(hash) }
    }
    // What stands for the lost rows makes no two pictures alike.
    for (index, hash) in hashes.enumerated() {
      for other in hashes.dropFirst(index + 1) {
        #expect((hash ^ other).nonzeroBitCount > PerceptualHash.defaultDistance)
      }
    }
  }

  /// A file that is whole, of a picture that was cut behind so many rows and saved as a decoder showed it.
  private func filled(_ seed: UInt64, rows: Int) throws -> [UInt8] {
    let bitmap = try Drawing.bitmap(seed, width: 240, height: 320)
    for y in rows..<320 {
      for x in (y < rows + 16 ? 112 : 0)..<240 {
        for channel in 0..<3 { bitmap.pointer[(y * 240 + x) * 3 + channel] = 128 }
      }
    }
    return try JPEGEncoder.encode(bitmap.view, quality: 80).withBytes { Array($0) }
  }

  @Test(arguments: [96, 208]) func filledInGrayIsNotHashed(rows: Int) throws {
    var hashes: [UInt64] = []
    for seed in 1...12 as ClosedRange<UInt64> {
      let file = try filled(seed, rows: rows)
      let report = file.withUnsafeBytes {
        ImageValidator.validate($0, name: "a.jpg", limits: ImageLimits())
      }
      try #require(report.verdict == .ok && report.quality.flags.contains(.grayLowerPart))
      let found = [nil, report].map { look(file, $0)?.hash }
      #expect(found[0] == found[1] && (found[0] == nil) == (rows < 160))
      if let hash = found[0] { hashes.append(hash) }
    }
    for (index, hash) in hashes.enumerated() {
      for other in hashes.dropFirst(index + 1) {
        #expect((hash ^ other).nonzeroBitCount > PerceptualHash.defaultDistance)
      }
    }
  }

  @Test func theHashOfACutPictureIsThatOfItsRows() throws {
    let whole = try Drawing.bitmap(3, width: 240, height: 320)
    let (file, rows) = try cut(3, to: 0.7)
    let kept = try PixelView(
      base: whole.pointer, width: 240, height: Int((rows * 320).rounded()), format: .rgb)
    let alone = try JPEGEncoder.encode(kept, quality: 90).withBytes { Array($0) }
    withExtendedLifetime(whole) {}
    #expect(try distance(file, alone) <= 1)
  }

  @Test func flatAndUnreadablePicturesHaveNone() throws {
    let flat = try Bitmap(width: 64, height: 64, channels: 3)
    flat.pointer.update(repeating: 90, count: flat.byteCount)
    let file = try JPEGEncoder.encode(flat.view, quality: 90)
    #expect(look(file.withBytes { Array($0) }) == nil)
    #expect(look(Array("text".utf8)) == nil)
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
