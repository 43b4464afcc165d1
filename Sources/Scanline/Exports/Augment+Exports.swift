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
    let input = try HandleTable.object(model, as: ModelObject.self).model.spec.input
    let augmentation = try Augmentation(augmentation)
    guard epoch >= 1 else {
      throw ScanlineError(.invalidArgument, "epoch is 0; epochs are counted from 1")
    }
    guard let sample = Int(exactly: sample) else {
      throw ScanlineError(.invalidArgument, "sample is \(sample), beyond any dataset")
    }
    if pixels == nil {
      try Borrowed.output(needed, "both pixels and needed").pointee =
        input.width * input.height * input.channels
      return
    }
    let scale = augmentation.isIdentity ? 1 : Augmentation.cacheScale
    let bitmap = try input.decode(
      try Borrowed.bytes(data, size, "data"), name: Borrowed.name(name), scale: scale,
      limits: ImageLimits())
    let fitted = try input.fitted(bitmap.view, scale: scale)
    // Training counts its epochs from 0.
    let seen =
      augmentation.isIdentity
      ? fitted
      : try augmentation.preview(
        of: fitted, input: input, seed: seed, epoch: Int(epoch) - 1, sample: sample)
    let result = UnsafeRawBufferPointer(start: seen.pointer, count: seen.byteCount)
    try Borrowed.copy(result, to: pixels, capacity: capacity, needed: needed, "pixels")
    withExtendedLifetime(seen) {}
  }
}
