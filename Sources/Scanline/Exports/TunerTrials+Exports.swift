import CScanline
import Platform
import Tuning

// MARK: - Trials that a host runs itself

/// Asks for a trial to run, for hosts that run trials themselves.
///
/// Train with the hyperparameters from epoch first_epoch + 1 to last_epoch; start from the checkpoint of
/// the trial that `continues` names, if any; scanline_tuner_report() each epoch; scanline_tuner_tell() the
/// end. Several trials may be out at once.
///
/// - tuner: [in] any search.
/// - trial: [out] initialise it with scanline_trial_init() first; its state says RUNNING (run it), WAIT
///   (nothing to do until a running trial is told), or FINISHED (the search has ended).
/// - hyperparameters: [out] a JSON object, ended by 0; empty text for WAIT and FINISHED. Not NULL: the
///   size is not known before a trial is handed out. When it is too small the trial is handed out again
///   by the next call.
/// - capacity: size of hyperparameters in bytes; 4096 serves most spaces.
/// - needed: [out] bytes needed; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_INVALID_ARGUMENT,
///   SCANLINE_BUSY (scanline_tuner_run() is at work on this handle; or another process has held the
///   journal's lock for 30 seconds), SCANLINE_CORRUPT_MODEL (the journal was altered), SCANLINE_IO (it cannot
///   be read or written).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_ask")
public func scanline_tuner_ask(
  _ tuner: TunerHandle?, _ trial: UnsafeMutablePointer<scanline_trial>?,
  _ hyperparameters: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    try scanline_trial.checkOutput(trial, "trial")
    _ = try Borrowed.output(hyperparameters, "hyperparameters")
    func give(_ answer: scanline_trial, _ text: String) throws {
      try Borrowed.copy(
        text, to: hyperparameters, capacity: capacity, needed: needed, "hyperparameters")
      answer.write(to: trial)
    }
    try tuner.checkNotRunning()
    switch try tuner.ask() {
    case .finished: try give(scanline_trial(state: SCANLINE_TRIAL_FINISHED), "")
    case .wait: try give(scanline_trial(state: SCANLINE_TRIAL_WAIT), "")
    case .trial(let asked):
      do {
        try give(scanline_trial(asked), asked.plan.hyperparameters.text)
      } catch {
        tuner.release(asked.id)
        throw error
      }
    }
  }
}

/// Wants points tried before what the strategy proposes, in their order, for all max_epochs; of strategies with
/// rounds they are of none. At any time; a point that waits already, was tried or was added is left out, so that the same call
/// may come again when a journal is continued.
///
/// - tuner: [in] any search.
/// - hyperparameters: [in] JSON: an object with a value for every hyperparameter, or a list of such objects.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (the message names the key and the value that are not of the
///   space; the points before are enqueued), SCANLINE_BUSY, SCANLINE_CORRUPT_MODEL, SCANLINE_IO (the journal).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_enqueue")
public func scanline_tuner_enqueue(
  _ tuner: TunerHandle?, _ hyperparameters: UnsafePointer<CChar>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let text = try Borrowed.string(hyperparameters, "hyperparameters")
    for point in try Hyperparameters.list(json: text) { try tuner.enqueue(point) }
  }
}

/// Adds a completed trial that was run elsewhere, before or beside this search: strategies learn from it, and it can
/// be the best. max_trials and max_total_epochs do not count it. When it wins a scanline_tuner_run(), it is trained
/// once more for its model.
///
/// - tuner: [in] any search.
/// - hyperparameters: [in] a JSON object with a value for every hyperparameter.
/// - values: [in] finite, one for every objective, as after max_epochs.
/// - count: of values.
/// - trial_id: [out] its id; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (a point outside the space, other values), SCANLINE_BUSY,
///   SCANLINE_CORRUPT_MODEL, SCANLINE_IO (the journal).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_add_trial")
public func scanline_tuner_add_trial(
  _ tuner: TunerHandle?, _ hyperparameters: UnsafePointer<CChar>?,
  _ values: UnsafePointer<Double>?, _ count: Int, _ trial_id: UnsafeMutablePointer<UInt64>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let points = try Hyperparameters.list(json: Borrowed.string(hyperparameters, "hyperparameters"))
    guard points.count == 1, let values, 1...Objective.limit ~= count else {
      throw ScanlineError(
        .invalidArgument,
        "values is NULL, count is \(count), not from 1 to \(Objective.limit), or there are "
          + "\(points.count) points, not one")
    }
    let id = try tuner.add(
      points[0], values: Array(UnsafeBufferPointer(start: values, count: count)))
    trial_id?.pointee = UInt64(id)
  }
}

