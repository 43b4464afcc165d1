import CScanline
import Classifier
import Platform
import Training
import Tuning

// MARK: - Tuning

/// Makes a search over hyperparameters, or goes on with one from its journal.
///
/// - space_json: [in] the search space as JSON (docs/tuning.md); NULL: the default space.
/// - options: [in] copied; NULL: the defaults.
/// - tuner: [out] the handle; end it with scanline_tuner_free().
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names key, value and limit; also for a
///   journal of another space or of other options), SCANLINE_IO, SCANLINE_BUSY (another process does not
///   let go of the journal), SCANLINE_CORRUPT_MODEL, SCANLINE_VERSION_MISMATCH (a journal that cannot be read).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_create")
public func scanline_tuner_create(
  _ space_json: UnsafePointer<CChar>?, _ options: UnsafePointer<scanline_tuner_options>?,
  _ tuner: UnsafeMutablePointer<TunerHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(tuner, "tuner")
    let space = try Borrowed.optionalString(space_json, "space_json").map(SearchSpace.init(json:))
    let made = try Tuner(space: space, settings: try TunerSettings(options))
    output.pointee = try HandleTable.insert(TunerObject(made))
  }
}

/// Goes on with the search of a journal under the space and the options that its first line holds. Several
/// tuners, of one process or of several, may search over one journal at the same time.
///
/// - journal_path: [in] an existing journal.
/// - tuner: [out] the handle; end it with scanline_tuner_free().
/// - Returns: SCANLINE_OK, SCANLINE_IO, SCANLINE_INVALID_ARGUMENT (not a journal), SCANLINE_BUSY,
///   SCANLINE_CORRUPT_MODEL, SCANLINE_VERSION_MISMATCH.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_open")
public func scanline_tuner_open(
  _ journal_path: UnsafePointer<CChar>?, _ tuner: UnsafeMutablePointer<TunerHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(tuner, "tuner")
    let made = try Tuner(journal: try Borrowed.string(journal_path, "journal_path"))
    output.pointee = try HandleTable.insert(TunerObject(made))
  }
}

/// Opens a search's journal only to look at it: the file stays as it is, needs no right to write, and may be in
/// use. Each call sees what others have appended by then.
///
/// - journal_path: [in] an existing journal.
/// - tuner: [out] the handle, for scanline_tuner_get_*(); what would change the search is refused; end it
///   with scanline_tuner_free().
/// - Returns: SCANLINE_OK, SCANLINE_IO, SCANLINE_INVALID_ARGUMENT (not a journal), SCANLINE_BUSY,
///   SCANLINE_CORRUPT_MODEL, SCANLINE_VERSION_MISMATCH.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_open_read_only")
public func scanline_tuner_open_read_only(
  _ journal_path: UnsafePointer<CChar>?, _ tuner: UnsafeMutablePointer<TunerHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(tuner, "tuner")
    let path = try Borrowed.string(journal_path, "journal_path")
    output.pointee = try HandleTable.insert(TunerObject(Tuner(journal: path, isReadOnly: true)))
  }
}

