import Curation
import Imaging
import Platform
import Testing

@testable import Training

@Suite struct SalvageTests {
  private let folder: TemporaryFolder

  /// Of class a: 6 good pictures; one cut behind over three quarters of its rows, one behind over half,
  /// one with wrong data, one that is empty. Of class b: 6 good ones.
  init() throws {
    folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: ["a", "b"], count: 6)
    try folder.write(Self.cut(share: 0.8...0.95), to: "a/most.jpg")
    try folder.write(Self.cut(share: 0.55...0.7), to: "a/half.jpg")
    var wrong = try Pictures.large(seed: 3)
    // A restart marker where none can be: the decoder goes on behind it.
    wrong.replaceSubrange(wrong.count / 2..<wrong.count / 2 + 2, with: [0xFF, 0xD3])
    try folder.write(wrong, to: "a/wrong.jpg")
    try folder.write([], to: "a/empty.jpg")
  }

  /// A file that ends behind a share of its rows in the range.
  private static func cut(share: ClosedRange<Double>) throws -> [UInt8] {
    let whole = try Pictures.large(seed: 4)
    for count in stride(from: whole.count - 2, to: 0, by: -10) {
      let file = Array(whole.prefix(count))
      let report = file.withUnsafeBytes {
        ImageValidator.validate($0, name: "x", limits: ImageLimits())
      }
      if share ~= report.decodedShare { return file }
    }
    throw ScanlineError(.noData, "no such cut")
  }

  private func open(_ policy: KeepPolicy, share: Double = 0.75, threads: Int = 2) throws -> Dataset
  {
    var options = DatasetOptions()
    options.keep = KeepRule(policy, salvageShare: share)
    options.threads = threads
    return try Dataset.open(folder: folder.path, options: options)
  }

  private func names(_ paths: [String]) -> [String] {
    paths.map { String($0.dropFirst(folder.path.count + 1)) }
  }

  @Test func eachPolicyKeepsWhatItSays() throws {
    let strict = try open(.strict)
    #expect(strict.sampleCount == 12 && strict.salvaged.isEmpty)
    #expect(
      names(strict.damaged.map(\.path)) == [
        "a/empty.jpg", "a/half.jpg", "a/most.jpg", "a/wrong.jpg",
      ])
    let salvage = try open(.salvage)
    #expect(names(salvage.salvaged.map { salvage.path(of: $0.sample) }) == ["a/most.jpg"])
    #expect(names(salvage.damaged.map(\.path)) == ["a/empty.jpg", "a/half.jpg", "a/wrong.jpg"])
    let more = try open(.salvage, share: 0.5)
    #expect(names(more.salvaged.map { more.path(of: $0.sample) }) == ["a/half.jpg", "a/most.jpg"])
    let all = try open(.allDecodable)
    #expect(names(all.damaged.map(\.path)) == ["a/empty.jpg"])
    #expect(
      all.salvaged.map(\.keeping.rows).map { $0 == nil } == [false, false, true])
    #expect(DatasetOptions().keep.policy == .salvage)
    // The tally is of all policies, whichever was chosen.
    for dataset in [strict, salvage, all] {
      #expect(dataset.tally.classes(.strict).map(\.lost) == [4, 0])
      #expect(dataset.tally.classes(.salvage).map(\.lost) == [3, 0])
      #expect(dataset.tally.classes(.allDecodable).map(\.lost) == [1, 0])
      #expect(dataset.tally.total(.salvage).cropped == 1)
    }
    #expect(strict.fingerprint != salvage.fingerprint)
  }

  @Test func whatIsRefusedIsPartOfTheBias() throws {
    let black = try Bitmap(width: 64, height: 64, channels: 3)
    black.pointer.update(repeating: 4, count: black.byteCount)
    let file = try JPEGEncoder.encode(black.view, quality: 90).withBytes { Array($0) }
    for number in 0..<12 { try folder.write(file, to: "b/black\(number).jpg") }
    var options = DatasetOptions()
    options.threads = 2
    options.keep = KeepRule(.strict, salvageShare: 0.75)
    let all = try Dataset.open(folder: folder.path, options: options)
    options.keep.refusedQuality = .dark
    let refused = try Dataset.open(folder: folder.path, options: options)
    #expect(all.tally.classes(.strict).map(\.lost) == [4, 0])
    #expect(all.tally.classes(.strict).map(\.files) == [10, 18])
    #expect(refused.tally.classes(.strict).map(\.lost) == [4, 12])
    #expect(refused.tally.classes(.allDecodable).map(\.lost) == [1, 12])
    #expect(
      refused.biasText(.allDecodable)
        == "all-decodable with refused_quality removes 66.7 % of b, 10.0 % of a")
    for dataset in [all, refused] {
      #expect(dataset.tally.total(.strict).lost == dataset.damaged.count)
    }
  }

  @Test func trainingSeesTheGoodRowsOnly() throws {
    let dataset = try open(.salvage)
    let sample = try #require(dataset.salvaged.first)
    let rows = try #require(sample.keeping.rows)
    let input = InputSpec(width: 16, height: 16)
    let source = PictureSource(
      PictureCache(dataset, input: input, room: .none), augmentation: .init(), seed: 0)
    var loaded = [Float](repeating: 0, count: input.floatCount)
    let isLoaded = loaded.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { source.loadExact(sample.sample, into: $0) }
    }
    #expect(isLoaded == true && source.failures.isEmpty)
    // The upper rows of the whole picture, brought to the same shape.
    let whole = try Pictures.large(seed: 4).withUnsafeBytes {
      try ImageDecoder.decode(
        $0, name: "whole", target: nil, channels: 3, limits: ImageLimits())
    }
    let kept = rows / 16 * 16
    #expect(kept > 0 && whole.height == Pictures.largeHeight)
    let view = try PixelView(
      base: whole.pointer, width: whole.width, height: kept, format: .rgb)
    var expected = [Float](repeating: 0, count: input.floatCount)
    try expected.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { try input.convert(view, into: base) }
    }
    withExtendedLifetime(whole) {}
    let difference = zip(loaded, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(difference < 0.15, "\(difference)")
  }

  @Test func threadsChangeNothing() throws {
    let (one, four) = (try open(.allDecodable, threads: 1), try open(.allDecodable, threads: 4))
    #expect(one.fingerprint == four.fingerprint)
    #expect(one.salvaged.map(\.keeping) == four.salvaged.map(\.keeping))
  }
}
