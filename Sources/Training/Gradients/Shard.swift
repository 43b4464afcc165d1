import Compute
import Recurrent

/// What the samples of one shard need on their way forward and back, planned once.
final class Shard: @unchecked Sendable {
  let gradients: FloatBuffer
  private let network: Network
  private let workspace: Workspace
  private let logits: FloatBuffer
  private let logitGradients: FloatBuffer
  /// Of its samples within the global batch.
  var positions = 0..<0
  private(set) var sums = CrossEntropy.Sums()

  /// - Parameter capacity: samples at most.
  init(network: Network, capacity: Int) throws {
    self.network = network
    workspace = try network.makeWorkspace(capacity: capacity, training: true)
    logits = try FloatBuffer(count: capacity * network.classCount)
    logitGradients = try FloatBuffer(count: capacity * network.classCount)
    gradients = try FloatBuffer(count: network.parameterCount)
  }

  /// Forward, loss, backward of the samples at `positions`: fills `gradients` and `sums`.
  func run(_ pass: GradientEngine.Pass) {
    let batch = pass.batch
    let weights = UnsafePointer(pass.weights.pointer)
    let first = positions.lowerBound - batch.positions.lowerBound
    let key = DropoutKey(
      seed: pass.seed, step: UInt64(pass.step), firstSample: UInt64(positions.lowerBound))
    network.forward(
      weights: weights, input: batch.input(first), count: positions.count,
      logits: logits.pointer, workspace: workspace, mode: .training(key))
    sums = pass.loss.evaluate(
      logits: logits.pointer, targets: batch.targets + first, count: positions.count,
      gradientScale: Float(1 / pass.divisor), gradients: logitGradients.pointer)
    network.backward(
      weights: weights, logitGradients: logitGradients.pointer, count: positions.count,
      share: Float(Double(positions.count) / pass.batchSize), gradients: gradients.pointer,
      inputGradients: nil, workspace: workspace)
  }
}
