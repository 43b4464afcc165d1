import Glibc

/// The learning rate of every update of a run.
struct LearningRateSchedule: Sendable {
  let kind: ScheduleKind
  let base: Double
  let stepsPerEpoch: Int
  let stepCount: Int
  let period: Int
  let factor: Double
  let warmupSteps: Double
  let finalShare: Double

  /// - Parameter stepsPerEpoch: updates in one epoch, at least 1.
  init(_ settings: TrainingSettings, stepsPerEpoch: Int) {
    kind = settings.schedule
    base = settings.learningRate
    self.stepsPerEpoch = max(stepsPerEpoch, 1)
    stepCount = settings.epochs * self.stepsPerEpoch
    period = settings.scheduleEpochs
    factor = settings.scheduleFactor
    warmupSteps = settings.warmup * Double(self.stepsPerEpoch)
    finalShare = settings.finalLearningRateShare
  }

  /// - Parameters:
  ///   - step: of this run, from 0.
  ///   - plateauReductions: how often the plateau schedule has cut the rate so far.
  func rate(step: Int, plateauReductions: Int) -> Double {
    switch kind {
    case .constant:
      return base
    case .step:
      return base * pow(factor, Double(step / stepsPerEpoch / period))
    case .cosine:
      let position = Double(step)
      if position < warmupSteps { return base * min((position + 1) / warmupSteps, 1) }
      // The last step, not the one after it, has the final rate.
      let length = Double(stepCount - 1) - warmupSteps
      let progress = length > 0 ? min((position - warmupSteps) / length, 1) : 1
      return base * (finalShare + (1 - finalShare) * 0.5 * (1 + cos(.pi * progress)))
    case .plateau:
      return base * pow(factor, Double(plateauReductions))
    }
  }
}
