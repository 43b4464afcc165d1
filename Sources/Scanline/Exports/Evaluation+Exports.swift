import CScanline
import Classifier
import Platform
import Training

// MARK: - Evaluation

/// Measures a model on a part of a dataset.
///
/// - model: [in] with all labels of the dataset, in any order; those that it has no pictures of get figures of 0.
/// - dataset: [in] any dataset.
/// - split: SCANLINE_SPLIT_TRAINING, SCANLINE_SPLIT_VALIDATION or SCANLINE_SPLIT_ALL.
/// - threads: at most 1024; 0: one a processor; the results do not depend on it.
/// - evaluation: [out] initialise it with scanline_evaluation_init() first.
/// - classes: [out] `[label_count]` figures; may be NULL.
/// - class_capacity: elements that classes has room for; at least label_count.
/// - confusion: [out] `[label_count, label_count]` counts, row: truth, column: prediction; may be NULL.
/// - confusion_capacity: elements that confusion has room for; at least label_count squared.
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (nothing in this part), SCANLINE_BUFFER_TOO_SMALL,
///   SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT, SCANLINE_LIMIT_EXCEEDED (a confusion matrix of more
///   than 1024 labels).
/// - Threading: any thread, several at once; the model keeps the threads for its next call. Since 1.0.
@_cdecl("scanline_model_evaluate")
public func scanline_model_evaluate(
  _ model: ModelHandle?, _ dataset: DatasetHandle?, _ split: scanline_split, _ threads: UInt32,
  _ evaluation: UnsafeMutablePointer<scanline_evaluation>?,
  _ classes: UnsafeMutablePointer<scanline_class_figures>?, _ class_capacity: Int,
  _ confusion: UnsafeMutablePointer<UInt64>?, _ confusion_capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    let part = try DatasetSplit(checking: split)
    try scanline_evaluation.checkOutput(evaluation, "evaluation")
    let count = model.labels.count
    if classes != nil {
      _ = try Borrowed.array(classes, capacity: class_capacity, needed: count, "classes")
    }
    if confusion != nil {
      _ = try Borrowed.array(
        confusion, capacity: confusion_capacity, needed: count * count, "confusion")
    }
    let found = try Evaluation.run(model, dataset, split: part, threads: Int(threads))
    if let confusion {
      guard let matrix = found.confusion.matrix else {
        throw ScanlineError(
          .limitExceeded,
          "a confusion matrix of \(count) labels; the limit is \(Confusion.largestMatrix)")
      }
      for (index, value) in matrix.enumerated() { confusion[index] = UInt64(clamping: value) }
    }
    if let classes {
      for (index, figures) in found.classes.enumerated() {
        classes[index] = scanline_class_figures(
          precision: figures.precision, recall: figures.recall, f1: figures.f1,
          support: UInt64(clamping: figures.support))
      }
    }
    var given = scanline_evaluation.defaults
    given.label_count = UInt32(count)
    given.sample_count = UInt64(clamping: found.sampleCount)
    given.loss = found.loss
    given.accuracy = found.accuracy
    given.temperature = Double(model.inference.temperature)
    given.calibration_error = found.calibrationError
    given.uncalibrated_loss = found.uncalibratedLoss
    given.uncalibrated_error = found.uncalibratedError
    given.unknown_count = UInt64(clamping: found.unknownCount)
    given.write(to: evaluation)
  }
}
