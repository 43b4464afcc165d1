import CScanline
import Classifier
import Imaging
import Platform
import Training

// MARK: - Training

/// Fills options and augmentation with settings that were found to go well together (docs/training.md):
/// "photos" to train on photos from scratch, "fine-tune" to go on from a model that has learned others. What it
/// does not name has its default. `options->augmentation` points to the augmentation afterwards; change what
/// you like of both.
///
/// - name: [in] the recipe's name.
/// - options: [in/out] initialised; all members are overwritten.
/// - augmentation: [in/out] initialised; all members are overwritten. It must live as long as options is used.
/// - Returns: SCANLINE_OK; SCANLINE_INVALID_ARGUMENT, with both untouched: the message lists the names.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_train_options_recipe")
public func scanline_train_options_recipe(
  _ name: UnsafePointer<CChar>?, _ options: UnsafeMutablePointer<scanline_train_options>?,
  _ augmentation: UnsafeMutablePointer<scanline_augmentation>?
) -> scanline_status {
  guarded {
    let recipe = try TrainingRecipe(name: try Borrowed.string(name, "name"))
    try scanline_train_options.checkOutput(options, "options")
    try scanline_augmentation.checkOutput(augmentation, "augmentation")
    let settings = recipe.settings
    scanline_augmentation(settings.augmentation).write(to: augmentation)
    var filled = scanline_train_options(settings)
    filled.augmentation = UnsafePointer(augmentation)
    filled.write(to: options)
  }
}

/// Makes a training run for a model. The trainer works on a copy of the model's weights: the model goes on
/// classifying with its own until scanline_trainer_fit() ends or scanline_trainer_publish() is called.
///
/// - model: [in] its labels must be those of the data.
/// - options: [in] copied, with all that it points to; NULL: the defaults.
/// - trainer: [out] the handle; end it with scanline_trainer_free().
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names option, value and limit),
///   SCANLINE_NO_MEMORY.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_trainer_create")
public func scanline_trainer_create(
  _ model: ModelHandle?, _ options: UnsafePointer<scanline_train_options>?,
  _ trainer: UnsafeMutablePointer<TrainerHandle?>?
) -> scanline_status {
  guarded {
    let model = try HandleTable.object(model, as: ModelObject.self).model
    let output = try Borrowed.output(trainer, "trainer")
    let settings = try TrainingSettings(options)
    let made = try Trainer(model: model, settings: settings)
    settings.warnOfIdle()
    output.pointee = try HandleTable.insert(TrainerObject(made))
  }
}

/// Lets the run be one of several that train together, each in a process of its own. Every worker opens the
/// same data with the same seed and options and takes its part of every batch; the callback is handed
/// the flat gradient (`[parameter_count + statistic_count]`, the mean over this worker's part, running
/// statistics included) before every update and replaces it by the mean over all workers. With two workers
/// the bits are those of one process; with more, they depend on the order in which the callback sums.
///
/// Steps: every worker hands over its own part of the batch, all of them parts of one size.
///
/// - trainer: [in] any run.
/// - callback: called on the thread that trains; NULL: train alone again.
/// - user_data: handed to the callback.
/// - worker: this process, 0 to worker_count - 1.
/// - worker_count: 1 to 65536.
/// - Returns: SCANLINE_OK, SCANLINE_BUSY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_trainer_set_all_reduce")
public func scanline_trainer_set_all_reduce(
  _ trainer: TrainerHandle?, _ callback: scanline_all_reduce_callback?,
  _ user_data: UnsafeMutableRawPointer?, _ worker: UInt32, _ worker_count: UInt32
) -> scanline_status {
  guarded {
    let trainer = try HandleTable.object(trainer, as: TrainerObject.self).trainer
    guard let callback else { return try trainer.setAllReduce(nil) }
    let hook = try AllReduce(worker: Int(worker), workerCount: Int(worker_count)) {
      guard callback($0, $1, user_data) == 0 else {
        throw ScanlineError(.cancelled, "the all-reduce callback stopped the run")
      }
    }
    try trainer.setAllReduce(hook)
  }
}

