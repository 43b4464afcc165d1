import Platform

extension Augmentation {
  /// - Throws: `invalidArgument` naming the first value out of its range, and the range.
  package func validate() throws {
    let settings: [(name: String, value: Float, limit: Float)] = [
      ("rotation", rotation, 0.5), ("zoom", zoom, 1), ("horizontal_flip", horizontalFlip, 1),
      ("vertical_flip", verticalFlip, 1), ("translation", translation, 1), ("shear", shear, 1),
      ("brightness", brightness, 1), ("contrast", contrast, 1), ("saturation", saturation, 1),
      ("hue", hue, 0.5), ("erase_probability", eraseProbability, 1),
      ("policy_strength", policyStrength, 1), ("posterize_probability", posterizeProbability, 1),
      ("solarize_probability", solarizeProbability, 1),
      ("autocontrast_probability", autocontrastProbability, 1),
      ("equalize_probability", equalizeProbability, 1), ("sharpness", sharpness, 1),
      ("blur_probability", blurProbability, 1), ("blur_sigma", blurSigma, 16),
      ("gray_probability", grayProbability, 1),
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
    guard 0...8 ~= policyOperations else {
      throw ScanlineError(
        .invalidArgument, "augmentation policy_operations \(policyOperations) is not in 0 to 8")
    }
    guard blurProbability == 0 || blurSigma > 0 else {
      throw ScanlineError(
        .invalidArgument, "augmentation blur_probability needs a blur_sigma above 0")
    }
    guard cropAspect == 0 || 1...4 ~= cropAspect else {
      throw ScanlineError(
        .invalidArgument, "augmentation crop_aspect \(cropAspect) is neither 0 nor in 1 to 4")
    }
    try Self.check("crop_area", cropAreaMin, cropAreaMax, limit: 4, isNeeded: false)
    try Self.check("erase", eraseMin, eraseMax, limit: 1, isNeeded: eraseProbability > 0)
  }

  /// Checks the ends of a range; both may be 0 where it is not needed.
  private static func check(
    _ name: String, _ low: Float, _ high: Float, limit: Float, isNeeded: Bool
  ) throws {
    if !isNeeded, low == 0, high == 0 { return }
    guard low > 0, low <= high, high <= limit else {
      throw ScanlineError(
        .invalidArgument,
        "augmentation \(name)_min \(low) and \(name)_max \(high) are not a range above 0 to \(limit)"
      )
    }
  }
}
