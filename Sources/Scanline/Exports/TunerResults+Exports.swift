import CScanline
import Platform
import Tuning

// MARK: - What a search has found

/// The best completed trial so far, whoever ran it.
///
/// - tuner: [in] any search.
/// - trial: [out] initialise it with scanline_trial_init() first.
/// - hyperparameters: [out] a JSON object, ended by 0; NULL asks for the size only.
/// - capacity: size of hyperparameters in bytes.
/// - needed: [out] bytes needed; may be NULL when hyperparameters is not.
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (no trial has completed), SCANLINE_BUFFER_TOO_SMALL (needed is
///   written), SCANLINE_INVALID_ARGUMENT, SCANLINE_BUSY, SCANLINE_CORRUPT_MODEL (the journal, as of
///   scanline_tuner_get_summary()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_best")
public func scanline_tuner_get_best(
  _ tuner: TunerHandle?, _ trial: UnsafeMutablePointer<scanline_trial>?,
  _ hyperparameters: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    try scanline_trial.checkOutput(trial, "trial")
    guard let best = try tuner.currentHistory().best else {
      throw ScanlineError(.noData, "no trial has completed")
    }
    try Borrowed.copy(
      best.plan.hyperparameters.text, to: hyperparameters, capacity: capacity, needed: needed,
      "hyperparameters")
    scanline_trial(best).write(to: trial)
  }
}

/// The model of the last scanline_tuner_run() on this handle, or, when that was cancelled or failed, of the best
/// trial by then: with the weights of its best epoch and the trial in its summary, but neither calibrated nor
/// trained anew. Another handle each time, and its settings are its own.
///
/// - tuner: [in] any search.
/// - model: [out] end it with scanline_model_free().
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (no run yet, no completed trial, or its checkpoint is gone),
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_best_model")
public func scanline_tuner_get_best_model(
  _ tuner: TunerHandle?, _ model: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let output = try Borrowed.output(model, "model")
    guard let found = tuner.bestModel else {
      throw ScanlineError(.noData, "no run of this tuner has a model to show")
    }
    output.pointee = try HandleTable.insert(ModelObject(found))
  }
}

/// The model of one of the best points that the last scanline_tuner_run() found, of so many as the options' best_models
/// says: of each point its best trial, with the weights of that trial's best epoch, calibrated, not retrained. Rank 0 is
/// what scanline_tuner_get_best_model() gives. Another handle each time.
///
/// - tuner: [in] any search.
/// - rank: 0 for the best.
/// - model: [out] end it with scanline_model_free().
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (no run yet, fewer points, or the run was stopped: then there is
///   only rank 0), SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_ranked_model")
public func scanline_tuner_get_ranked_model(
  _ tuner: TunerHandle?, _ rank: UInt32, _ model: UnsafeMutablePointer<ModelHandle?>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let output = try Borrowed.output(model, "model")
    let found = tuner.bestModels
    guard rank < found.count else {
      throw ScanlineError(.noData, "no model of rank \(rank); there are \(found.count)")
    }
    output.pointee = try HandleTable.insert(ModelObject(found[Int(rank)]))
  }
}

/// Any trial of the search, as it is now.
///
/// - tuner: [in] any search.
/// - trial_id: 0 to below the number of trials.
/// - trial: [out] initialise it with scanline_trial_init() first.
/// - hyperparameters: [out] a JSON object, ended by 0; NULL asks for the size only.
/// - capacity: size of hyperparameters in bytes.
/// - needed: [out] bytes needed; may be NULL when hyperparameters is not.
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (there is no such trial), SCANLINE_BUFFER_TOO_SMALL (needed is
///   written), SCANLINE_INVALID_ARGUMENT, SCANLINE_BUSY, SCANLINE_CORRUPT_MODEL (the journal, as of
///   scanline_tuner_get_summary()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_trial")
public func scanline_tuner_get_trial(
  _ tuner: TunerHandle?, _ trial_id: UInt64, _ trial: UnsafeMutablePointer<scanline_trial>?,
  _ hyperparameters: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    try scanline_trial.checkOutput(trial, "trial")
    let trials = try tuner.currentHistory().trials
    guard trial_id < trials.count else {
      throw ScanlineError(.noData, "no trial \(trial_id); there are \(trials.count)")
    }
    let found = trials[Int(trial_id)]
    try Borrowed.copy(
      found.plan.hyperparameters.text, to: hyperparameters, capacity: capacity, needed: needed,
      "hyperparameters")
    scanline_trial(found).write(to: trial)
  }
}

