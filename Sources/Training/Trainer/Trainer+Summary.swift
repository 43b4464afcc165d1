import Platform

extension Trainer {
  /// How the weights came about, for the model file. It holds no times, paths or thread counts: the same
  /// data, settings and seed give the same bytes.
  func summary() throws -> JSONValue {
    var fields: [String: JSONValue] = [
      "steps": .integer(Int64(state.step)),
      "settings": try value(of: settings.withoutMeans),
    ]
    if let datasetSummary { fields["dataset"] = datasetSummary }
    guard !history.isEmpty else { return .object(fields) }
    let result = result()
    fields["epochs_run"] = .integer(Int64(result.epochsRun))
    fields["best_epoch"] = .integer(Int64(result.bestEpoch))
    fields["best_value"] = .number(result.bestValue)
    fields["stop_reason"] = .string(result.stopReason.name)
    fields["training_loss"] = .number(result.trainingLoss)
    fields["training_accuracy"] = .number(result.trainingAccuracy)
    fields["validation_loss"] = result.validationLoss.map(JSONValue.number) ?? .null
    fields["validation_accuracy"] = result.validationAccuracy.map(JSONValue.number) ?? .null
    if let currentCalibration { fields["calibration"] = currentCalibration.summary }
    fields["history"] = try value(of: history.map(\.withoutTimes))
    return .object(fields)
  }

  private func value(of content: some Encodable) throws -> JSONValue {
    try JSON.decode(JSONValue.self, from: JSON.encode(content), what: "training summary")
  }
}
