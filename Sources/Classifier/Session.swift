import Compute
import Recurrent

/// What classifications on one thread need: inputs, workspace, logits, planned once.
final class Session {
  /// The pictures of a folder that go through the network together: as many as the step's product takes at a
  /// time for one reading of its kernel.
  private static let several = 4
  /// Floats (4 MiB) for one picture beyond which the memory for several costs more than the reading.
  private static let largestShared = 1 << 20

  /// Pictures that go through the network together, of `count` that are there.
  static func capacity(for count: Int, _ inference: InferenceNetwork) -> Int {
    count > 1 && inference.workspaceSize <= largestShared ? several : 1
  }

  let capacity: Int
  /// [capacity, height, width, channels]
  let input: FloatBuffer
  /// [capacity, classes]
  let logits: FloatBuffer
  /// Of the mirror images.
  let mirrored: FloatBuffer
  let workspace: Workspace
  /// The pictures that lie in `input`.
  var loaded: [(index: Int, score: Float?)] = []

  init(_ inference: InferenceNetwork, capacity: Int) throws {
    self.capacity = capacity
    let network = inference.network
    input = try FloatBuffer(count: capacity * network.input.size)
    logits = try FloatBuffer(count: capacity * network.classCount)
    mirrored = try FloatBuffer(count: capacity * network.classCount)
    workspace = try inference.makeWorkspace(capacity: capacity)
    loaded.reserveCapacity(capacity)
  }
}
