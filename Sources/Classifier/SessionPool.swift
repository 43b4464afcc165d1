import Compute
import Platform
import Recurrent

/// What one classification at a time needs: input, workspace, logits, planned once.
final class Session {
  let input: FloatBuffer
  let logits: FloatBuffer
  let workspace: Workspace

  init(network: Network) throws {
    input = try FloatBuffer(
      count: network.input.height * network.input.width * network.input.channels)
    logits = try FloatBuffer(count: network.classCount)
    workspace = try network.makeWorkspace(capacity: 1, training: false)
  }
}

/// Sessions of one model: as many as threads ever classified at once, and no more.
final class SessionPool: @unchecked Sendable {
  private let network: Network
  private let idle = Mutex<[Session]>([])

  init(network: Network) { self.network = network }

  /// Lends a session for the call, an idle one if there is one.
  func withSession<Result>(_ body: (Session) throws -> Result) throws -> Result {
    let session = try idle.withLock { $0.popLast() } ?? Session(network: network)
    defer { idle.withLock { $0.append(session) } }
    return try body(session)
  }
}
