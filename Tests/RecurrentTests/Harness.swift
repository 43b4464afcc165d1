import Compute

@testable import Recurrent

/// A network with weights, driven through its passes with arrays.
struct Harness {
  let network: Network
  var weights: [Float]

  init(_ layers: [LayerSpec], input: GridShape, classes: Int, seed: UInt64 = 7) throws {
    try self.init(NetworkSpec(layers: layers), input: input, classes: classes, seed: seed)
  }

  /// Weights of the usual size, biases as well.
  init(_ spec: NetworkSpec, input: GridShape, classes: Int, seed: UInt64 = 7) throws {
    network = try Network(spec: spec, input: input, classCount: classes)
    weights = Harness.normals(network.parameterCount, scale: 0.4, seed: seed)
  }

  init(network: Network, weights: [Float]) {
    self.network = network
    self.weights = weights
  }

  static func normals(_ count: Int, scale: Double, seed: UInt64) -> [Float] {
    var random = RandomStream(seed: seed, .test)
    return (0..<count).map { _ in Float(random.normal() * scale) }
  }

  var inputSize: Int { TensorShape.grid(network.input).size }

  /// As classification computes them.
  func logits(_ input: [Float]) throws -> [Float] {
    let count = input.count / inputSize
    let buffer = try FloatBuffer(count: weights.count)
    buffer.pointer.update(from: weights, count: weights.count)
    let inference = try InferenceNetwork(network, weights: buffer)
    let workspace = try inference.makeWorkspace(capacity: count)
    // What was there before must not matter.
    for index in 0..<workspace.buffer.count { workspace.buffer.pointer[index] = .nan }
    var logits = [Float](repeating: .nan, count: count * network.classCount)
    inference.forward(input, count: count, logits: &logits, workspace: workspace)
    return logits
  }

  /// As training computes them.
  func logits(_ input: [Float], mode: Mode) throws -> [Float] {
    let count = input.count / inputSize
    let workspace = try network.makeWorkspace(capacity: count, training: true)
    var logits = [Float](repeating: .nan, count: count * network.classCount)
    network.forward(
      weights: weights, input: input, count: count, logits: &logits, workspace: workspace,
      mode: mode)
    return logits
  }

  struct Gradients {
    var logits: [Float]
    var weights: [Float]
    var input: [Float]
  }

  func gradients(
    _ input: [Float], logitGradients: [Float], mode: Mode = .inference, capacity: Int? = nil
  ) throws -> Gradients {
    let count = input.count / inputSize
    let workspace = try network.makeWorkspace(capacity: capacity ?? count, training: true)
    // What was there before must not matter.
    for index in 0..<workspace.buffer.count { workspace.buffer.pointer[index] = .nan }
    var result = Gradients(
      logits: [Float](repeating: .nan, count: count * network.classCount),
      weights: [Float](repeating: .nan, count: network.parameterCount),
      input: [Float](repeating: .nan, count: input.count))
    network.forward(
      weights: weights, input: input, count: count, logits: &result.logits, workspace: workspace,
      mode: mode)
    network.backward(
      weights: weights, logitGradients: logitGradients, count: count, gradients: &result.weights,
      inputGradients: &result.input, workspace: workspace)
    return result
  }
}

/// The largest difference, relative to the largest value expected.
func relativeError(_ found: some Collection<Float>, _ expected: some Collection<Float>) -> Float {
  guard found.count == expected.count else { return .infinity }
  let scale = expected.map(abs).max() ?? 0
  var worst: Float = 0
  for (a, b) in zip(found, expected) {
    let difference = abs(a - b)
    guard difference.isFinite else { return .infinity }
    worst = max(worst, difference)
  }
  return worst / max(scale, 1e-6)
}
