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
    try validate()
  }
}
