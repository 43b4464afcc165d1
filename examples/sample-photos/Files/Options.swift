import Platform

/// The command line.
struct Options {
  var folder = ""
  /// Good photographs of each species.
  var count = 300
  var seed: UInt64 = 1
  /// Damaged files in all.
  var damaged = 12
  /// Pixels; 0 for 200 to 640, differing.
  var longSide = 0

  static let usage = """
    Usage: SamplePhotos FOLDER [--count N] [--seed N] [--damaged N] [--size PIXELS]

    Draws photographs of cats, dogs and pandas into FOLDER/cat, FOLDER/dog and FOLDER/panda.
      --count N      good photographs of each, 1 to 100000 (300)
      --seed N       the same seed draws the same files (1)
      --damaged N    damaged files among them, 0 to 10000 (12)
      --size PIXELS  the long side, 32 to 4096 (200 to 640, differing)
    """

  /// - Throws: `invalidArgument` naming the argument that is wrong.
  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--count": count = try Self.number(argument, rest.popFirst(), 1...100_000)
      case "--damaged": damaged = try Self.number(argument, rest.popFirst(), 0...10_000)
      case "--size": longSide = try Self.number(argument, rest.popFirst(), 32...4096)
      case "--seed": seed = UInt64(try Self.number(argument, rest.popFirst(), 0...Int.max))
      case _ where argument.hasPrefix("-") || !folder.isEmpty:
        throw ScanlineError(.invalidArgument, "unknown argument '\(argument)'")
      default: folder = argument
      }
    }
    guard !folder.isEmpty else { throw ScanlineError(.invalidArgument, "FOLDER is missing") }
  }

  private static func number(
    _ name: String, _ text: String?, _ range: ClosedRange<Int>
  ) throws -> Int {
    guard let text, let value = Int(text), range ~= value else {
      throw ScanlineError(
        .invalidArgument,
        "\(name) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text ?? "")'"
      )
    }
    return value
  }
}
