import Compute
import Platform
import Recurrent

/// Sessions of one model, and the network as it classifies. Of sessions that nobody uses as many of either
/// capacity are kept as there are processors: more threads than these gain nothing by classifying at once, and after they did, their
/// memory is given back.
final class SessionPool: @unchecked Sendable {
  private let network: Network
  private let idle = Mutex<[Session]>([], survivesFork: true)
  /// Of the weights that were asked for last.
  private let prepared = Mutex<(source: FloatBuffer, inference: InferenceNetwork)?>(
    nil, survivesFork: true)

  /// Of idle sessions of either capacity.
  private let keptCount: Int

  /// - Parameter keptCount: idle sessions of either capacity that are kept; at least 1.
  init(network: Network, keptCount: Int = Thread.processorCount) {
    self.network = network
    self.keptCount = keptCount
  }

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
    defer { giveBack(session) }
    return try body(session, inference)
  }

  /// Keeps the session for the next call, and lets the one go that has been idle longest if there are too many.
  private func giveBack(_ session: Session) {
    let surplus = idle.withLock { idle in
      idle.append(session)
      func isAlike(_ other: Session) -> Bool { other.capacity == session.capacity }
      guard idle.count(where: isAlike) > keptCount, let oldest = idle.firstIndex(where: isAlike)
      else { return nil as Session? }
      return idle.remove(at: oldest)
    }
    // Its memory is given back without the lock.
    withExtendedLifetime(surplus) {}
  }

  /// For tests.
  var idleCount: Int { idle.withLock { $0.count } }

  private func inference(_ weights: FloatBuffer) throws -> InferenceNetwork {
    try prepared.withLock { prepared in
      if let prepared, prepared.source === weights { return prepared.inference }
      let made = try InferenceNetwork(network, weights: weights)
      prepared = (weights, made)
      return made
    }
  }
}
