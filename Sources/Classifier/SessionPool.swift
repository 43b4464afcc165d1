import Compute
import Platform
import Recurrent

/// What one classification at a time needs: input, workspace, logits, planned once.
final class Session {
  let input: FloatBuffer
  let logits: FloatBuffer
  /// Of the mirror image.
  let mirrored: FloatBuffer
  let workspace: Workspace

  init(network: Network) throws {
    input = try FloatBuffer(
      count: network.input.height * network.input.width * network.input.channels)
    logits = try FloatBuffer(count: network.classCount)
    mirrored = try FloatBuffer(count: network.classCount)
    workspace = try network.makeWorkspace(capacity: 1, training: false)
  }
}

/// Sessions of one model: as many as threads ever classified at once, and no more; and the network that
/// classifies, which is the model's with all folded that can be (`Network.folded`).
final class SessionPool: @unchecked Sendable {
  private let network: Network
  private let idle = Mutex<[Session]>([])
  /// Of the weights that were asked for last.
  private let prepared = Mutex<Inference?>(nil)

  /// A network and its weights, prepared once for all calls that use the same published weights.
  struct Inference: Sendable {
    let network: Network
    let weights: FloatBuffer
    /// The model's weights, of which they were made.
    let source: FloatBuffer
  }

  init(network: Network) { self.network = network }

  /// Lends a session for the call, an idle one if there is one, and what to classify with.
  /// - Parameter weights: the model's.
  func withSession<Result>(
    _ weights: FloatBuffer, _ body: (Session, Inference) throws -> Result
  ) throws -> Result {
    let inference = try inference(weights)
    // Every folded network has the same layers, so that a session serves all of them.
    let session = try idle.withLock { $0.popLast() } ?? Session(network: inference.network)
    defer {
      idle.withLock { $0.append(session) }
      withExtendedLifetime(inference) {}
    }
    return try body(session, inference)
  }

  private func inference(_ weights: FloatBuffer) throws -> Inference {
    try prepared.withLock { prepared in
      if let prepared, prepared.source === weights { return prepared }
      let folded = try network.folded(weights)
      let made = Inference(network: folded.network, weights: folded.weights, source: weights)
      prepared = made
      return made
    }
  }
}
