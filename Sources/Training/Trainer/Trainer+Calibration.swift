extension Trainer {
  /// Calibrates the weights that a run has kept, if the settings ask for it and pictures were held out.
  /// Deterministic, and hence not part of a checkpoint: a run that is resumed comes by here again.
  func calibrate(_ run: FitRun) throws {
    let choice = Calibration.Choice(
      temperature: settings.calibrate,
      knownShare: settings.knownShare > 0 ? settings.knownShare : nil)
    guard choice.temperature || choice.knownShare != nil, let evaluator = run.evaluator
    else { return }
    let calibrator = Calibrator(
      dataset: run.dataset, source: run.loader.source, evaluator: evaluator, pool: pool,
      cancellation: cancellation)
    let split = SampleSplit(training: run.loader.samples, validation: run.validationSamples)
    calibration = (state.step, try calibrator.run(choice, split, weights: keptWeights))
  }
}
