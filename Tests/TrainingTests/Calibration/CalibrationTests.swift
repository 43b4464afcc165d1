import Classifier
import Compute
import Glibc
import Imaging
import Platform
import Testing

@testable import Training

/// Calibration as a part of training, and afterwards.
@Suite struct CalibrationTests {
  private func settings(known: Double = 0) -> TrainingSettings {
    var settings = Workbench.settings
    settings.knownShare = known
    return settings
  }

  @Test func aFinishedRunIsCalibrated() throws {
    let bench = try Workbench(count: 24)
    let model = try Workbench.model()
    let trainer = try Trainer(model: model, settings: settings())
    let result = try trainer.fit(bench.dataset)
    let found = try #require(result.calibration)
    #expect(model.inference.temperature == found.temperature && found.temperature != 1)
    #expect(found.known == nil && model.inference.known == nil)
    #expect(found.loss <= found.uncalibratedLoss)
    // The last epoch's own figures are without a temperature.
    #expect(result.validationLoss.map { abs($0 - found.uncalibratedLoss) < 1e-6 } == true)
    let evaluation = try Evaluation.run(model, bench.dataset, split: .validation, threads: 1)
    #expect(abs(evaluation.loss - found.loss) < 1e-6)
    #expect(abs(evaluation.uncalibratedLoss - found.uncalibratedLoss) < 1e-6)
    #expect(abs(evaluation.calibrationError - found.error) < 1e-5)
    #expect(abs(evaluation.uncalibratedError - found.uncalibratedError) < 1e-5)
    guard case .object(let summary) = model.summary,
      case .object(let part)? = summary["calibration"]
    else {
      Issue.record("the summary does not tell")
      return
    }
    #expect(part["error"] == .number(found.error))
    // Other weights forget the temperature.
    try Pictures.pixels(kind: 0, number: 0).withUnsafeBufferPointer { buffer in
      let base = try #require(buffer.baseAddress)
      let picture = try PixelView(
        base: base, width: Pictures.side, height: Pictures.side, format: .rgb)
      _ = try trainer.step(pixels: [picture], labels: [0])
    }
    try trainer.publish()
    #expect(model.inference.temperature == 1)
  }

  /// The temperature is that of the weights that are kept, not of the last ones.
  @Test func theBestEpochsWeightsAreCalibrated() throws {
    let bench = try Workbench(count: 24)
    var chosen = settings()
    chosen.epochs = 12
    chosen.monitor = .validationAccuracy
    let trainer = try Trainer(model: Workbench.model(), settings: chosen)
    let result = try trainer.fit(bench.dataset)
    let found = try #require(result.calibration)
    let losses = try trainer.epochs().map { $0.validationLoss ?? 0 }
    // The first of those that find all.
    #expect(result.bestEpoch < 12 && losses[result.bestEpoch - 1] != losses[11])
    #expect(abs(found.uncalibratedLoss - losses[result.bestEpoch - 1]) < 1e-6)
  }

  /// Three answers that are right and nearly certain: the smoothed labels ask for more doubt, which would only cost.
  @Test func aTemperatureThatMakesTheLossWorseIsNotTaken() throws {
    let bench = try Workbench(count: 24, validationShare: 0.05)
    let model = try Workbench.model()
    var off = settings()
    (off.calibrate, off.epochs) = (false, 20)
    _ = try Trainer(model: model, settings: off).fit(bench.dataset)
    let weights = try FloatBuffer(copying: model.weights)
    for parameter in model.network.parameters where parameter.isOfHead {
      for index in parameter.range { weights.pointer[index] *= 5 }
    }
    try model.publish(weights, summary: .null, temperature: 1, known: nil)
    let plain = try Evaluation.run(model, bench.dataset, split: .validation, threads: 1)
    try #require(plain.accuracy == 1 && plain.loss < 0.05 && plain.sampleCount == 3)
    let found = try Calibration.run(
      model, bench.dataset, .init(temperature: true, knownShare: nil))
    #expect(found.temperature == 1 && found.loss == found.uncalibratedLoss)
  }

  /// The kind of pictures is that of the training part, the threshold the held-out part's.
  @Test func knownPicturesAreThoseOfTheTrainingPart() throws {
    let bench = try Workbench(count: 24)
    let model = try Workbench.model()
    let source = PictureSource(
      PictureCache(bench.dataset, input: model.spec.input, room: .none), augmentation: .init(),
      seed: 0)
    func statistics(_ split: DatasetSplit) throws -> [[Double]] {
      let input = try FloatBuffer(count: model.spec.input.floatCount)
      return bench.dataset.samples(in: split).map { sample in
        #expect(source.loadExact(Int(sample), into: input.pointer))
        return KnownPictures.statistics(of: input.pointer, model.spec.input)
      }
    }
    let expected = try KnownPictures(
      statistics: statistics(.training), heldOut: statistics(.validation), share: 0.8)
    let found = try Calibration.run(
      model, bench.dataset, .init(temperature: false, knownShare: 0.8))
    #expect(found.known == expected && model.inference.known == expected)
  }

