import Compute
import Glibc
import Testing

@testable import Training

@Suite struct CrossEntropyTests {
  private static let classes = 4
  private static let labels: [Int32] = [0, 3, 2, 1, 3]
  /// Plain ones, one mixed with another label, one with its own.
  private static let targets = [
    Target(label: 0), Target(label: 3, partner: 1, share: 0.7), Target(label: 2),
    Target(label: 1, partner: 1, share: 0.25), Target(label: 3, partner: 0, share: 0.4),
  ]

  private func logits() -> [Float] {
    var random = RandomStream(seed: 3, .test)
    return (0..<Self.labels.count * Self.classes).map { _ in random.uniform(-3, 3) }
  }

  private func run(
    _ loss: CrossEntropy, _ logits: [Float], labels: [Int32]
  ) -> (sums: CrossEntropy.Sums, gradients: [Float]) {
    run(loss, logits, labels.map { Target(label: $0) })
  }

  private func run(
    _ loss: CrossEntropy, _ logits: [Float], _ targets: [Target] = Self.targets
  ) -> (sums: CrossEntropy.Sums, gradients: [Float]) {
    var gradients = Array(repeating: Float.nan, count: logits.count)
    let sums = loss.evaluate(
      logits: logits, targets: targets, count: targets.count,
      gradientScale: 1 / Float(targets.count), gradients: &gradients)
    return (sums, gradients)
  }

  /// The definition, in double precision.
  private func expected(_ logits: [Float], smoothing: Double, weights: [Double]) -> Double {
    var sum = 0.0
    for (sample, target) in Self.targets.enumerated() {
      let row = logits[sample * Self.classes..<(sample + 1) * Self.classes].map(Double.init)
      let total = row.map { exp($0) }.reduce(0, +)
      // The loss of each of the two labels, in their shares.
      let share = Double(target.share)
      for (label, part) in [(Int(target.label), share), (Int(target.partner), 1 - share)] {
        for k in 0..<Self.classes {
          let wanted = (k == label ? 1 - smoothing : 0) + smoothing / Double(Self.classes)
          sum -= part * weights[label] * wanted * log(exp(row[k]) / total)
        }
      }
    }
    return sum
  }

  @Test(arguments: [(0.0, [1.0, 1, 1, 1]), (0.2, [1, 1, 1, 1]), (0.1, [0.5, 2, 0, 1.5])])
  func lossAndGradientAreTheDefinitions(smoothing: Double, weights: [Double]) {
    let loss = CrossEntropy(
      classCount: Self.classes, labelSmoothing: Float(smoothing),
      classWeights: weights.map { Float($0) })
    let logits = logits()
    let (sums, gradients) = run(loss, logits)
    let direct = expected(logits, smoothing: smoothing, weights: weights)
    #expect(abs(sums.loss - direct) < 1e-5)
    #expect(sums.count == Self.labels.count)
    for i in logits.indices {
      let delta: Float = 0.0625
      var up = logits
      up[i] += delta
      var down = logits
      down[i] -= delta
      let slope =
        (expected(up, smoothing: smoothing, weights: weights)
          - expected(down, smoothing: smoothing, weights: weights))
        / Double(2 * delta) / Double(Self.labels.count)
      #expect(abs(Double(gradients[i]) - slope) < 1e-4)
    }
  }

  @Test func largeLogitsStayFinite() {
    let loss = CrossEntropy(classCount: 2, labelSmoothing: 0, classWeights: [])
    let (sums, gradients) = run(loss, [1e6, -1e6], labels: [1])
    #expect(sums.loss == 2e6 && sums.correct == 0)
    #expect(gradients == [1, -1])
  }

  @Test func countsWhatIsRight() {
    let loss = CrossEntropy(classCount: 2, labelSmoothing: 0, classWeights: [])
    #expect(run(loss, [1, 2, 3, 1, 0, 5], labels: [1, 0, 0]).sums.correct == 2)
  }

  @Test func ofAMixedSampleTheLargerShareCounts() {
    let loss = CrossEntropy(classCount: 2, labelSmoothing: 0, classWeights: [])
    let row: [Float] = [0, 1]
    #expect(run(loss, row, [Target(label: 0, partner: 1, share: 0.4)]).sums.correct == 1)
    #expect(run(loss, row, [Target(label: 0, partner: 1, share: 0.6)]).sums.correct == 0)
  }

  @Test func aSampleLeftOutCountsForNothing() {
    let loss = CrossEntropy(classCount: 2, labelSmoothing: 0, classWeights: [])
    let (sums, gradients) = run(loss, [1, 2, 3, 1], labels: [-1, 0])
    let alone = run(loss, [3, 1], labels: [0]).sums
    #expect(sums == alone && gradients[0] == 0 && gradients[1] == 0)
  }

  @Test func balancedWeightsAreScikitLearns() throws {
    #expect(ClassWeights.balanced([10, 30, 20]) == [2, Float(60.0 / 90), 1])
    var settings = TrainingSettings()
    settings.classWeighting = .balanced
    #expect(try ClassWeights.weights(settings, counts: [1, 3]) == [2, Float(4.0 / 6)])
    #expect(throws: (any Error).self) { try ClassWeights.weights(settings, counts: nil) }
  }
}
