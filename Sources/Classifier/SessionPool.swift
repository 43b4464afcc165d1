import Compute
import Platform
import Recurrent

/// Sessions of one model, of either capacity as many as threads ever used at once, and no more; and the network
/// as it classifies.
final class SessionPool: @unchecked Sendable {
  private let network: Network
  private let idle = Mutex<[Session]>([], survivesFork: true)
  /// Of the weights that were asked for last.
  private let prepared = Mutex<(source: FloatBuffer, inference: InferenceNetwork)?>(
    nil, survivesFork: true)

  init(network: Network) { self.network = network }

  /// Lends a session for the call, an idle one if there is one, and what to classify with: prepared once for
  /// all calls with the same published weights.
  /// - Parameters:
  ///   - weights: the model's.
  ///   - count: the pictures that are to be classified; the session takes one or some of them at a time.
  func withSession<Result>(
    _ weights: FloatBuffer, count: Int = 1,
    _ body: (Session, InferenceNetwork) throws -> Result
  ) throws -> Result {
    let inference = try inference(weights)
    let capacity = Session.capacity(for: count, inference)
    let found = idle.withLock { idle in
      idle.lastIndex { $0.capacity == capacity }.map { idle.remove(at: $0) }
    }
    // It serves the networks of all weights.
    let session = try found ?? Session(inference, capacity: capacity)
    defer { idle.withLock { $0.append(session) } }
    return try body(session, inference)
  }

  private func inference(_ weights: FloatBuffer) throws -> InferenceNetwork {
    try prepared.withLock { prepared in
      if let prepared, prepared.source === weights { return prepared.inference }
      let made = try InferenceNetwork(network, weights: weights)
      prepared = (weights, made)
      return made
    }
  }
}
