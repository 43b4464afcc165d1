import CScanline
import Classifier
import Imaging
import Platform

// MARK: - Classify

/// Fills a scanline_answer with its size and no answer.
///
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_answer_init")
public func scanline_answer_init(_ answer: UnsafeMutablePointer<scanline_answer>?) {
  scanline_answer.initialise(answer)
}

/// Fills a scanline_answer of the given size with that size and the defaults. scanline.h maps
/// scanline_answer_init() to it.
///
/// - answer: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_answer) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_answer_init_sized")
public func scanline_answer_init_sized(
  _ answer: UnsafeMutablePointer<scanline_answer>?, _ size: Int
) {
  scanline_answer.initialise(answer, size: size)
}

/// Classifies one encoded picture, and says whether it is of a kind that the model knows.
///
/// - model: [in] any model.
/// - data: [in] the bytes of a JPEG file, borrowed for the call.
/// - size: bytes.
/// - name: [in] for messages; may be NULL.
/// - answer: [out] initialise it with scanline_answer_init() first.
/// - probabilities: [out] `[label_count]`, as of scanline_model_classify(); may be NULL.
/// - capacity: elements that probabilities has room for; at least label_count.
/// - Returns: as scanline_model_classify().
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_answer")
public func scanline_model_answer(
  _ model: ModelHandle?, _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ answer: UnsafeMutablePointer<scanline_answer>?, _ probabilities: UnsafeMutablePointer<Float>?,
  _ capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    try answered(model, answer, probabilities, capacity) {
      try model.classify(
        try Borrowed.bytes(data, size, "data"), name: Borrowed.name(name), into: $0)
    }
  }
}

/// Classifies one file, and says whether its picture is of a kind that the model knows.
///
/// - model: [in] any model.
/// - path: [in] UTF-8.
/// - answer: [out] initialise it with scanline_answer_init() first.
/// - probabilities: [out] `[label_count]`, as of scanline_model_classify(); may be NULL.
/// - capacity: elements that probabilities has room for; at least label_count.
/// - Returns: as scanline_model_classify_file().
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_answer_file")
public func scanline_model_answer_file(
  _ model: ModelHandle?, _ path: UnsafePointer<CChar>?,
  _ answer: UnsafeMutablePointer<scanline_answer>?, _ probabilities: UnsafeMutablePointer<Float>?,
  _ capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    try answered(model, answer, probabilities, capacity) { room in
      try model.classify(file: path, into: room)
    }
  }
}

/// Classifies raw pixels of any size, and says whether the picture is of a kind that the model knows.
///
/// - model: [in] any model.
/// - pixels: [in] borrowed for the call, not copied; initialise the struct with scanline_pixels_init().
/// - answer: [out] initialise it with scanline_answer_init() first.
/// - probabilities: [out] `[label_count]`, as of scanline_model_classify(); may be NULL.
/// - capacity: elements that probabilities has room for; at least label_count.
/// - Returns: as scanline_model_classify_pixels().
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_model_answer_pixels")
public func scanline_model_answer_pixels(
  _ model: ModelHandle?, _ pixels: UnsafePointer<scanline_pixels>?,
  _ answer: UnsafeMutablePointer<scanline_answer>?, _ probabilities: UnsafeMutablePointer<Float>?,
  _ capacity: Int
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    try answered(model, answer, probabilities, capacity) {
      try model.classify(try PixelView(pixels), into: $0)
    }
  }
}

/// Checks the outputs, classifies, and fills them.
private func answered(
  _ model: Model, _ answer: UnsafeMutablePointer<scanline_answer>?,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int,
  classify: (UnsafeMutablePointer<Float>) throws -> Answer
) throws {
  try scanline_answer.checkOutput(answer, "answer")
  let count = model.labels.count
  if let probabilities {
    let output = try Borrowed.array(
      probabilities, capacity: capacity, needed: count, "probabilities")
    return scanline_answer(try classify(output)).write(to: answer)
  }
  try ThreadMemory.lend(count * MemoryLayout<Float>.stride) {
    let room = $0.bindMemory(to: Float.self, capacity: count)
    scanline_answer(try classify(room)).write(to: answer)
  }
}

