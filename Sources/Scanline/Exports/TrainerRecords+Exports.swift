import CScanline
import Classifier
import Imaging
import Platform
import Training

// MARK: - Training

/// Shows a batch as scanline_trainer_fit() sees it: in its order, augmented, mixed. Nothing is trained.
///
/// - trainer: [in] any run.
/// - dataset: [in] its labels must be the model's, in any order.
/// - epoch: from 1, to the epochs of the options.
/// - batch: from 0.
/// - count: [out] pictures of the batch: batch_size, or fewer in the last one.
/// - pixels: [out] `[count, input_height, input_width, input_channels]`, 8 bits; NULL asks for count only.
/// - pixel_capacity: size of pixels in bytes.
/// - targets: [out] `[count, label_count]`: the share of every label that is trained towards, label smoothing
///   included; all 0 for a picture that cannot be read any more; may be NULL.
/// - target_capacity: elements that targets has room for.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (count is written), SCANLINE_BUSY, SCANLINE_NO_MEMORY,
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: one call at a time on a trainer. Since 1.0.
@_cdecl("scanline_trainer_preview")
public func scanline_trainer_preview(
  _ trainer: TrainerHandle?, _ dataset: DatasetHandle?, _ epoch: UInt32, _ batch: UInt64,
  _ count: UnsafeMutablePointer<Int>?, _ pixels: UnsafeMutablePointer<UInt8>?,
  _ pixel_capacity: Int, _ targets: UnsafeMutablePointer<Float>?, _ target_capacity: Int
) -> scanline_status {
  guarded {
    let trainer = try HandleTable.object(trainer, as: TrainerObject.self).trainer
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    let count = try Borrowed.output(count, "count")
    let seen = try trainer.preview(dataset, epoch: Int(epoch), batch: Int(clamping: batch))
    count.pointee = seen.count
    guard let pixels else { return }
    _ = try Borrowed.array(pixels, capacity: pixel_capacity, needed: seen.pixels.count, "pixels")
    if let targets {
      _ = try Borrowed.array(
        targets, capacity: target_capacity, needed: seen.targets.count, "targets")
      targets.update(from: seen.targets, count: seen.targets.count)
    }
    pixels.update(from: seen.pixels, count: seen.pixels.count)
  }
}

/// The epochs so far as a JSON array of objects, with the figures of scanline_epoch.
///
/// - trainer: [in] any run.
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_BUSY,
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; also from the trainer's own callbacks. Since 1.0.
@_cdecl("scanline_trainer_get_history")
public func scanline_trainer_get_history(
  _ trainer: TrainerHandle?, _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let text = try HandleTable.object(trainer, as: TrainerObject.self).trainer.historyJSON()
    try Borrowed.copy(text, to: json, capacity: capacity, needed: needed, "json")
  }
}

/// The epochs so far as CSV: a header and a line an epoch, with the figures of scanline_epoch that are single numbers.
///
/// - trainer: [in] any run.
/// - csv: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of csv in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when csv is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_BUSY,
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; also from the trainer's own callbacks. Since 1.0.
@_cdecl("scanline_trainer_get_history_csv")
public func scanline_trainer_get_history_csv(
  _ trainer: TrainerHandle?, _ csv: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let text = try HandleTable.object(trainer, as: TrainerObject.self).trainer.historyCSV()
    try Borrowed.copy(text, to: csv, capacity: capacity, needed: needed, "csv")
  }
}
