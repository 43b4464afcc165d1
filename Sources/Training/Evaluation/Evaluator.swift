import Classifier
import Compute
import Glibc
import Platform
import Recurrent

/// Runs a network over labelled pictures on all threads of a pool, in fixed pieces, so that the figures do
/// not depend on the number of threads.
final class Evaluator {
  private let model: Model
  private let pool: ThreadPool
  private let lanes: [Lane]
  /// What is being evaluated.
  private var wave: Wave?
  private let ahead = ReadAhead()
  private lazy var work = ParallelWork { [unowned self] in runPiece($0) }

  /// Samples that go through the network together.
  private static let pieceSize = 32

  /// Samples that go through the network between two looks at the results.
  private struct Wave {
    let samples: ArraySlice<Int32>
    /// Samples of all waves, of which these are some.
    let all: [Int32]
    let inference: InferenceNetwork
    let source: PictureSource
    let known: KnownPictures?
  }

  /// What one piece needs, planned once.
  private final class Lane: @unchecked Sendable {
    let input: FloatBuffer
    let logits: FloatBuffer
    /// Of the mirror images; nil when they are not asked for.
    let mirrored: FloatBuffer?
    let workspace: Workspace
    var isUsable = [Bool](repeating: true, count: Evaluator.pieceSize)
    var unknownScores = [Float](repeating: 0, count: Evaluator.pieceSize)
    /// A row of logits at the model's temperature.
    var scaled: [Float]

    init(_ model: Model, _ inference: InferenceNetwork) throws {
      let network = inference.network
      scaled = Array(repeating: 0, count: network.classCount)
      input = try FloatBuffer(count: Evaluator.pieceSize * network.input.size)
      logits = try FloatBuffer(count: Evaluator.pieceSize * network.classCount)
      mirrored =
        model.inference.flipAverage
        ? try FloatBuffer(count: Evaluator.pieceSize * network.classCount) : nil
      workspace = try inference.makeWorkspace(capacity: Evaluator.pieceSize)
    }
  }

  /// - Parameter model: gives the network, and whether mirror images are averaged with.
  init(model: Model, pool: ThreadPool) throws {
    self.model = model
    self.pool = pool
    // Some pieces to spare for each thread, so that none waits long for the last.
    let count = pool.threadCount == 1 ? 1 : 2 * pool.threadCount
    // Its workspaces serve all weights.
    let inference = try InferenceNetwork(model.network, weights: model.weights)
    lanes = try (0..<count).map { _ in try Lane(model, inference) }
  }

  /// - Parameters:
  ///   - samples: indices into the data set.
  ///   - answering: the model's temperature and known pictures; by default those of a model without.
  ///   - onSample: handed the logits of each, in their order, on this thread.
  func run(
    weights: FloatBuffer, _ dataset: Dataset, _ source: PictureSource, samples: [Int32],
    answering settings: InferenceSettings = InferenceSettings(), cancellation: Cancellation?,
    onProgress: ((_ done: Int, _ total: Int) -> Bool)? = nil,
    onSample: ((_ sample: Int, _ logits: UnsafePointer<Float>) -> Void)? = nil
  ) throws -> Evaluation {
    let network = model.network
    let inference = try InferenceNetwork(network, weights: weights)
    var confusion = Confusion(classCount: network.classCount)
    var predictions: [Prediction] = []
    predictions.reserveCapacity(samples.count)
    var (loss, uncalibratedLoss) = (0.0, 0.0)
    ahead.restart()
    var first = 0
    while first < samples.count {
      try cancellation?.check()
      let part = samples[first..<min(first + lanes.count * Self.pieceSize, samples.count)]
      wave = Wave(
        samples: part, all: samples, inference: inference, source: source, known: settings.known)
      defer { wave = nil }
      pool.run(work, count: (part.count + Self.pieceSize - 1) / Self.pieceSize)
      for (offset, sample) in part.enumerated() {
        let lane = lanes[offset / Self.pieceSize]
        let slot = offset % Self.pieceSize
        guard lane.isUsable[slot] else { continue }
        let row = lane.logits.pointer + slot * network.classCount
        let prediction = predict(
          lane, slot, sample: Int(sample), label: dataset.label(of: Int(sample)), settings)
        confusion.add(truth: prediction.label, prediction: prediction.predicted)
        loss += prediction.loss
        uncalibratedLoss += CrossEntropy.loss(row, network.classCount, label: prediction.label)
        predictions.append(prediction)
        onSample?(Int(sample), row)
      }
      first += part.count
      if let onProgress, !onProgress(first, samples.count) {
        throw ScanlineError(.cancelled, "stopped after \(first) of \(samples.count) pictures")
      }
    }
    guard !predictions.isEmpty else {
      throw ScanlineError(.noData, "\(dataset.source): no picture to evaluate in this part")
    }
    return Evaluation(
      loss: loss / Double(predictions.count),
      uncalibratedLoss: uncalibratedLoss / Double(predictions.count), confusion: confusion,
      predictions: predictions,
      failures: source.failures)
  }

  private func runPiece(_ piece: Int) {
    guard let wave else { return }
    let lane = lanes[piece]
    let sampleSize = model.spec.input.floatCount
    let start = wave.samples.startIndex + piece * Self.pieceSize
    let samples = wave.samples[start..<min(start + Self.pieceSize, wave.samples.endIndex)]
    for (slot, sample) in samples.enumerated() {
      let input = lane.input.pointer + slot * sampleSize
      ahead.advance(to: start + slot, of: wave.all.count) {
        wave.source.fetchExact(Int(wave.all[$0]))
      }
      lane.isUsable[slot] = wave.source.loadExact(Int(sample), ahead: ahead, into: input)
      if let known = wave.known {
        lane.unknownScores[slot] = known.score(of: input, model.spec.input)
      }
    }
    model.forward(
      wave.inference, inputs: lane.input.pointer, count: samples.count,
      logits: lane.logits.pointer, mirrored: lane.mirrored?.pointer, workspace: lane.workspace)
  }

  private func predict(
    _ lane: Lane, _ slot: Int, sample: Int, label: Int, _ settings: InferenceSettings
  ) -> Prediction {
    let classCount = model.network.classCount
    let row = lane.logits.pointer + slot * classCount
    for index in 0..<classCount { lane.scaled[index] = row[index] / settings.temperature }
    let best = CrossEntropy.largest(row, classCount)
    let loss = CrossEntropy.loss(lane.scaled, classCount, label: label)
    let score = settings.known == nil ? nil : lane.unknownScores[slot]
    return Prediction(
      sample: sample, label: label, predicted: best,
      probability: Float(exp(-CrossEntropy.loss(lane.scaled, classCount, label: best))),
      truthProbability: Float(exp(-loss)),
      uncalibratedProbability: Float(exp(-CrossEntropy.loss(row, classCount, label: best))),
      loss: loss, unknownScore: score,
      isUnknown: settings.known.map { (score ?? 0) > $0.threshold } ?? false)
  }
}
