import CScanline
import Classifier
import Platform
import Training

// MARK: - Cross-validation

/// Trains as many models as there are folds, each without one fold, and measures it by that fold. The folds are chosen by
/// the options' seed, as even as they can be in every class.
///
/// - model: [in] what each fold begins with, its weights included; it is not changed.
/// - dataset: [in] all of its pictures are used, whatever its split; its labels must be the model's, in any order.
/// - options: [in] of every fold; NULL for the defaults. With restore_best each fold chooses its epoch by the pictures that
///   it is measured by, which flatters: set it to 0. checkpoint_path is not used.
/// - folds: 2 to 100, and at most the pictures of the smallest class. Pictures that are the same stay in one fold; it is an
///   error if that leaves a fold without any, or a class in one fold alone.
/// - on_batch: called after every batch; NULL for none.
/// - on_epoch: called after every epoch; NULL for none.
/// - on_fold: called after every fold; NULL for none.
/// - user_data: handed to all three.
/// - result: [out] initialise it with scanline_cross_validation_init() first; may be NULL.
/// - fold_of_sample: [out] `[sample_count]`: the fold, from 1, of every picture, numbered as in
///   scanline_dataset_get_sample(); may be NULL.
/// - fold_capacity: elements that fold_of_sample has room for.
/// - probabilities: [out] `[sample_count, label_count]`: what the model that had not seen a picture says of it, in
///   the order of the model's labels; NaN for one
///   that cannot be read any more; may be NULL.
/// - probability_capacity: elements that probabilities has room for.
/// - Returns: SCANLINE_OK, SCANLINE_CANCELLED (a callback stopped it), SCANLINE_DIVERGED, SCANLINE_BUFFER_TOO_SMALL,
///   SCANLINE_NO_DATA, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; uses threads of its own that end with the call; callbacks run on the calling thread. Since 1.0.
@_cdecl("scanline_cross_validate")
public func scanline_cross_validate(
  _ model: ModelHandle?, _ dataset: DatasetHandle?,
  _ options: UnsafePointer<scanline_train_options>?, _ folds: UInt32,
  _ on_batch: scanline_batch_callback?, _ on_epoch: scanline_epoch_callback?,
  _ on_fold: scanline_fold_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ result: UnsafeMutablePointer<scanline_cross_validation>?,
  _ fold_of_sample: UnsafeMutablePointer<UInt32>?, _ fold_capacity: Int,
  _ probabilities: UnsafeMutablePointer<Float>?, _ probability_capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    let settings = try TrainingSettings(options)
    settings.warnOfIdle()
    let (samples, labels) = (dataset.sampleCount, model.labels.count)
    if result != nil { try scanline_cross_validation.checkOutput(result, "result") }
    if fold_of_sample != nil {
      _ = try Borrowed.array(
        fold_of_sample, capacity: fold_capacity, needed: samples, "fold_of_sample")
    }
    if probabilities != nil {
      _ = try Borrowed.array(
        probabilities, capacity: probability_capacity, needed: samples * labels, "probabilities")
    }
    var callbacks = CrossValidation.Callbacks()
    callbacks.onBatch = on_batch.map { callback in
      {
        callback(
          UInt32(clamping: $0.epoch), UInt64($0.samplesDone), UInt64($0.samplesTotal),
          $0.meanLoss, user_data) == 0
      }
    }
    callbacks.onEpoch = on_epoch.map { callback in
      { record in record.withCEpoch(labelCount: labels) { callback($0, user_data) } == 0 }
    }
    callbacks.onFold = on_fold.map { callback in
      { withUnsafePointer(to: scanline_fold($0)) { callback($0, user_data) } == 0 }
    }
    let found = try CrossValidation.run(
      model, dataset, settings: settings, foldCount: Int(folds), callbacks: callbacks)
    if let fold_of_sample {
      for (sample, fold) in found.foldOfSample.enumerated() {
        fold_of_sample[sample] = UInt32(clamping: fold)
      }
    }
    probabilities?.update(from: found.probabilities, count: found.probabilities.count)
    scanline_cross_validation(found).write(to: result)
  }
}
