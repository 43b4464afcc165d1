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
  /// Turns about the gray axis, uniform in +-hue; 0 to 0.5.
  package var hue: Float = 0
  /// Area of the part that is seen over the picture's, uniform in `cropAreaMin` to `cropAreaMax`; above 0,
  /// at most 4 (above 1: seen from farther); both 0: no crop.
  package var cropAreaMin: Float = 0
  package var cropAreaMax: Float = 0
  /// The part's sides are stretched against each other by a factor in 1 / `cropAspect` to `cropAspect`, uniform in
  /// its logarithm; 1 to 4; 0: as 1.
  package var cropAspect: Float = 0
  package var border = Border.reflect
  /// Probability of a rectangle in the input's mean colour (random erasing, arXiv 1708.04896); 0 to 1.
  package var eraseProbability: Float = 0
  /// The rectangle's sides over the picture's, each uniform in `eraseMin` to `eraseMax`; above 0, at most 1.
  package var eraseMin: Float = 0
  package var eraseMax: Float = 0

  package var policy = AugmentationPolicy.none
  /// The magnitude of the policy's operations, 0 to 1; 0: the paper's (trivial: 1; rand: 0.3).
  package var policyStrength: Float = 0
  /// Rand: operations a picture, 1 to 8; 0: the paper's 2.
  package var policyOperations = 0
  /// Probability of keeping the upper 4 to 7 bits of each level; 0 to 1.
  package var posterizeProbability: Float = 0
  /// Probability of inverting the levels from one in 128 to 255 on; 0 to 1.
  package var solarizeProbability: Float = 0
  /// Probability of stretching each channel to all levels; 0 to 1.
  package var autocontrastProbability: Float = 0
  /// Probability of spreading each channel's levels evenly; 0 to 1.
  package var equalizeProbability: Float = 0
  /// Factor about a smoothed copy, uniform in 1 +- sharpness; 0 to 1.
  package var sharpness: Float = 0
  /// Probability of a Gaussian blur, its deviation uniform up to `blurSigma` pixels of the input; 0 to 1.
  package var blurProbability: Float = 0
  /// 0 to 16.
  package var blurSigma: Float = 0
  /// Probability of a picture without colours; 0 to 1.
  package var grayProbability: Float = 0

  package init() {}

  /// How much larger than the input the cached pictures are, so that a turned or enlarged one still
  /// has something to show.
  package static let cacheScale = 1.125

  /// Whether nothing happens to any picture.
  package var isIdentity: Bool { self == Augmentation() }

  /// Operations a picture that the policy rand draws.
  var operationCount: Int { policyOperations > 0 ? policyOperations : 2 }
}
