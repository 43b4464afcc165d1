import Compute
import Platform

/// A recurrent classifier of grids: layers and the dense head from the last of them to the classes. It is
/// immutable and holds no weights, so that any number of threads may share it.
package final class Network: Sendable {
  /// With every default made explicit.
  package let spec: NetworkSpec
  /// The shape of a sample.
  package let input: GridShape
  package let classCount: Int
  /// Floats of the weights, statistics included.
  package let parameterCount: Int
  /// All parameters, in the order of the layers, the head's last: "layers.1.kernel", "head.bias".
  package let parameters: [ParameterDescription]
  /// The layers, the head last.
  let layers: LayerStack
  let trainingPlan: NetworkPlan
  let inferencePlan: NetworkPlan

  /// Throws `invalidArgument` or `limitExceeded` naming the layer, the key, the value and the limit.
  package convenience init(spec: NetworkSpec, input: GridShape, classCount: Int) throws {
    let spec = spec.resolved
    try NetworkLimits.check(classCount, NetworkLimits.classes, "the number of classes")
    self.init(
      spec, try NetworkBuilder.build(spec, input: input, classCount: classCount), input, classCount)
    _ = try NetworkLimits.product(
      trainingPlan.size, limit: NetworkLimits.workspace, "floats of memory for one sample")
  }

  /// A network of layers that are known to be good.
  init(_ spec: NetworkSpec, _ layers: LayerStack, _ input: GridShape, _ classCount: Int) {
    self.spec = spec
    self.input = input
    self.classCount = classCount
    self.layers = layers
    parameters = layers.parameters.items
    parameterCount = layers.parameters.count
    trainingPlan = NetworkPlan(layers: layers, input: input, training: true)
    inferencePlan = NetworkPlan(layers: layers, input: input, training: false)
  }

  /// The parameters that gradients move: `parameterCount` without the running statistics.
  package var trainableCount: Int {
    parameters.reduce(0) { $0 + ($1.kind.isTrainable ? $1.count : 0) }
  }

  /// Products of a weight and a value that classifying one sample takes.
  package var multiplyAdds: Int { layers.multiplyAdds }

  /// The samples that go through the network together while training: more if batch statistics are taken
  /// from them, which are the better the more samples they see.
  package var shardSize: Int { layers.mixesSamples ? 16 : 8 }

  /// Fills `weights` [parameterCount] with each parameter's start. The same seed gives the same bits.
  ///
  /// Throws `noMemory`: orthogonal matrices are made of products.
  package func initialise(_ weights: UnsafeMutablePointer<Float>, seed: UInt64) throws {
    try BLAS.prepare()
    for (index, parameter) in parameters.enumerated() {
      var random = RandomStream(seed: seed, .initialisation, UInt64(index))
      parameter.initialiser.fill(
        weights + parameter.offset, count: parameter.count, random: &random)
    }
  }

  /// Memory for calls with up to `capacity` samples; `training` if `backward` is to be called as well.
  ///
  /// Throws `limitExceeded` if it would be above `NetworkLimits.workspace`, and `noMemory`.
  package func makeWorkspace(capacity: Int, training: Bool) throws -> Workspace {
    try NetworkLimits.check(capacity, NetworkLimits.capacity, "the number of samples in a call")
    let plan = training ? trainingPlan : inferencePlan
    let floats = try NetworkLimits.product(
      capacity, plan.size, limit: NetworkLimits.workspace,
      "samples x floats of memory for each")
    // Inference has products of its own.
    if training { try BLAS.prepare() }
    return try Workspace(capacity: capacity, training: training, floats: floats)
  }
}