/// Classifies many encoded pictures, over several threads, and says which are of a kind that the model knows. One
/// that fails does not stop the others.
///
/// - model: [in] any model.
/// - images: [in] count pictures, borrowed for the call.
/// - count: 0 is allowed.
/// - threads: at most 1024; 0: one a processor; the results do not depend on it.
/// - answers: [out] `[count]`, the first initialised with scanline_answer_init(), which all are then; may be NULL.
/// - probabilities: [out] `[count, label_count]`; the row of a picture that failed is NaN.
/// - capacity: elements that probabilities has room for; at least count x label_count.
/// - statuses: [out] `[count]`: SCANLINE_OK, or what scanline_model_classify() would have returned; may be
///   NULL (the NaN rows tell). The first failure's text is scanline_last_error_message().
/// - Returns: as scanline_model_classify_batch().
/// - Threading: any thread, several at once; the model keeps the threads for its next call. Since 1.0.
@_cdecl("scanline_model_answer_batch")
public func scanline_model_answer_batch(
  _ model: ModelHandle?, _ images: UnsafePointer<scanline_encoded>?, _ count: Int,
  _ threads: UInt32, _ answers: UnsafeMutablePointer<scanline_answer>?,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int,
  _ statuses: UnsafeMutablePointer<scanline_status>?
) -> scanline_status {
  guarded {
    try answerMany(
      model, images.map(Pictures.encoded), count, threads, answers, probabilities, capacity,
      statuses)
  }
}

/// Classifies many files, read and decoded over several threads, and says which are of a kind that the model knows. One
/// that fails does not stop the others.
///
/// - model: [in] any model.
/// - paths: [in] count paths, byte for byte as the file system has them, borrowed for the call.
/// - count: 0 is allowed.
/// - threads: at most 1024; 0: one a processor; the results do not depend on it.
/// - answers: [out] `[count]`, the first initialised with scanline_answer_init(), which all are then; may be NULL.
/// - probabilities: [out] `[count, label_count]`; the row of a file that failed is NaN.
/// - capacity: elements that probabilities has room for; at least count x label_count.
/// - statuses: [out] `[count]`: SCANLINE_OK, or what scanline_model_classify_file() would have returned; may be
///   NULL (the NaN rows tell). The first failure's text is scanline_last_error_message().
/// - Returns: as scanline_model_classify_batch().
/// - Threading: any thread, several at once; the model keeps the threads for its next call. Since 1.0.
@_cdecl("scanline_model_answer_files")
public func scanline_model_answer_files(
  _ model: ModelHandle?, _ paths: UnsafePointer<UnsafePointer<CChar>?>?, _ count: Int,
  _ threads: UInt32, _ answers: UnsafeMutablePointer<scanline_answer>?,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int,
  _ statuses: UnsafeMutablePointer<scanline_status>?
) -> scanline_status {
  guarded {
    try answerMany(
      model, paths.map(Pictures.files), count, threads, answers, probabilities, capacity, statuses)
  }
}

private func answerMany(
  _ model: ModelHandle?, _ pictures: Pictures?, _ count: Int, _ threads: UInt32,
  _ answers: UnsafeMutablePointer<scanline_answer>?,
  _ probabilities: UnsafeMutablePointer<Float>?, _ capacity: Int,
  _ statuses: UnsafeMutablePointer<scanline_status>?
) throws {
  let model = try HandleTable.object(model, as: ModelObject.self).model
  let room = try answers.map { try scanline_answer.places($0, count: max(count, 0)) }
  try classifyBatch(model, pictures, count, threads, probabilities, capacity, statuses) {
    index, answer in
    guard let room else { return }
    (answer.map { scanline_answer($0) } ?? .defaults).write(to: room[index])
  }
}