/// Reports a running trial's value after an epoch.
///
/// - tuner: [in] any search.
/// - trial_id: from scanline_tuner_ask().
/// - epoch: counted from 1, over the trials that it continues; first_epoch + 1 to last_epoch.
/// - value: of the objective; kept as NaN when it is not finite.
/// - stop: [out] 1: end the trial now and tell it as completed: the strategy gives it up, or the search is
///   over (a target, the time); 0: go on; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (unknown or ended trial), SCANLINE_BUSY,
///   SCANLINE_CORRUPT_MODEL, SCANLINE_IO (the journal, as of scanline_tuner_ask()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_report")
public func scanline_tuner_report(
  _ tuner: TunerHandle?, _ trial_id: UInt64, _ epoch: UInt32, _ value: Double,
  _ stop: UnsafeMutablePointer<Int32>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let stops = try tuner.report(
      trial: Int(clamping: trial_id), epoch: Int(epoch), value: value)
    stop?.pointee = stops ? 1 : 0
  }
}

/// Gives a running trial back, unfinished: the next scanline_tuner_ask() of whoever searches hands it out
/// again. Freeing a tuner does this with all of its trials, and so does the end of its process.
///
/// - tuner: [in] any search.
/// - trial_id: from scanline_tuner_ask().
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (also for a tuner that was opened only to be read). A
///   trial that does not run, or that another tuner has by now, is left as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_release")
public func scanline_tuner_release(
  _ tuner: TunerHandle?, _ trial_id: UInt64
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    try tuner.checkWritable()
    tuner.release(Int(clamping: trial_id))
  }
}

/// Tells a completed trial's values where there are several objectives.
///
/// - tuner: [in] any search.
/// - trial_id: from scanline_tuner_ask().
/// - values: [in] one for every objective, in their order; one that is not finite makes it a failed trial.
/// - count: of values.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (unknown or ended trial, another number of values than
///   of objectives), SCANLINE_BUSY, SCANLINE_CORRUPT_MODEL, SCANLINE_IO (the journal, as of
///   scanline_tuner_ask()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_tell_values")
public func scanline_tuner_tell_values(
  _ tuner: TunerHandle?, _ trial_id: UInt64, _ values: UnsafePointer<Double>?, _ count: Int
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    try tuner.tell(trial: Int(clamping: trial_id), values: toldValues(values, count))
  }
}

/// A host's values of a trial.
private func toldValues(_ values: UnsafePointer<Double>?, _ count: Int) throws -> [Double] {
  guard let values, 1...Objective.limit ~= count else {
    throw ScanlineError(
      .invalidArgument, "values is NULL, or count is \(count), not from 1 to \(Objective.limit)")
  }
  return Array(UnsafeBufferPointer(start: values, count: count))
}

/// Tells a completed trial's values, and how far it ran, where that is neither the last epoch that was reported nor,
/// without reports, the planned one: after early stopping of the host's own, say. The trial that continues it begins
/// there, and the epochs after it are left to others.
///
/// - tuner: [in] any search.
/// - trial_id: from scanline_tuner_ask().
/// - end_epoch: the last epoch that was run, counted from 1, up to last_epoch. A trial that continues another may end
///   at its first_epoch, with none of its own. Not looked at for a failed trial.
/// - values: [in] one for every objective, in their order; one that is not finite makes it a failed trial.
/// - count: of values.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (unknown or ended trial, an epoch that is not its, another number
///   of values than of objectives), SCANLINE_BUSY, SCANLINE_CORRUPT_MODEL, SCANLINE_IO (the journal, as of
///   scanline_tuner_ask()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_tell_end")
public func scanline_tuner_tell_end(
  _ tuner: TunerHandle?, _ trial_id: UInt64, _ end_epoch: UInt32,
  _ values: UnsafePointer<Double>?, _ count: Int
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    try tuner.tell(
      trial: Int(clamping: trial_id), values: toldValues(values, count), endEpoch: Int(end_epoch))
  }
}

/// Tells how a running trial ended.
///
/// - tuner: [in] any search.
/// - trial_id: from scanline_tuner_ask().
/// - state: SCANLINE_TRIAL_COMPLETED or SCANLINE_TRIAL_FAILED.
/// - value: of the objective, for a completed trial; one that is not finite makes it a failed one.
/// - message: [in] why a trial failed; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT (unknown or ended trial, another state), SCANLINE_BUSY,
///   SCANLINE_CORRUPT_MODEL, SCANLINE_IO (the journal, as of scanline_tuner_ask()).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_tuner_tell")
public func scanline_tuner_tell(
  _ tuner: TunerHandle?, _ trial_id: UInt64, _ state: scanline_trial_state, _ value: Double,
  _ message: UnsafePointer<CChar>?
) -> scanline_status {
  guarded {
    let tuner = try HandleTable.object(tuner, as: TunerObject.self).tuner
    let id = Int(clamping: trial_id)
    switch state {
    case SCANLINE_TRIAL_COMPLETED: try tuner.tell(trial: id, value: value)
    case SCANLINE_TRIAL_FAILED:
      let reason = try Borrowed.optionalString(message, "message")
      try tuner.tell(trial: id, failure: reason ?? "no reason was given")
    default:
      throw ScanlineError(
        .invalidArgument, "trial state \(state) is neither completed (1) nor failed (2)")
    }
  }
}
