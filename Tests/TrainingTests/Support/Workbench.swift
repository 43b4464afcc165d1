import Classifier
import Compute
import Imaging
import Platform

@testable import Training

/// A small data set and small models for the tests of training.
struct Workbench {
  static let labels = ["across", "down", "half"]
  let folder: TemporaryFolder
  let dataset: Dataset

  /// - Parameter count: pictures of each of three classes.
  init(count: Int = 12, validationShare: Double = 0.25) throws {
    folder = try TemporaryFolder()
    try Pictures.fill(folder, classes: Self.labels, count: count)
    var options = DatasetOptions()
    options.validationShare = validationShare
    options.threads = 1
    dataset = try Dataset.open(folder: folder.path, options: options)
  }

  /// An LSTM of 8 units with dropout over the rows of 16 x 16 pictures.
  static func model(labels: [String] = Self.labels, seed: UInt64 = 1) throws -> Model {
    let spec = try ModelSpec(
      json: """
        {"input": {"width": 16, "height": 16},
         "network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 8},
                                {"type": "dropout", "rate": 0.2}]}}
        """)
    return try Model(spec: spec, labels: labels, seed: seed)
  }

  /// Augmentation, and batches that do not divide the samples.
  static var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.threads = 1
    settings.seed = 5
    settings.epochs = 4
    settings.batchSize = 10
    settings.learningRate = 0.01
    settings.augmentation.rotation = 0.05
    settings.augmentation.horizontalFlip = 0.5
    return settings
  }

  static func bits(_ weights: FloatBuffer) -> [UInt32] { weights.floats.map(\.bitPattern) }
}