/// The completed trials that no other beats in every objective, by id, ascending. With one objective: the
/// best trial and those that equal it. scanline_tuner_get_summary() has their values.
///
/// - tuner: [in] any search.
/// - ids: [out] room for capacity ids; NULL asks for the number only.
/// - capacity: of ids.
/// - needed: [out] how many there are; may be NULL when ids is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT,
///   SCANLINE_BUSY, SCANLINE_CORRUPT_MODEL (the journal, as of scanline_tuner_get_summary()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_front")
public func scanline_tuner_get_front(
  _ tuner: TunerHandle?, _ ids: UnsafeMutablePointer<UInt64>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let front = try tuner.currentHistory().paretoFront
    guard ids != nil || needed != nil else {
      throw ScanlineError(.invalidArgument, "both ids and needed are NULL")
    }
    needed?.pointee = front.count
    guard ids != nil else { return }
    let room = try Borrowed.array(ids, capacity: capacity, needed: front.count, "ids")
    for (index, trial) in front.enumerated() { room[index] = UInt64(trial.id) }
  }
}

/// What the search goes by, as the options take it: "maximize:validation_accuracy,minimize:latency_ms", or without
/// a metric just "maximize" or "minimize". The first is the one above all; a trial's values come in this order.
///
/// - tuner: [in] any search.
/// - objectives: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of objectives in bytes.
/// - needed: [out] bytes needed; may be NULL when objectives is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_objectives")
public func scanline_tuner_get_objectives(
  _ tuner: TunerHandle?, _ objectives: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let text = tuner.settings.objectives.map(\.text).joined(separator: ",")
    try Borrowed.copy(text, to: objectives, capacity: capacity, needed: needed, "objectives")
  }
}

/// How much a hyperparameter alone changes the first objective over the values that were tried: the share of
/// its variance, by fANOVA on a random forest (docs/tuning.md). Ask for rank 0, 1 ... until SCANLINE_NO_DATA.
///
/// - tuner: [in] any search.
/// - rank: 0 for the most important.
/// - share: [out] 0 to 1.
/// - name: [out] of the hyperparameter, ended by 0; NULL asks for the size only.
/// - capacity: size of name in bytes.
/// - needed: [out] bytes needed; may be NULL when name is not.
/// - Returns: SCANLINE_OK, SCANLINE_NO_DATA (no hyperparameter of that rank, or fewer than 8 completed
///   trials), SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT, SCANLINE_BUSY,
///   SCANLINE_CORRUPT_MODEL (the journal, as of scanline_tuner_get_summary()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_importance")
public func scanline_tuner_get_importance(
  _ tuner: TunerHandle?, _ rank: UInt32, _ share: UnsafeMutablePointer<Double>?,
  _ name: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let object = try HandleTable.object(tuner, as: TunerObject.self)
    let output = try Borrowed.output(share, "share")
    let importance = try object.tuner.importance
    guard rank < importance.count else {
      throw ScanlineError(
        .noData, "no hyperparameter of rank \(rank); \(importance.count) have an importance")
    }
    let found = importance[Int(rank)]
    try Borrowed.copy(found.key, to: name, capacity: capacity, needed: needed, "name")
    output.pointee = found.share
  }
}

/// The whole search as JSON: strategy, seed, objectives, space, every trial with its hyperparameters, values and
/// reports, the id of the best one, those of the Pareto front, each hyperparameter's importance, whether the
/// search has ended, and why ("ending", "failure"). docs/tuning.md has the keys.
///
/// - tuner: [in] any search.
/// - json: [out] the text, ended by 0; NULL asks for the size only.
/// - capacity: size of json in bytes.
/// - needed: [out] bytes needed, the final 0 included; may be NULL when json is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT,
///   SCANLINE_BUSY (another process does not let go of the journal), SCANLINE_CORRUPT_MODEL (it was altered).
///   A journal that cannot be read any more, as it was removed, leaves what this tuner knows.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_get_summary")
public func scanline_tuner_get_summary(
  _ tuner: TunerHandle?, _ json: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let text = try JSON.encode(try tuner.summary())
    try Borrowed.copy(text, to: json, capacity: capacity, needed: needed, "json")
  }
}
