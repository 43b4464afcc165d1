import Compute
import Glibc

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
  /// Tangent: how far down the content goes for each pixel to the right; after the other shear.
  var shearY: Float = 0
  var brightness: Float = 1
  var contrast: Float = 1
  var saturation: Float = 1
  /// Turns about the gray axis.
  var hue: Float = 0
  /// The part that is cut out: shares of the picture's width and height.
  var cropWidth: Float = 1
  var cropHeight: Float = 1
  /// How far the part's centre is from the picture's, in the same shares.
  var cropX: Float = 0
  var cropY: Float = 0
  var border = Border.reflect
  var erased: ShareRectangle?
  /// In their order: at most 8 of a policy, and each of the settings' own.
  var operations = InlineList<15, PictureOperation>(filler: .gray)

  /// Nothing happens.
  init() {}

  /// Draws all its numbers, always and in this order, so that an option that is off changes nothing for
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
    hue = around(0, augmentation.hue)
    let area = random.uniform(augmentation.cropAreaMin, augmentation.cropAreaMax)
    let stretch = expf(around(0, logf(max(augmentation.cropAspect, 1))))
    let crop = (x: around(0, 0.5), y: around(0, 0.5))
    if augmentation.cropAreaMax > 0 || stretch != 1 {
      let area = augmentation.cropAreaMax > 0 ? area : 1
      cropWidth = (area * stretch).squareRoot()
      cropHeight = (area / stretch).squareRoot()
      // Within the picture; a part larger than the picture has the picture within it.
      cropX = crop.x * abs(1 - cropWidth)
      cropY = crop.y * abs(1 - cropHeight)
    }
    border = augmentation.border
    let erases = random.uniform() < augmentation.eraseProbability
    let rectangle = ShareRectangle(
      width: random.uniform(augmentation.eraseMin, augmentation.eraseMax),
      height: random.uniform(augmentation.eraseMin, augmentation.eraseMax),
      x: random.uniform(), y: random.uniform())
    erased = erases ? rectangle : nil
    addPolicy(augmentation, seed: seed, epoch: epoch, sample: sample)
    addOperations(augmentation, &random)
  }

  /// The settings' own operations. Each number is drawn whether it is used or not.
  private mutating func addOperations(_ augmentation: Augmentation, _ random: inout RandomStream) {
    func happens(_ probability: Float) -> Bool { random.uniform() < probability }
    if happens(augmentation.autocontrastProbability) { operations.append(.autocontrast) }
    if happens(augmentation.equalizeProbability) { operations.append(.equalize) }
    let posterizes = happens(augmentation.posterizeProbability)
    let bits = 4 + random.integer(below: 4)
    if posterizes { operations.append(.posterize(bits: bits)) }
    let solarizes = happens(augmentation.solarizeProbability)
    let threshold = 128 + random.integer(below: 128)
    if solarizes { operations.append(.solarize(threshold: threshold)) }
    let factor = 1 + augmentation.sharpness * random.uniform(-1, 1)
    if factor != 1 { operations.append(.sharpness(factor: factor)) }
    let blurs = happens(augmentation.blurProbability)
    let sigma = augmentation.blurSigma * random.uniform()
    if blurs { operations.append(.blur(sigma: sigma)) }
    if happens(augmentation.grayProbability) { operations.append(.gray) }
  }
}
