import Compute
import Recurrent
import Testing

@testable import Classifier

/// How many pictures share a session: some of a small network's, one of a large one's.
@Suite struct SessionTests {
  private func inference(_ side: Int) throws -> InferenceNetwork {
    let network = try Network(
      spec: Preset.rows.network, input: GridShape(height: side, width: side, channels: 3),
      classCount: 2)
    let weights = try FloatBuffer(count: network.parameterCount)
    return try InferenceNetwork(network, weights: weights)
  }

  @Test func largeNetworksTakeOnePictureAtATime() throws {
    let small = try inference(64)
    #expect(Session.capacity(for: 1, small) == 1)
    #expect(Session.capacity(for: 2, small) == 4)
    let large = try inference(2048)
    #expect(large.workspaceSize > 1 << 20)
    #expect(Session.capacity(for: 8, large) == 1)
  }

  @Test func idleSessionsBeyondThoseThatAreKeptAreGivenBack() throws {
    let network = try Network(
      spec: Preset.rows.network, input: GridShape(height: 8, width: 8, channels: 3), classCount: 2)
    let pool = SessionPool(network: network, keptCount: 2)
    let weights = try FloatBuffer(count: network.parameterCount)
    weak var innermost: Session?
    weak var outermost: Session?
    /// Has `depth` sessions in use at once.
    func nest(_ depth: Int, count: Int = 1) throws {
      guard depth > 0 else { return }
      try pool.withSession(weights, count: count) { session, _ in
        innermost = session
        try nest(depth - 1, count: count)
        outermost = session
      }
    }
    try nest(5)
    #expect(pool.idleCount == 2)
    // What was used last is kept.
    #expect(innermost == nil && outermost != nil)
    // Those for several pictures leave the others alone.
    try nest(5, count: 4)
    #expect(pool.idleCount == 4)
    try nest(2)
    #expect(pool.idleCount == 4)
  }

  @Test func sessionsOfEitherKindAreUsedAgain() throws {
    let network = try Network(
      spec: Preset.rows.network, input: GridShape(height: 8, width: 8, channels: 3), classCount: 2)
    let pool = SessionPool(network: network)
    let weights = try FloatBuffer(count: network.parameterCount)
    func session(for count: Int) throws -> ObjectIdentifier {
      try pool.withSession(weights, count: count) { session, _ in
        #expect(session.capacity >= min(count, 4))
        return ObjectIdentifier(session)
      }
    }
    let one = try session(for: 1)
    let several = try session(for: 4)
    #expect(one != several)
    #expect(try session(for: 1) == one && session(for: 9) == several)
  }
}
