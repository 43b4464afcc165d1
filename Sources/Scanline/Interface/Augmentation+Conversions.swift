import CScanline
import Imaging

extension Augmentation {
  /// A host's augmentation, checked; NULL means none.
  init(_ pointer: UnsafePointer<scanline_augmentation>?) throws {
    self.init()
    let given = try scanline_augmentation.read(pointer)
    rotation = given.rotation
    zoom = given.zoom
    horizontalFlip = given.horizontal_flip
    verticalFlip = given.vertical_flip
    translation = given.translation
    shear = given.shear
    brightness = given.brightness
    contrast = given.contrast
    saturation = given.saturation
    hue = given.hue
    cropAreaMin = given.crop_area_min
    cropAreaMax = given.crop_area_max
    cropAspect = given.crop_aspect
    border = try Border(code: given.border)
    eraseProbability = given.erase_probability
    eraseMin = given.erase_min
    eraseMax = given.erase_max
    policy = try AugmentationPolicy(code: given.policy)
    policyStrength = given.policy_strength
    policyOperations = Int(given.policy_operations)
    posterizeProbability = given.posterize_probability
    solarizeProbability = given.solarize_probability
    autocontrastProbability = given.autocontrast_probability
    equalizeProbability = given.equalize_probability
    sharpness = given.sharpness
    blurProbability = given.blur_probability
    blurSigma = given.blur_sigma
    grayProbability = given.gray_probability
    try validate()
  }
}
