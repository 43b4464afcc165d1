import Platform

/// What may happen to a training picture. All 0: nothing. The same as `scanline_augmentation`.
package struct Augmentation: Codable, Equatable, Sendable {
  /// Turns, uniform in +-rotation (Keras's convention); 0 to 0.5.
  package var rotation: Float = 0
  /// Scale of the content, uniform in 1 +- zoom; 0 to below 1.
  package var zoom: Float = 0
  /// Probability, 0 to 1.
  package var horizontalFlip: Float = 0
  /// Probability, 0 to 1.
  package var verticalFlip: Float = 0
  /// Share of the width and of the height, each uniform in +-translation; 0 to 1.
  package var translation: Float = 0
  /// Tangent, uniform in +-shear; 0 to 1.
  package var shear: Float = 0
  /// Factor, uniform in 1 +- brightness; 0 to 1.
  package var brightness: Float = 0
  /// Factor about the picture's mean, uniform in 1 +- contrast; 0 to 1.
  package var contrast: Float = 0
  /// Factor about the pixel's luma, uniform in 1 +- saturation; 0 to 1.
  package var saturation: Float = 0

  package init() {}

  /// How much larger than the input the cached pictures are, so that a turned or enlarged one still
  /// has something to show.
  package static let cacheScale = 1.125

  /// Whether nothing happens to any picture.
  package var isIdentity: Bool { self == Augmentation() }

  /// - Throws: `invalidArgument` naming the first value out of its range, and the range.
  package func validate() throws {
    let settings: [(name: String, value: Float, limit: Float)] = [
      ("rotation", rotation, 0.5), ("zoom", zoom, 1), ("horizontal_flip", horizontalFlip, 1),
      ("vertical_flip", verticalFlip, 1), ("translation", translation, 1), ("shear", shear, 1),
      ("brightness", brightness, 1), ("contrast", contrast, 1), ("saturation", saturation, 1),
    ]
    for (name, value, limit) in settings {
      guard 0...limit ~= value else {
        throw ScanlineError(
          .invalidArgument, "augmentation \(name) \(value) is not in 0 to \(limit)")
      }
    }
    guard zoom < 1 else {
      throw ScanlineError(.invalidArgument, "augmentation zoom \(zoom) is not below 1")
    }
  }
}

extension Augmentation {
  package enum CodingKeys: String, CodingKey, CaseIterable {
    case rotation, zoom
    case horizontalFlip = "horizontal_flip"
    case verticalFlip = "vertical_flip"
    case translation, shear, brightness, contrast, saturation
  }

  /// Keys that are missing are 0; unknown keys are errors.
  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value(_ key: CodingKeys) throws -> Float {
      try values.decodeIfPresent(Float.self, forKey: key) ?? 0
    }
    rotation = try value(.rotation)
    zoom = try value(.zoom)
    horizontalFlip = try value(.horizontalFlip)
    verticalFlip = try value(.verticalFlip)
    translation = try value(.translation)
    shear = try value(.shear)
    brightness = try value(.brightness)
    contrast = try value(.contrast)
    saturation = try value(.saturation)
  }
}
