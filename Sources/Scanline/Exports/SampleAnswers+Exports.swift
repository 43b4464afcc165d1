import CScanline
import Classifier
import Platform
import Training

// MARK: - Evaluation

/// What a model says of the pictures of a dataset, one by one: all of them, or its worst mistakes.
///
/// - model: [in] with all labels of the dataset, in any order.
/// - dataset: [in] any dataset.
/// - split: SCANLINE_SPLIT_TRAINING, SCANLINE_SPLIT_VALIDATION or SCANLINE_SPLIT_ALL.
/// - order: SCANLINE_ANSWERS_BY_SAMPLE or SCANLINE_ANSWERS_WORST.
/// - threads: at most 1024; 0: one a processor; the results do not depend on it.
/// - answers: [out] the first capacity of them; may be NULL when capacity is 0.
/// - capacity: elements that answers has room for.
/// - count: [out] answers that there are; at most as many as the part has pictures.
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (nothing in this part), SCANLINE_NO_MEMORY,
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread, several at once; the model keeps the threads for its next call. Since 1.0.
@_cdecl("scanline_model_evaluate_samples")
public func scanline_model_evaluate_samples(
  _ model: ModelHandle?, _ dataset: DatasetHandle?, _ split: scanline_split,
  _ order: scanline_answer_order, _ threads: UInt32,
  _ answers: UnsafeMutablePointer<scanline_sample_answer>?, _ capacity: Int,
  _ count: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    let part = try DatasetSplit(checking: split)
    guard order == SCANLINE_ANSWERS_BY_SAMPLE || order == SCANLINE_ANSWERS_WORST else {
      throw ScanlineError(.invalidArgument, "order \(order) is not one of 0 and 1")
    }
    let count = try Borrowed.output(count, "count")
    if capacity != 0 { _ = try Borrowed.output(answers, "answers") }
    let found = try Evaluation.run(model, dataset, split: part, threads: Int(threads))
    let listed = order == SCANLINE_ANSWERS_WORST ? found.mistakes : found.predictions
    let room = capacity < 0 ? Int.max : capacity
    for (index, prediction) in listed.prefix(room).enumerated() {
      answers?[index] = scanline_sample_answer(prediction)
    }
    count.pointee = listed.count
  }
}
