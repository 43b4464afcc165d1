import Testing

@testable import Platform

@Suite struct CancellationTests {
  @Test func followsItsLeader() {
    let leader = Cancellation()
    let follower = Cancellation(following: leader)
    #expect(!follower.isRaised)
    leader.raise()
    #expect(follower.isRaised)
    follower.clear()
    #expect(follower.isRaised, "a leader's flag is the leader's to take down")
    leader.clear()
    follower.raise()
    #expect(follower.isRaised)
    #expect(!leader.isRaised)
    let late = Cancellation()
    late.follow(follower)
    #expect(late.isRaised)
    late.follow(nil)
    #expect(!late.isRaised)
  }

  @Test func isRaisedFromItsDeadlineOn() {
    #expect(!Cancellation(deadline: Clock.seconds + 1000).isRaised)
    let over = Cancellation(deadline: Clock.seconds)
    #expect(over.isRaised)
    #expect(throws: ScanlineError.self) { try Cancellation(following: over).check() }
  }
}
