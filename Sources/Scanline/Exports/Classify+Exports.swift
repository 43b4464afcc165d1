import CScanline
import Classifier
import Imaging
import Platform

// MARK: - Classify
//
// One model may classify on any number of threads at once, without a lock. The same bytes give the same
// probabilities, bit for bit, through every one of the functions that take an encoded picture.

/// Classifies one encoded picture. The default limits of scanline_limits hold here, and in all functions of
/// this section.
///
/// - model: [in] any model.
/// - data: [in] the bytes of a JPEG file, borrowed for the call.
/// - size: bytes.
/// - name: [in] for messages; may be NULL.
/// - probabilities: [out] `[label_count]`, summing to 1.
/// - capacity: elements that probabilities has room for; at least label_count.
/// - Returns: SCANLINE_OK, SCANLINE_CORRUPT_IMAGE, SCANLINE_UNSUPPORTED, SCANLINE_LIMIT_EXCEEDED,
///   SCANLINE_BUFFER_TOO_SMALL, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT, SCANLINE_CORRUPT_MODEL (its
///   outputs are not finite).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_classify")
public func scanline_model_classify(
  _ model: ModelHandle?, _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let output = try Borrowed.array(
      probabilities, capacity: capacity, needed: model.labels.count, "probabilities")
    try model.classify(
      try Borrowed.bytes(data, size, "data"), name: Borrowed.name(name), into: output)
  }
}

/// Classifies one file.
///
/// - model: [in] any model.
/// - path: [in] UTF-8.
/// - probabilities: [out] `[label_count]`, summing to 1.
/// - capacity: elements that probabilities has room for; at least label_count.
/// - Returns: as scanline_model_classify(), and SCANLINE_IO.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_classify_file")
public func scanline_model_classify_file(
  _ model: ModelHandle?, _ path: UnsafePointer<CChar>?,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let output = try Borrowed.array(
      probabilities, capacity: capacity, needed: model.labels.count, "probabilities")
    try model.classify(file: path, into: output)
  }
}

/// Classifies raw pixels of any size, as from a camera or a decoder of the host's.
///
/// - model: [in] any model.
/// - pixels: [in] borrowed for the call, not copied; initialise the struct with scanline_pixels_init().
/// - probabilities: [out] `[label_count]`, summing to 1.
/// - capacity: elements that probabilities has room for; at least label_count.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_classify_pixels")
public func scanline_model_classify_pixels(
  _ model: ModelHandle?, _ pixels: UnsafePointer<scanline_pixels>?,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let output = try Borrowed.array(
      probabilities, capacity: capacity, needed: model.labels.count, "probabilities")
    try model.classify(try PixelView(pixels), into: output)
  }
}

/// Classifies many encoded pictures, over several threads. One that fails does not stop the others.
///
/// - model: [in] any model.
/// - images: [in] count pictures, borrowed for the call.
/// - count: 0 is allowed.
/// - threads: at most 1024; 0: one a processor; the results do not depend on it.
/// - probabilities: [out] `[count, label_count]`; the row of a picture that failed is NaN.
/// - capacity: elements that probabilities has room for; at least count x label_count.
/// - statuses: [out] `[count]`: SCANLINE_OK, or what scanline_model_classify() would have returned; may be
///   NULL (the NaN rows tell). The first failure's text is scanline_last_error_message().
/// - Returns: SCANLINE_OK, whatever the statuses; SCANLINE_BUFFER_TOO_SMALL, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread, several at once; the model keeps the threads for its next call. Since 1.0.
@_cdecl("scanline_model_classify_batch")
public func scanline_model_classify_batch(
  _ model: ModelHandle?, _ images: UnsafePointer<scanline_encoded>?, _ count: Int,
  _ threads: UInt32,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int,
  _ statuses: UnsafeMutablePointer<scanline_status>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    try classifyBatch(
      model, images.map(Pictures.encoded), count, threads, probabilities, capacity, statuses)
  }
}
