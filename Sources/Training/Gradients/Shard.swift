import Compute
import Recurrent

/// What the samples of one shard need on their way forward and back, planned once.
final class Shard: @unchecked Sendable {
  let gradients: FloatBuffer
  private let network: Network
  private let workspace: Workspace
  private let logits: FloatBuffer
  private let logitGradients: FloatBuffer
  private(set) var sums = CrossEntropy.Sums()

  /// - Parameter capacity: samples at most.
  init(network: Network, capacity: Int) throws {
    self.network = network
    workspace = try network.makeWorkspace(capacity: capacity, training: true)
    logits = try FloatBuffer(count: capacity * network.classCount)
    logitGradients = try FloatBuffer(count: capacity * network.classCount)
    gradients = try FloatBuffer(count: network.parameterCount)
  }

  /// Forward, loss, backward: fills `gradients` and `sums`.
  /// - Parameters:
  ///   - positions: of the shard's samples within the global batch.
  ///   - divisor: samples of the batch, of which the loss is the mean.
  ///   - batchSize: samples of the batch, of which running statistics are the mean.
  func run(
    weights: UnsafePointer<Float>, batch: Batch, positions: Range<Int>, loss: CrossEntropy,
    divisor: Double, batchSize: Double, seed: UInt64, step: Int
  ) {
    let first = positions.lowerBound - batch.positions.lowerBound
    let key = DropoutKey(
      seed: seed, step: UInt64(step), firstSample: UInt64(positions.lowerBound))
    network.forward(
      weights: weights, input: batch.input(first), count: positions.count,
      logits: logits.pointer, workspace: workspace, mode: .training(key))
    sums = loss.evaluate(
      logits: logits.pointer, targets: batch.targets + first, count: positions.count,
      gradientScale: Float(1 / divisor), gradients: logitGradients.pointer)
    network.backward(
      weights: weights, logitGradients: logitGradients.pointer, count: positions.count,
      share: Float(Double(positions.count) / batchSize), gradients: gradients.pointer,
      inputGradients: nil, workspace: workspace)
  }
}
