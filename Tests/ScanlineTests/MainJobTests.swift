import CScanline
import Imaging
import Platform
import Scanline
import Testing

/// The main job, end to end, as a host does it: validate, train, evaluate, save, load, classify.
@Suite struct MainJobTests {
  private static let spec = """
    {"input": {"width": 12, "height": 12},
     "network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 8, "dropout": 0.1}]}}
    """

  private func open(_ folder: PhotoFolder) -> OpaquePointer? {
    var dataset: OpaquePointer?
    let status = scanline_dataset_open_folder(folder.path, nil, nil, nil, &dataset)
    #expect(status == SCANLINE_OK, "\(text(scanline_last_error_message()))")
    return dataset
  }

  private func model() -> OpaquePointer? {
    var model: OpaquePointer?
    let status = ModelHandleTests.withCStrings(["cold", "warm"]) {
      scanline_model_create(Self.spec, $0, 2, 3, &model)
    }
    #expect(status == SCANLINE_OK, "\(text(scanline_last_error_message()))")
    return model
  }

  private func trainer(_ model: OpaquePointer?, threads: UInt32 = 1) -> OpaquePointer? {
    var augmentation = scanline_augmentation()
    scanline_augmentation_init(&augmentation)
    augmentation.rotation = 0.05
    augmentation.horizontal_flip = 0.5
    var options = scanline_train_options()
    scanline_train_options_init(&options)
    options.epochs = 4
    options.batch_size = 6
    options.learning_rate = 0.02
    options.threads = threads
    options.restore_best = 0
    var trainer: OpaquePointer?
    withUnsafePointer(to: augmentation) {
      options.augmentation = $0
      #expect(scanline_trainer_create(model, &options, &trainer) == SCANLINE_OK)
    }
    return trainer
  }

  /// The tensors of a model: its summary also says how it was trained.
  private func weights(_ model: OpaquePointer?) -> ArraySlice<UInt8> {
    let bytes = ModelHandleTests.bytes(of: model)
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return bytes.dropFirst(8 + header)
  }

  @Test func aHostDoesTheMainJob() throws {
    let folder = try PhotoFolder()
    let good = PhotoFolder.jpeg((200, 90, 40), seed: 99)
    try folder.write(Array(good.prefix(good.count / 3)), to: "warm/cut.jpg")
    try folder.write(Array("not a picture".utf8), to: "cold/text.jpg")

    var summary = scanline_scan_summary()
    scanline_scan_summary_init(&summary)
    #expect(scanline_folder_validate(folder.path, nil, nil, nil, &summary) == SCANLINE_OK)
    #expect(summary.files == 26 && summary.ok == 24)

    let dataset = open(folder)
    defer { scanline_dataset_free(dataset) }
    var info = scanline_dataset_info()
    scanline_dataset_info_init(&info)
    #expect(scanline_dataset_get_info(dataset, &info) == SCANLINE_OK)
    #expect(info.damaged_count == 2 && info.training_count + info.validation_count == 24)
    var path: UnsafePointer<CChar>?
    var report = scanline_image_report()
    scanline_image_report_init(&report)
    #expect(scanline_dataset_get_damaged(dataset, 0, &path, nil, &report) == SCANLINE_OK)
    #expect(text(path).hasSuffix("cold/text.jpg"))
    #expect(report.reason == SCANLINE_REASON_NOT_AN_IMAGE)

    let model = model()
    let trainer = trainer(model)
    var result = scanline_train_result()
    scanline_train_result_init(&result)
    #expect(scanline_trainer_fit(trainer, dataset, nil, nil, nil, &result) == SCANLINE_OK)
    #expect(result.epochs_run == 4 && result.validation_accuracy == 1)
    scanline_trainer_free(trainer)

    var evaluation = scanline_evaluation()
    scanline_evaluation_init(&evaluation)
    var confusion = [UInt64](repeating: 9, count: 4)
    #expect(
      scanline_model_evaluate(
        model, dataset, SCANLINE_SPLIT_ALL, 0, &evaluation, nil, 0, &confusion, 4) == SCANLINE_OK)
    #expect(confusion == [12, 0, 0, 12] && evaluation.accuracy == 1)