/// Trains on a dataset until all epochs are done or early stopping ends them, going on from where the last
/// call or the checkpoint stopped. The model then gets the weights of the best epoch (or of the last:
/// restore_best) and the training summary.
///
/// - trainer: [in] any run.
/// - dataset: [in] its labels must be the model's, in any order.
/// - on_batch: called after every batch; NULL for none.
/// - on_epoch: called after every epoch, once its checkpoint is written; NULL for none.
/// - user_data: handed to both.
/// - result: [out] initialise it with scanline_train_result_init() first; may be NULL.
/// - Returns: SCANLINE_OK. SCANLINE_CANCELLED: a callback or scanline_trainer_cancel() stopped it; the
///   trainer stands at its last update and can go on, be saved or published. SCANLINE_DIVERGED: a loss was not
///   finite; the model got the last good weights. SCANLINE_IO: a checkpoint could not be written.
///   SCANLINE_BUSY, SCANLINE_NO_DATA, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: one call at a time on a trainer; callbacks run on the calling thread. Since 1.0.
@_cdecl("scanline_trainer_fit")
public func scanline_trainer_fit(
  _ trainer: TrainerHandle?, _ dataset: DatasetHandle?, _ on_batch: scanline_batch_callback?,
  _ on_epoch: scanline_epoch_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ result: UnsafeMutablePointer<scanline_train_result>?
) -> scanline_status {
  guarded {
    let trainer = try HandleTable.object(trainer, as: TrainerObject.self).trainer
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    if result != nil { try scanline_train_result.checkOutput(result, "result") }
    let outcome = try trainer.fit(
      dataset,
      onBatch: on_batch.map { callback in
        {
          callback(
            UInt32(clamping: $0.epoch), UInt64($0.samplesDone), UInt64($0.samplesTotal),
            $0.meanLoss,
            user_data) == 0
        }
      },
      onEpoch: on_epoch.map { callback in
        { record in
          record.withCEpoch(labelCount: dataset.labels.count) { callback($0, user_data) } == 0
        }
      })
    scanline_train_result(outcome).write(to: result)
  }
}

/// One update on a batch of the host's own encoded pictures, with the trainer's augmentation, loss and
/// optimiser. The learning rate is that of the options; schedules run over the epochs of fit. Class weights
/// may be given, not SCANLINE_CLASS_WEIGHTS_BALANCED, which counts a dataset. The model goes on classifying
/// with its own weights until scanline_trainer_publish().
///
/// - trainer: [in] any run.
/// - images: [in] count pictures, borrowed for the call.
/// - labels: [in] count indices of the model's labels.
/// - count: 1 to 65536.
/// - loss: [out] the batch's mean loss before the update; may be NULL.
/// - Returns: SCANLINE_OK; SCANLINE_CORRUPT_IMAGE, SCANLINE_UNSUPPORTED, SCANLINE_LIMIT_EXCEEDED (the message
///   names the picture), SCANLINE_INVALID_ARGUMENT, SCANLINE_BUSY, SCANLINE_NO_MEMORY, SCANLINE_CANCELLED:
///   nothing has changed; SCANLINE_DIVERGED: the trainer is back at the weights of the last finite loss, and
///   the model has them, too.
/// - Threading: one call at a time on a trainer. Since 1.0.
@_cdecl("scanline_trainer_step")
public func scanline_trainer_step(
  _ trainer: TrainerHandle?, _ images: UnsafePointer<scanline_encoded>?,
  _ labels: UnsafePointer<Int32>?, _ count: Int, _ loss: UnsafeMutablePointer<Double>?
) -> scanline_status {
  guarded {
    let trainer = try HandleTable.object(trainer, as: TrainerObject.self).trainer
    let (images, labels) = try batch(images, labels, count)
    let value = try trainer.step(
      count: count, labels: labels,
      image: { index in
        let image = images[index]
        return EncodedImage(
          bytes: try Borrowed.bytes(image.data, image.size, "images[\(index)].data"),
          name: image.name, number: index)
      })
    loss?.pointee = value
  }
}

/// One update on a batch of the host's own raw pixels; as scanline_trainer_step().
///
/// - trainer: [in] any run.
/// - images: [in] count pictures of any sizes, each struct initialised by scanline_pixels_init(); not copied.
/// - labels: [in] count indices of the model's labels.
/// - count: 1 to 65536.
/// - loss: [out] the batch's mean loss before the update; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT, SCANLINE_BUSY, SCANLINE_NO_MEMORY, SCANLINE_CANCELLED:
///   nothing has changed; SCANLINE_DIVERGED: the trainer is back at the weights of the last finite loss, and
///   the model has them, too.
/// - Threading: one call at a time on a trainer. Since 1.0.
@_cdecl("scanline_trainer_step_pixels")
public func scanline_trainer_step_pixels(
  _ trainer: TrainerHandle?, _ images: UnsafePointer<scanline_pixels>?,
  _ labels: UnsafePointer<Int32>?, _ count: Int, _ loss: UnsafeMutablePointer<Double>?
) -> scanline_status {
  guarded {
    let trainer = try HandleTable.object(trainer, as: TrainerObject.self).trainer
    let (images, labels) = try batch(images, labels, count)
    guard let first = images.baseAddress else { return }
    let size = try scanline_pixels.hostSize(first)
    let value = try trainer.step(
      count: count, labels: labels,
      pixels: {
        try PixelView(scanline_pixels.element($0, of: first, hostSize: size), "images[\($0)]")
      })
    loss?.pointee = value
  }
}

