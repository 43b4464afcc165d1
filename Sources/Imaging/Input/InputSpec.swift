import Platform

/// A model's preprocessing, which travels in its file: a picture becomes `[height, width, channels]`
/// floats, (byte / 255 - mean) / deviation.
package struct InputSpec: Codable, Equatable, Sendable {
  /// How a picture of another shape is brought to the input's.
  package enum Fit: String, Codable, CaseIterable, Sendable {
    /// Both sides are scaled to the input's, whatever that does to the shape.
    case stretch
    /// Scaled to cover the input, then cut around the centre.
    case crop
    /// Scaled to lie inside the input, centred; the rest is the mean colour (0 when normalised).
    case pad

    /// - Throws: `invalidArgument` with the list of names for an unknown one.
    package init(from decoder: any Decoder) throws {
      let name = try decoder.singleValueContainer().decode(String.self)
      guard let fit = Fit(rawValue: name) else {
        let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
        throw ScanlineError(.invalidArgument, "input fit \"\(name)\" is not one of \(known)")
      }
      self = fit
    }
  }

  /// Pixels, 1 to 4096.
  package var width: Int
  /// Pixels, 1 to 4096.
  package var height: Int
  /// 3 (red, green, blue) or 1 (gray).
  package var channels: Int
  package var fit: Fit
  /// One a channel, on the scale of 0 to 1.
  package var mean: [Float]
  /// One a channel, above 0.
  package var deviation: [Float]

  package static let largestSide = 4096

  /// - Parameters:
  ///   - mean: nil for that of ImageNet.
  ///   - deviation: nil for that of ImageNet.
  package init(
    width: Int = 64, height: Int = 64, channels: Int = 3, fit: Fit = .stretch,
    mean: [Float]? = nil, deviation: [Float]? = nil
  ) {
    self.width = width
    self.height = height
    self.channels = channels
    self.fit = fit
    self.mean = mean ?? (channels == 1 ? [0.449] : [0.485, 0.456, 0.406])
    self.deviation = deviation ?? (channels == 1 ? [0.226] : [0.229, 0.224, 0.225])
  }

  /// Floats of one picture.
  package var floatCount: Int { width * height * channels }

  /// - Throws: `invalidArgument` naming the first value out of its range, and the range.
  package func validate() throws {
    for (name, side) in [("width", width), ("height", height)] {
      guard 1...Self.largestSide ~= side else {
        throw ScanlineError(
          .invalidArgument, "input \(name) \(side) is not in 1 to \(Self.largestSide)")
      }
    }
    guard channels == 1 || channels == 3 else {
      throw ScanlineError(.invalidArgument, "input channels \(channels) is neither 1 nor 3")
    }
    for (name, values) in [("mean", mean), ("deviation", deviation)] {
      guard values.count == channels else {
        throw ScanlineError(
          .invalidArgument, "input \(name) has \(values.count) values for \(channels) channels")
      }
    }
    for value in mean where !(abs(value) <= 1000) {
      throw ScanlineError(.invalidArgument, "input mean \(value) is not in -1000 to 1000")
    }
    for value in deviation where !(1e-6...1e6 ~= value) {
      throw ScanlineError(.invalidArgument, "input deviation \(value) is not in 1e-6 to 1e6")
    }
  }
}

extension InputSpec {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case width, height, channels, fit, mean, deviation
  }

  /// Keys that are missing have their defaults; unknown keys are errors.
  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      width: try values.decodeIfPresent(Int.self, forKey: .width) ?? 64,
      height: try values.decodeIfPresent(Int.self, forKey: .height) ?? 64,
      channels: try values.decodeIfPresent(Int.self, forKey: .channels) ?? 3,
      fit: try values.decodeIfPresent(Fit.self, forKey: .fit) ?? .stretch,
      mean: try values.decodeIfPresent([Float].self, forKey: .mean),
      deviation: try values.decodeIfPresent([Float].self, forKey: .deviation))
  }
}
