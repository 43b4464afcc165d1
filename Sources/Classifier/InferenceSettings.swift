import Imaging
import Platform

/// How a model answers, apart from its weights: part of its file.
package struct InferenceSettings: Codable, Equatable, Sendable {
  /// Whether the logits are the mean of those of the picture and of its mirror image, which costs twice.
  package var flipAverage = false
  /// What the logits are divided by before the softmax (Guo et al. 2017, arXiv 1706.04599): 1 leaves the
  /// probabilities as they are, more makes them less certain. The likeliest label stays.
  package var temperature: Float = 1
  /// Which pictures the model knows; nil: it takes all for known.
  package var known: KnownPictures?

  package static let temperatures: ClosedRange<Float> = 0.01...100

  package init() {}

  enum CodingKeys: String, CodingKey, CaseIterable {
    case flipAverage = "flip_average"
    case temperature, known
  }

  /// Keys that are missing have their defaults; unknown keys are errors: the answers would be others.
  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    flipAverage = try values.decodeIfPresent(Bool.self, forKey: .flipAverage) ?? false
    temperature = try values.decodeIfPresent(Float.self, forKey: .temperature) ?? 1
    known = try values.decodeIfPresent(KnownPictures.self, forKey: .known)
  }

  /// - Throws: `invalidArgument` naming the value and its range.
  package func validate(_ spec: InputSpec) throws {
    guard Self.temperatures.contains(temperature) else {
      throw ScanlineError(
        .invalidArgument,
        "temperature is \(temperature); allowed is \(Self.temperatures.lowerBound) to "
          + "\(Self.temperatures.upperBound)")
    }
    try known?.validate(spec)
  }
}
