import Imaging
import Testing

/// Deterministic nonsense: the same files in every run.
@Suite("Mutated files")
struct MutationTests {
  /// xorshift64*
  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return Int((state &* 0x2545_F491_4F6C_DD1D) >> 33) % max(sides, 1)
    }
  }

  private static func seeds() throws -> [[UInt8]] {
    var restarts = BlockFile()
    restarts.restartInterval = 5
    return [
      try Sample.jpeg(width: 64, height: 48),
      try Sample.jpeg(width: 40, height: 56, progressive: true),
      try Sample.jpeg(width: 33, height: 33, subsampling: .gray),
      try Sample.jpeg(width: 50, height: 20, subsampling: .full444, progressive: true),
      restarts.encode(restarts.plainBlocks),
      ArithmeticFile.colour, ArithmeticFile.progressive, ArithmeticFile.restarts,
    ]
  }

  private static func mutate(_ seed: [UInt8], from start: Int, _ dice: inout Dice) -> [UInt8] {
    var bytes = seed
    for _ in 0...dice.roll(4) {
      guard bytes.count > start + 8 else { break }
      let at = start + dice.roll(bytes.count - start)
      switch dice.roll(6) {
      case 0: bytes[at] = UInt8(dice.roll(256))
      case 1: bytes[at] ^= 1 << UInt8(dice.roll(8))
      case 2: bytes.removeSubrange(at..<min(at + 1 + dice.roll(40), bytes.count))
      case 3:
        bytes.insert(contentsOf: (0...dice.roll(9)).map { _ in UInt8(dice.roll(256)) }, at: at)
      case 4: bytes[at] = 0xFF
      default: bytes.removeSubrange((bytes.count - 1 - dice.roll(bytes.count - at))...)
      }
    }
    return bytes
  }

  @Test("Any mutation of a file gets a verdict that agrees with itself")
  func anything() throws {
    var dice = Dice(state: 77)
    let seeds = try Self.seeds()
    for round in 0..<4000 {
      let bytes = Self.mutate(seeds[round % seeds.count], from: 0, &dice)
      let report = Sample.validate(bytes)
      #expect((report.verdict == .ok) == (report.reason == .none))
      #expect((report.verdict == .ok) == report.message.isEmpty)
      #expect((report.verdict == .ok) == (report.warningCount == 0))
      #expect((0...1).contains(report.decodedShare))
      #expect(report.byteOffset.map { (0...bytes.count).contains($0) } ?? true)
      #expect(report.row.map { (0..<max(report.height, 1)).contains($0) } ?? true)
      #expect(report.verdict != .salvageable || report.decodedShare >= 0.5)
    }
  }

  @Test("What TurboJPEG complains of is never called good")
  func agreesWithDecoder() throws {
    var dice = Dice(state: 4242)
    let seeds = try Self.seeds()
    var complaints = 0
    for round in 0..<2000 {
      let seed = seeds[round % seeds.count]
      // Of the picture's data only, so that the size stays what it was.
      let start = try #require(Sample.header(seed).scans.first?.data.lowerBound)
      let bytes = Self.mutate(seed, from: start, &dice)
      let report = Sample.validate(bytes)
      guard
        let complaint = try Sample.decoderComplaint(
          bytes, width: report.width, height: report.height)
      else { continue }
      complaints += 1
      // Up to 16 bytes before a marker are what encoders leave, too, and libjpeg is alone in minding.
      if complaint.contains("extraneous bytes before marker") { continue }
      #expect(report.verdict != .ok, "round \(round): \(complaint)")
    }
    #expect(complaints > 1000)
  }
}
