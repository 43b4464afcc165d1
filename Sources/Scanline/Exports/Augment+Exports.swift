import CScanline
import Classifier
import Imaging
import Platform

// MARK: - Augmentation

/// Shows what training would see of one picture: decoded, fitted to the model's input, augmented by the
/// numbers of (seed, epoch, sample).
///
/// - model: [in] gives the input's size, channels and fit.
/// - data: [in] the bytes of a JPEG file, borrowed for the call.
/// - size: bytes.
/// - name: [in] for messages; may be NULL.
/// - augmentation: [in] NULL: none.
/// - seed: as in scanline_train_options.
/// - epoch: from 1.
/// - sample: the picture's index in its dataset, as in scanline_dataset_get_sample().
/// - pixels: [out] input_height rows of input_width pixels, RGB or, for a model with one channel, gray;
///   NULL asks for the size only.
/// - capacity: size of pixels in bytes.
/// - needed: [out] bytes needed; may be NULL when pixels is not.
/// - Returns: SCANLINE_OK, SCANLINE_CORRUPT_IMAGE, SCANLINE_UNSUPPORTED, SCANLINE_LIMIT_EXCEEDED,
///   SCANLINE_BUFFER_TOO_SMALL, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_augment")
public func scanline_model_augment(
  _ model: ModelHandle?, _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ augmentation: UnsafePointer<scanline_augmentation>?, _ seed: UInt64, _ epoch: UInt32,
  _ sample: UInt64, _ pixels: UnsafeMutablePointer<UInt8>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    try augmented(model, augmentation, (seed, epoch, sample), pixels, capacity, needed) {
      let bitmap = try $0.decode(
        try Borrowed.bytes(data, size, "data"), name: Borrowed.name(name), scale: $1,
        limits: ImageLimits())
      return try $0.fitted(bitmap.view, scale: $1)
    }
  }
}

/// Shows what training would see of raw pixels of any size, as scanline_trainer_step_pixels() takes them: fitted to
/// the model's input, augmented by the numbers of (seed, epoch, sample).
///
/// - model: [in] gives the input's size, channels and fit.
/// - picture: [in] borrowed for the call, not copied; initialise the struct with scanline_pixels_init().
/// - augmentation: [in] NULL: none.
/// - seed: as in scanline_train_options.
/// - epoch: from 1.
/// - sample: a number that tells pictures apart, as the index in a dataset does.
/// - pixels: [out] input_height rows of input_width pixels, RGB or, for a model with one channel, gray;
///   NULL asks for the size only.
/// - capacity: size of pixels in bytes.
/// - needed: [out] bytes needed; may be NULL when pixels is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_augment_pixels")
public func scanline_model_augment_pixels(
  _ model: ModelHandle?, _ picture: UnsafePointer<scanline_pixels>?,
  _ augmentation: UnsafePointer<scanline_augmentation>?, _ seed: UInt64, _ epoch: UInt32,
  _ sample: UInt64, _ pixels: UnsafeMutablePointer<UInt8>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    try augmented(model, augmentation, (seed, epoch, sample), pixels, capacity, needed) {
      try $0.fitted(try PixelView(picture, "picture"), scale: $1)
    }
  }
}

/// Checks the question, has the picture fitted to `scale` times the input, and fills the output.
private func augmented(
  _ model: ModelHandle?, _ augmentation: UnsafePointer<scanline_augmentation>?,
  _ numbers: (seed: UInt64, epoch: UInt32, sample: UInt64), _ pixels: UnsafeMutablePointer<UInt8>?,
  _ capacity: Int, _ needed: UnsafeMutablePointer<Int>?,
  fit: (InputSpec, _ scale: Double) throws -> Bitmap
) throws {
  let input = try HandleTable.object(model, as: ModelObject.self).model.spec.input
  let augmentation = try Augmentation(augmentation)
  guard numbers.epoch >= 1 else {
    throw ScanlineError(.invalidArgument, "epoch is 0; epochs are counted from 1")
  }
  guard let sample = Int(exactly: numbers.sample) else {
    throw ScanlineError(.invalidArgument, "sample is \(numbers.sample), beyond any dataset")
  }
  if pixels == nil {
    try Borrowed.output(needed, "both pixels and needed").pointee =
      input.width * input.height * input.channels
    return
  }
  let fitted = try fit(input, augmentation.isIdentity ? 1 : Augmentation.cacheScale)
  // Training counts its epochs from 0.
  let seen =
    augmentation.isIdentity
    ? fitted
    : try augmentation.preview(
      of: fitted, input: input, seed: numbers.seed, epoch: Int(numbers.epoch) - 1, sample: sample)
  let result = UnsafeRawBufferPointer(start: seen.pointer, count: seen.byteCount)
  try Borrowed.copy(result, to: pixels, capacity: capacity, needed: needed, "pixels")
  withExtendedLifetime(seen) {}
}
