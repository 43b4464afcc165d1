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

extension scanline_augmentation {
  /// An augmentation as a host has it.
  init(_ augmentation: Augmentation) {
    self.init()
    rotation = augmentation.rotation
    zoom = augmentation.zoom
    horizontal_flip = augmentation.horizontalFlip
    vertical_flip = augmentation.verticalFlip
    translation = augmentation.translation
    shear = augmentation.shear
    brightness = augmentation.brightness
    contrast = augmentation.contrast
    saturation = augmentation.saturation
    hue = augmentation.hue
    crop_area_min = augmentation.cropAreaMin
    crop_area_max = augmentation.cropAreaMax
    crop_aspect = augmentation.cropAspect
    border = augmentation.border.rawValue
    erase_probability = augmentation.eraseProbability
    erase_min = augmentation.eraseMin
    erase_max = augmentation.eraseMax
    policy = augmentation.policy.rawValue
    policy_strength = augmentation.policyStrength
    policy_operations = UInt32(augmentation.policyOperations)
    posterize_probability = augmentation.posterizeProbability
    solarize_probability = augmentation.solarizeProbability
    autocontrast_probability = augmentation.autocontrastProbability
    equalize_probability = augmentation.equalizeProbability
    sharpness = augmentation.sharpness
    blur_probability = augmentation.blurProbability
    blur_sigma = augmentation.blurSigma
    gray_probability = augmentation.grayProbability
  }
}