/// Runs the search on a dataset: every trial trains a network as far as the strategy says. The objectives are
/// those of the options, all of them figures of the trial's best epoch by the first one; without any, the best
/// validation accuracy over a trial's epochs, or the least validation loss when the options minimise.
/// docs/tuning.md lists the figures, and the hyperparameters that training knows.
///
/// - tuner: [in] any search.
/// - dataset: [in] with a validation part.
/// - spec_json: [in] the model spec that hyperparameters change; NULL: the default.
/// - train: [in] the recipe that hyperparameters change; NULL: the defaults. Its epochs, monitor,
///   restore_best and checkpoint_path are the search's to say and are not looked at.
/// - callback: called on the calling thread after every epoch and at the end of every trial; NULL for none.
/// - user_data: handed to the callback.
/// - best: [out] the best trial's model, trained; end it with scanline_model_free(); may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_CANCELLED (the callback, or scanline_tuner_cancel(); call again to go
///   on; scanline_tuner_get_best_model() has the best model so far), SCANLINE_NO_DATA (no validation part,
///   or no trial completed), SCANLINE_BUSY (another run; trials that scanline_tuner_ask() handed out before
///   are not told yet; or another process does not let go of the journal), SCANLINE_CORRUPT_MODEL (the
///   journal was altered), SCANLINE_IO, SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT (a hyperparameter
///   that training does not know; another dataset, spec or recipe than the search began with: the message
///   names the settings that differ). After max_consecutive_failures failed trials in a row: the status of
///   the last, SCANLINE_DIVERGED, say.
/// - Threading: one run at a time on a tuner. Since 1.0.
@_cdecl("scanline_tuner_run")
public func scanline_tuner_run(
  _ tuner: TunerHandle?, _ dataset: DatasetHandle?, _ spec_json: UnsafePointer<CChar>?,
  _ train: UnsafePointer<scanline_train_options>?, _ callback: scanline_trial_callback?,
  _ user_data: UnsafeMutableRawPointer?, _ best: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let object = try HandleTable.object(tuner, as: TunerObject.self)
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    let spec = try ModelSpec(json: try Borrowed.optionalString(spec_json, "spec_json"))
    let settings = try TrainingSettings(train)
    let model = try object.exclusive.run("tuner") {
      try object.tuner.run(on: dataset, spec: spec, settings: settings) { trial, epoch in
        guard let callback else { return true }
        var given = scanline_trial(trial)
        given.struct_size = UInt32(MemoryLayout<scanline_trial>.size)
        return trial.plan.hyperparameters.text.withCString { text in
          guard let epoch else { return callback(&given, text, nil, user_data) == 0 }
          given.end_epoch = UInt32(clamping: epoch.epoch)
          return epoch.withCEpoch(labelCount: dataset.labels.count) {
            callback(&given, text, $0, user_data)
          } == 0
        }
      }
    }
    if let best { best.pointee = try HandleTable.insert(ModelObject(model)) }
  }
}

/// Says before any pictures are read what scanline_tuner_run() would refuse whatever they are: objectives,
/// hyperparameters and options that training does not know or that are out of range, and another spec or recipe than
/// the search began with. Nothing changes.
///
/// - tuner: [in] any search.
/// - spec_json: [in] as for scanline_tuner_run(); may be NULL.
/// - train: [in] as for scanline_tuner_run(); may be NULL. Whether there is a class weight for each label is not known
///   yet.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names what is wrong), SCANLINE_BUSY,
///   SCANLINE_CORRUPT_MODEL, SCANLINE_IO (the journal).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_check")
public func scanline_tuner_check(
  _ tuner: TunerHandle?, _ spec_json: UnsafePointer<CChar>?,
  _ train: UnsafePointer<scanline_train_options>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let spec = try ModelSpec(json: try Borrowed.optionalString(spec_json, "spec_json"))
    try tuner.check(spec: spec, settings: try TrainingSettings(train))
  }
}

/// Stops the scanline_tuner_run() that is under way, or the next one; it returns SCANLINE_CANCELLED, and
/// nothing is lost.
///
/// - tuner: [in] any search.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_cancel")
public func scanline_tuner_cancel(_ tuner: TunerHandle?) -> scanline_status {
  guarded { try HandleTable.object(tuner, as: TunerObject.self).tuner.cancellation.raise() }
}

/// Ends a handle. NULL, freed and foreign handles are left alone. A journal can be continued.
///
/// - Threading: any thread; a call that uses the tuner at that moment ends well. Since 1.0.
@_cdecl("scanline_tuner_free")
public func scanline_tuner_free(_ tuner: TunerHandle?) {
  HandleTable.remove(tuner, as: TunerObject.self)
}
