/// The figures of one epoch (`scanline_epoch`), as a line of the history.
package struct EpochRecord: Codable, Equatable, Sendable {
  /// From 1.
  package var epoch: Int
  /// Planned.
  package var epochs: Int
  /// At the epoch's end.
  package var learningRate: Double
  /// Mean over the epoch's samples, as trained (augmented, dropout on).
  package var trainingLoss: Double
  package var trainingAccuracy: Double
  /// nil without a validation part, like all that follows from it.
  package var validationLoss: Double?
  package var validationAccuracy: Double?
  /// The best so far by the monitored value.
  package var isBest: Bool
  /// Wall time of the epoch, validation included; nil in a model's summary, whose bytes depend on
  /// nothing but data, settings and seed.
  package var seconds: Double?
  /// Training pictures over training time.
  package var imagesPerSecond: Double?
  /// One a label.
  package var precision: [Double]?
  /// One a label.
  package var recall: [Double]?
  /// `[truth, prediction]`, row by row; nil for more than `Confusion.largestMatrix` labels.
  package var confusion: [Int]?
  /// The expected calibration error on the validation part, before any temperature.
  package var calibrationError: Double?

  enum CodingKeys: String, CodingKey {
    case epoch, epochs, seconds, precision, recall, confusion
    case learningRate = "learning_rate"
    case trainingLoss = "training_loss"
    case trainingAccuracy = "training_accuracy"
    case validationLoss = "validation_loss"
    case validationAccuracy = "validation_accuracy"
    case isBest = "is_best"
    case imagesPerSecond = "images_per_second"
    case calibrationError = "calibration_error"
  }

  /// Labels up to which the figures of each class are kept in the history: beyond, they would outgrow
  /// the weights.
  private static let labelLimit = 100
  /// Numbers of a kind that the history of a run may come to: it stands in the header of checkpoint and
  /// model file, whose size is limited.
  private static let figureLimit = 1 << 20

  /// The record as the history keeps it.
  func compacted(labelCount: Int) -> EpochRecord {
    let isSmall = labelCount <= Self.labelLimit
    var record = self
    if !isSmall || labelCount * epochs > Self.figureLimit / 4 {
      record.precision = nil
      record.recall = nil
    }
    if !isSmall || labelCount * labelCount * epochs > Self.figureLimit { record.confusion = nil }
    return record
  }

  var withoutTimes: EpochRecord {
    var record = self
    record.seconds = nil
    record.imagesPerSecond = nil
    return record
  }
}
