import Platform

/// How a model answers, apart from its weights: part of its file.
package struct InferenceSettings: Codable, Equatable, Sendable {
  /// Whether the logits are the mean of those of the picture and of its mirror image, which costs twice.
  package var flipAverage = false

  package init() {}

  enum CodingKeys: String, CodingKey, CaseIterable { case flipAverage = "flip_average" }

  /// Keys that are missing have their defaults; unknown keys are errors: the answers would be others.
  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    flipAverage = try values.decodeIfPresent(Bool.self, forKey: .flipAverage) ?? false
  }
}
