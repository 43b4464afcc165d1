import Compute

/// What happens to one picture in one epoch: the numbers drawn for it.
struct AugmentationDraw: Equatable, Sendable {
  /// Turns, counter-clockwise as seen.
  var rotation: Float = 0
  /// Scale of the content.
  var zoom: Float = 1
  var flipsHorizontally = false
  var flipsVertically = false
  /// Shares of width and height; right and down are positive.
  var translationX: Float = 0
  var translationY: Float = 0
  /// Tangent: how far right the content goes for each pixel down.
  var shear: Float = 0
  var brightness: Float = 1
  var contrast: Float = 1
  var saturation: Float = 1

  /// Nothing happens.
  init() {}

  /// Draws all ten numbers, always and in this order, so that an option that is off changes nothing for
  /// the others.
  init(_ augmentation: Augmentation, seed: UInt64, epoch: Int, sample: Int) {
    var random = RandomStream(
      seed: seed, .augmentation, UInt64(truncatingIfNeeded: epoch),
      UInt64(truncatingIfNeeded: sample))
    func around(_ centre: Float, _ reach: Float) -> Float {
      centre + reach * random.uniform(-1, 1)
    }
    rotation = around(0, augmentation.rotation)
    zoom = around(1, augmentation.zoom)
    flipsHorizontally = random.uniform() < augmentation.horizontalFlip
    flipsVertically = random.uniform() < augmentation.verticalFlip
    translationX = around(0, augmentation.translation)
    translationY = around(0, augmentation.translation)
    shear = around(0, augmentation.shear)
    brightness = around(1, augmentation.brightness)
    contrast = around(1, augmentation.contrast)
    saturation = around(1, augmentation.saturation)
  }
}