    let file = "\(folder.path)/model"
    #expect(scanline_model_save(model, file) == SCANLINE_OK)
    scanline_model_free(model)
    var loaded: OpaquePointer?
    #expect(scanline_model_load(file, &loaded) == SCANLINE_OK)
    defer { scanline_model_free(loaded) }
    var probabilities = [Float](repeating: 0, count: 2)
    #expect(
      scanline_model_classify_file(loaded, "\(folder.path)/warm/3.jpg", &probabilities, 2)
        == SCANLINE_OK)
    #expect(probabilities[1] > 0.5)
    let damaged = scanline_model_classify_file(
      loaded, "\(folder.path)/warm/cut.jpg", &probabilities, 2)
    #expect(damaged == SCANLINE_CORRUPT_IMAGE)
    #expect(text(scanline_last_error_message()).contains("warm/cut.jpg"))
  }

  @Test func batchesGiveTheBitsOfSinglePictures() throws {
    let model = model()
    defer { scanline_model_free(model) }
    let pictures = (0..<9).map { PhotoFolder.jpeg(($0 * 25, 90, 40), seed: UInt64($0)) } + [[1, 2]]
    var single = [Float](repeating: 0, count: 20)
    var images: [scanline_encoded] = []
    var statuses = [scanline_status](repeating: 7, count: 10)
    var batch = [Float](repeating: 0, count: 20)
    func lend(_ index: Int) {
      guard index < pictures.count else {
        let status = scanline_model_classify_batch(model, images, 10, 3, &batch, 20, &statuses)
        #expect(status == SCANLINE_OK)
        return
      }
      pictures[index].withUnsafeBytes { bytes in
        if index < 9 {
          var row: [Float] = [0, 0]
          #expect(
            scanline_model_classify(model, bytes.baseAddress, bytes.count, nil, &row, 2)
              == SCANLINE_OK)
          single.replaceSubrange(2 * index..<2 * index + 2, with: row)
        }
        images.append(scanline_encoded(data: bytes.baseAddress, size: bytes.count, name: nil))
        lend(index + 1)
      }
    }
    lend(0)
    #expect(batch.prefix(18) == single.prefix(18))
    #expect(batch[18].isNaN && batch[19].isNaN && statuses[9] != SCANLINE_OK)
    #expect(statuses.prefix(9).allSatisfy { $0 == SCANLINE_OK })
  }

  /// The preview of the first epoch is what training sees in its first, whose number is 0 inside.
  @Test func thePreviewIsWhatTrainingSees() throws {
    let model = model()
    defer { scanline_model_free(model) }
    var options = scanline_augmentation()
    scanline_augmentation_init(&options)
    options.rotation = 0.2
    var augmentation = Augmentation()
    augmentation.rotation = 0.2
    let input = InputSpec(width: 12, height: 12)
    var shown = [UInt8](repeating: 0, count: 12 * 12 * 3)
    try PhotoFolder.jpeg((200, 90, 40), seed: 5).withUnsafeBytes { bytes in
      let status = scanline_model_augment(
        model, bytes.baseAddress, bytes.count, nil, &options, 7, 1, 3, &shown, shown.count, nil)
      #expect(status == SCANLINE_OK)
      let scale = Augmentation.cacheScale
      let bitmap = try input.decode(bytes, name: "x", scale: scale, limits: ImageLimits())
      let expected = try augmentation.preview(
        of: try input.fitted(bitmap.view, scale: scale), input: input, seed: 7, epoch: 0, sample: 3)
      #expect(shown == Array(UnsafeBufferPointer(start: expected.pointer, count: shown.count)))
      let refused = scanline_model_augment(
        model, bytes.baseAddress, bytes.count, nil, &options, 7, 0, 3, &shown, shown.count, nil)
      #expect(refused == SCANLINE_INVALID_ARGUMENT)
    }
  }

  @Test func aStoppedRunGoesOnToTheSameBitsOnAnyNumberOfThreads() throws {
    let folder = try PhotoFolder()
    let dataset = open(folder)
    defer { scanline_dataset_free(dataset) }
    var results: [ArraySlice<UInt8>] = []
    for threads in [1, 3] as [UInt32] {
      let model = model()
      let trainer = trainer(model, threads: threads)
      #expect(scanline_trainer_fit(trainer, dataset, nil, nil, nil, nil) == SCANLINE_OK)
      results.append(weights(model))
      scanline_trainer_free(trainer)
      scanline_model_free(model)
    }
    // Stopped in the middle of the second epoch, saved, taken up from the file.
    let model = model()
    let trainer = trainer(model)
    let status = scanline_trainer_fit(
      trainer, dataset, { epoch, done, _, _, _ in epoch == 2 && done > 6 ? 1 : 0 }, nil, nil, nil)
    #expect(status == SCANLINE_CANCELLED)
    let checkpoint = "\(folder.path)/checkpoint"
    #expect(scanline_trainer_save_checkpoint(trainer, checkpoint) == SCANLINE_OK)
    scanline_trainer_free(trainer)
    scanline_model_free(model)
    var resumed: OpaquePointer?
    #expect(scanline_trainer_load_checkpoint(checkpoint, 2, &resumed) == SCANLINE_OK)
    #expect(scanline_trainer_fit(resumed, dataset, nil, nil, nil, nil) == SCANLINE_OK)
    var after: OpaquePointer?
    #expect(scanline_trainer_get_model(resumed, &after) == SCANLINE_OK)
    scanline_trainer_free(resumed)
    results.append(weights(after))
    scanline_model_free(after)
    #expect(results[0] == results[1], "threads")
    #expect(results[0] == results[2], "resumed")
  }

  /// A hook that hands back nonsense: the run ends with a status of its own, and what the model holds
  /// can still be saved and loaded.
  @Test func aGradientBeyondAllBoundsEndsTheRunAndNotTheModel() {
    let model = model()
    defer { scanline_model_free(model) }
    let before = weights(model)
    let trainer = trainer(model)
    defer { scanline_trainer_free(trainer) }
    let status = scanline_trainer_set_all_reduce(
      trainer,
      { gradients, count, _ in
        for index in 0..<count { gradients?[index] = 1e35 }
        return 0
      }, nil, 0, 1)
    #expect(status == SCANLINE_OK)
    let picture = PhotoFolder.jpeg((40, 90, 200), seed: 1)
    picture.withUnsafeBytes { bytes in
      var image = scanline_encoded(data: bytes.baseAddress, size: bytes.count, name: nil)
      #expect(scanline_trainer_step(trainer, &image, [0], 1, nil) == SCANLINE_DIVERGED)
    }
    #expect(scanline_trainer_publish(trainer) == SCANLINE_OK)
    #expect(weights(model) == before)
  }

  @Test func stepsOnAHostsOwnBatchesLearn() throws {
    let model = model()
    defer { scanline_model_free(model) }
    let trainer = trainer(model)
    defer { scanline_trainer_free(trainer) }
    let warm = PhotoFolder.jpeg((200, 90, 40), seed: 1)
    let cold = PhotoFolder.jpeg((40, 90, 200), seed: 1)
    var losses: [Double] = []
    warm.withUnsafeBytes { warm in
      cold.withUnsafeBytes { cold in
        let images = [
          scanline_encoded(data: warm.baseAddress, size: warm.count, name: nil),
          scanline_encoded(data: cold.baseAddress, size: cold.count, name: nil),
        ]
        for _ in 0..<20 {
          var loss = 0.0
          #expect(scanline_trainer_step(trainer, images, [1, 0], 2, &loss) == SCANLINE_OK)
          losses.append(loss)
        }
        var untouched = -1.0
        #expect(
          scanline_trainer_step(trainer, images, [1, 2], 2, &untouched)
            == SCANLINE_INVALID_ARGUMENT)
        #expect(untouched == -1)
        #expect(text(scanline_last_error_message()).contains("label 2"))
      }
    }
    #expect((losses.last ?? 1) < 0.3 * (losses.first ?? 0))
  }
}