  @Test func noneIsFittedWhenItIsNotAskedForOrNotPossible() throws {
    let bench = try Workbench()
    let model = try Workbench.model()
    var off = settings()
    off.calibrate = false
    #expect(try Trainer(model: model, settings: off).fit(bench.dataset).calibration == nil)
    #expect(model.inference.temperature == 1)
    let whole = try Workbench(validationShare: 0)
    #expect(
      try Trainer(model: model, settings: settings()).fit(whole.dataset).calibration == nil)
    let part = try Trainer(model: model, settings: settings()).fit(bench.dataset, lastEpoch: 2)
    #expect(part.calibration == nil, "the run is not over")
  }

  @Test func threadsAndInterruptionsDoNotChangeIt() throws {
    let bench = try Workbench()
    func run(threads: Int, stops: Bool) throws -> [UInt8] {
      let model = try Workbench.model()
      var chosen = settings(known: 0.9)
      chosen.threads = threads
      let trainer = try Trainer(model: model, settings: chosen)
      if stops { _ = try trainer.fit(bench.dataset, lastEpoch: 3) }
      _ = try trainer.fit(bench.dataset)
      return try ModelFile.encode(model).withBytes { Array($0) }
    }
    let plain = try run(threads: 1, stops: false)
    #expect(try run(threads: 3, stops: false) == plain)
    #expect(try run(threads: 1, stops: true) == plain)
  }

  @Test func picturesOfAnotherKindAreUnknown() throws {
    let bench = try Workbench(count: 24)
    let model = try Workbench.model()
    _ = try Trainer(model: model, settings: settings(known: 0.9)).fit(bench.dataset)
    let known = try #require(model.inference.known)
    #expect(known.share == 0.9)
    let evaluation = try Evaluation.run(model, bench.dataset, split: .validation, threads: 1)
    let answered = evaluation.sampleCount - evaluation.unknownCount
    #expect(Double(answered) >= 0.9 * Double(evaluation.sampleCount))
    var random = RandomStream(seed: 1, .test)
    let noise = (0..<16 * 16 * 3).map { _ in UInt8(truncatingIfNeeded: random.next32()) }
    let flat = [UInt8](repeating: 128, count: 16 * 16 * 3)
    for pixels in [noise, flat] {
      let answer = try pixels.withUnsafeBufferPointer { buffer in
        let base = try #require(buffer.baseAddress)
        var row = [Float](repeating: 0, count: 3)
        return try model.classify(
          PixelView(base: base, width: 16, height: 16, format: .rgb), into: &row)
      }
      #expect(answer.isUnknown && (answer.unknownScore ?? 0) > known.threshold)
    }
  }

  @Test func evaluationsCountTheUnknown() throws {
    let bench = try Workbench(count: 24)
    let model = try Workbench.model()
    let found = try Calibration.run(
      model, bench.dataset, .init(temperature: false, knownShare: 0.5))
    let threshold = try #require(found.known?.threshold)
    let evaluation = try Evaluation.run(model, bench.dataset, split: .validation, threads: 1)
    let beyond = evaluation.predictions.count { $0.unknownScore ?? 0 > threshold }
    #expect(evaluation.unknownCount == beyond && beyond == evaluation.sampleCount / 2)
    for each in evaluation.predictions {
      #expect(each.isUnknown == (each.unknownScore ?? 0 > threshold))
      #expect(abs(Double(each.truthProbability) - exp(-each.loss)) < 1e-6)
    }
  }

  @Test func aTrainedModelIsCalibratedAfterwards() throws {
    let bench = try Workbench(count: 24)
    let (inTraining, afterwards) = (try Workbench.model(), try Workbench.model())
    _ = try Trainer(model: inTraining, settings: settings(known: 0.95)).fit(bench.dataset)
    var off = settings()
    off.calibrate = false
    _ = try Trainer(model: afterwards, settings: off).fit(bench.dataset)
    _ = try Calibration.run(
      afterwards, bench.dataset, .init(temperature: true, knownShare: 0.95), threads: 2)
    #expect(afterwards.inference == inTraining.inference)
    func figures(_ model: Model) -> JSONValue? {
      guard case .object(let summary) = model.summary else { return nil }
      return summary["calibration"]
    }
    #expect(figures(afterwards) != nil && figures(afterwards) == figures(inTraining))
    let empty = try Workbench(count: 4, validationShare: 0)
    let error = scanlineError {
      _ = try Calibration.run(
        afterwards, empty.dataset, .init(temperature: true, knownShare: nil))
    }
    #expect(error?.kind == .noData)
  }

  @Test func labelsAreMatchedByName() throws {
    let bench = try Workbench(count: 24)
    let model = try Workbench.model(seed: 3)
    let swapped = try model.adapted(to: ["half", "down", "across"])
    let choice = Calibration.Choice(temperature: true, knownShare: nil)
    let expected = try Calibration.run(model, bench.dataset, choice).temperature
    #expect(expected != 1)
    #expect(try abs(Calibration.run(swapped, bench.dataset, choice).temperature - expected) < 1e-4)
  }

  @Test func theWorstMistakesComeFirst() throws {
    let bench = try Workbench()
    let model = try Workbench.model(seed: 3)
    let evaluation = try Evaluation.run(model, bench.dataset, split: .all, threads: 1)
    let mistakes = evaluation.mistakes
    #expect(!mistakes.isEmpty && mistakes.allSatisfy { $0.label != $0.predicted })
    #expect(mistakes.count == evaluation.predictions.filter { $0.label != $0.predicted }.count)
    #expect(zip(mistakes, mistakes.dropFirst()).allSatisfy { $0.loss >= $1.loss })
  }
}
