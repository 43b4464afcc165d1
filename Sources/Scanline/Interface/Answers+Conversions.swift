import CScanline
import Classifier
import Platform
import Training

extension scanline_answer: VersionedStruct {
  static let firstSize = 24
  static var defaults: Self {
    var answer = Self()
    answer.unknown_score = .nan
    return answer
  }

  init(_ answer: Answer) {
    self = Self.defaults
    label = UInt32(clamping: answer.label)
    probability = answer.probability
    unknown_score = answer.unknownScore ?? .nan
    is_unknown = answer.isUnknown ? 1 : 0
  }
}

extension scanline_sample_answer {
  init(_ prediction: Prediction) {
    self.init()
    sample = UInt64(clamping: prediction.sample)
    truth = UInt32(clamping: prediction.label)
    label = UInt32(clamping: prediction.predicted)
    probability = prediction.probability
    truth_probability = prediction.truthProbability
    uncalibrated_probability = prediction.uncalibratedProbability
    unknown_score = prediction.unknownScore ?? .nan
    loss = prediction.loss
    is_unknown = prediction.isUnknown ? 1 : 0
  }
}

extension scanline_calibration: VersionedStruct {
  static let firstSize = 32
  static var defaults: Self {
    var calibration = Self()
    calibration.temperature = 1
    return calibration
  }

  init(_ settings: InferenceSettings) {
    self = Self.defaults
    temperature = Double(settings.temperature)
    guard let known = settings.known else { return }
    has_unknown = 1
    known_share = known.share
    unknown_threshold = Double(known.threshold)
  }
}

extension DatasetSplit {
  init(checking code: scanline_split) throws {
    guard let part = DatasetSplit(rawValue: code) else {
      throw ScanlineError(.invalidArgument, "split \(code) is not one of 0 to 2")
    }
    self = part
  }
}