/// A host's batch, its size checked.
private func batch<Image>(
  _ images: UnsafePointer<Image>?, _ labels: UnsafePointer<Int32>?, _ count: Int
) throws -> (images: UnsafeBufferPointer<Image>, labels: UnsafeBufferPointer<Int32>) {
  guard (1...65536).contains(count) else {
    throw ScanlineError(.invalidArgument, "count is \(count); a batch has 1 to 65536 pictures")
  }
  guard let images else { throw ScanlineError(.invalidArgument, "images is NULL") }
  guard let labels else { throw ScanlineError(.invalidArgument, "labels is NULL") }
  return (
    UnsafeBufferPointer(start: images, count: count),
    UnsafeBufferPointer(start: labels, count: count)
  )
}

/// Gives the model the trainer's weights as they are now (after a finished run: those that the options
/// keep).
///
/// - trainer: [in] any run.
/// - Returns: SCANLINE_OK, SCANLINE_BUSY, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; also from the trainer's own callbacks. Since 1.0.
@_cdecl("scanline_trainer_publish")
public func scanline_trainer_publish(_ trainer: TrainerHandle?) -> scanline_status {
  guarded { try HandleTable.object(trainer, as: TrainerObject.self).trainer.publish() }
}

/// The model of a run: a new handle on it.
///
/// - trainer: [in] any run.
/// - model: [out] the handle; end it with scanline_model_free().
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_trainer_get_model")
public func scanline_trainer_get_model(
  _ trainer: TrainerHandle?, _ model: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let trainer = try HandleTable.object(trainer, as: TrainerObject.self).trainer
    let output = try Borrowed.output(model, "model")
    output.pointee = try HandleTable.insert(ModelObject(trainer.model))
  }
}

/// Saves the run as it is after its last update: weights, optimiser, options, history, model. The file is
/// replaced whole or not at all.
///
/// - trainer: [in] any run.
/// - path: [in] UTF-8.
/// - Returns: SCANLINE_OK, SCANLINE_IO, SCANLINE_BUSY, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; also from the trainer's own callbacks. Since 1.0.
@_cdecl("scanline_trainer_save_checkpoint")
public func scanline_trainer_save_checkpoint(
  _ trainer: TrainerHandle?, _ path: UnsafePointer<CChar>?
) -> scanline_status {
  guarded {
    let trainer = try HandleTable.object(trainer, as: TrainerObject.self).trainer
    try trainer.saveCheckpoint(to: try Borrowed.string(path, "path"))
  }
}

/// Takes up a run from a checkpoint; scanline_trainer_fit() then goes on where it stopped and ends with
/// the bits of a run that was never interrupted. scanline_trainer_get_model() gives its model. Further
/// checkpoints go where the options of the saved run say.
///
/// - path: [in] UTF-8.
/// - threads: at most 1024; 0: one a processor; the results do not depend on it.
/// - trainer: [out] the handle; end it with scanline_trainer_free().
/// - Returns: SCANLINE_OK, SCANLINE_IO, SCANLINE_CORRUPT_MODEL, SCANLINE_VERSION_MISMATCH,
///   SCANLINE_LIMIT_EXCEEDED, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_trainer_load_checkpoint")
public func scanline_trainer_load_checkpoint(
  _ path: UnsafePointer<CChar>?, _ threads: UInt32, _ trainer: UnsafeMutablePointer<TrainerHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(trainer, "trainer")
    let resumed = try Trainer.resume(
      from: try Borrowed.string(path, "path"), threads: Int(threads))
    output.pointee = try HandleTable.insert(TrainerObject(resumed))
  }
}

/// Stops the call that trains now, or the next one, after its batch; it returns SCANLINE_CANCELLED, and nothing
/// is lost.
///
/// - trainer: [in] any run.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_trainer_cancel")
public func scanline_trainer_cancel(_ trainer: TrainerHandle?) -> scanline_status {
  guarded { try HandleTable.object(trainer, as: TrainerObject.self).trainer.cancel() }
}

/// Ends a handle. NULL, freed and foreign handles are left alone.
///
/// - Threading: any thread; a call that uses the trainer at that moment ends well. Since 1.0.
@_cdecl("scanline_trainer_free")
public func scanline_trainer_free(_ trainer: TrainerHandle?) {
  HandleTable.remove(trainer, as: TrainerObject.self)
}
