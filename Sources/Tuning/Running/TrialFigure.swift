import Classifier
import Compute
import Platform
import Recurrent
import Training

/// What the library's own runs can judge a trial by: a figure of its best epoch, or of its model.
enum TrialFigure: String, CaseIterable {
  case validationLoss = "validation_loss"
  case validationAccuracy = "validation_accuracy"
  case trainingLoss = "training_loss"
  case trainingAccuracy = "training_accuracy"
  /// Expected, on the validation part, before any temperature.
  case calibrationError = "calibration_error"
  /// Milliseconds to classify one decoded picture on one thread, measured; the only figure that is not the
  /// same in every run.
  case latency = "latency_ms"
  /// Of the tensors in the model's file.
  case bytes = "model_bytes"
  case parameters
  /// Of one picture's way through the network.
  case multiplyAdds = "multiply_adds"

  /// The figure that an objective names.
  /// - Throws: `invalidArgument` naming an unknown metric.
  static func of(_ objective: Objective) throws -> TrialFigure {
    guard let metric = objective.metric else {
      return objective.direction == .maximize ? .validationAccuracy : .validationLoss
    }
    guard let figure = TrialFigure(rawValue: metric) else {
      let known = allCases.map(\.rawValue).joined(separator: ", ")
      throw ScanlineError(
        .invalidArgument, "tuner: unknown metric \"\(metric)\" (known: \(known))")
    }
    return figure
  }

  /// What training monitors, by which a trial's best epoch is chosen.
  /// - Throws: `invalidArgument` when the first objective is no figure of an epoch, or goes the wrong way.
  static func monitor(for objective: Objective) throws -> Monitor {
    let figure = try of(objective)
    guard let monitor = Monitor.allCases.first(where: { $0.name == figure.rawValue }) else {
      let known = Monitor.allCases.map(\.name).joined(separator: ", ")
      throw ScanlineError(
        .invalidArgument,
        "tuner: the first objective is \(figure.rawValue), by which no epoch can be chosen; it must "
          + "be one of \(known)")
    }
    guard monitor.isMaximized == (objective.direction == .maximize) else {
      throw ScanlineError(
        .invalidArgument,
        "tuner: objective \(objective.text) asks for the worst \(figure.rawValue), not the best")
    }
    return monitor
  }

  /// The figure of an epoch; nil for one of the model, and without a validation part.
  func value(of record: EpochRecord) -> Double? {
    switch self {
    case .validationLoss: record.validationLoss
    case .validationAccuracy: record.validationAccuracy
    case .trainingLoss: record.trainingLoss
    case .trainingAccuracy: record.trainingAccuracy
    case .calibrationError: record.calibrationError
    case .latency, .bytes, .parameters, .multiplyAdds: nil
    }
  }

  /// The figure of a model; NaN for one of an epoch.
  func value(of model: Model) throws -> Double {
    switch self {
    case .latency: try Self.latency(of: model)
    case .bytes: Double(try ModelFile.tensorBytes(of: model))
    case .parameters: Double(model.network.parameterCount)
    case .multiplyAdds: Double(model.network.multiplyAdds)
    case .validationLoss, .validationAccuracy, .trainingLoss, .trainingAccuracy, .calibrationError:
      .nan
    }
  }

  /// The median of some forward passes of a batch of one.
  private static func latency(of model: Model) throws -> Double {
    let inference = try InferenceNetwork(model.network, weights: model.weights)
    let network = inference.network
    let picture = try FloatBuffer(count: network.input.size)
    picture.pointer.update(repeating: 0.5, count: picture.count)
    let logits = try FloatBuffer(count: network.classCount)
    let workspace = try inference.makeWorkspace(capacity: 1)
    var times: [Double] = []
    let end = Clock.seconds + 0.25
    while times.count < 5 || (times.count < 101 && Clock.seconds < end) {
      let start = Clock.seconds
      inference.forward(
        picture.pointer, count: 1, logits: logits.pointer, workspace: workspace)
      times.append((Clock.seconds - start) * 1000)
    }
    withExtendedLifetime((picture, logits)) {}
    return times.sorted()[times.count / 2]
  }
}
