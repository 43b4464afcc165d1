import Glibc
import Testing

@testable import Platform

@Suite struct ProcessIdentityTests {
  @Test func anEndedProcessIsKnown() throws {
    var child = pid_t()
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
    defer { arguments.forEach { free($0) } }
    try #require(posix_spawnp(&child, "sleep", nil, nil, &arguments, nil) == 0)
    let identity = try #require(ProcessIdentity.running(child))
    #expect(!identity.hasEnded)
    kill(child, SIGKILL)
    // Until its parent has asked for it, it is still there, but no longer runs.
    var information = siginfo_t()
    waitid(P_PID, id_t(child), &information, Int32(WEXITED) | Int32(WNOWAIT))
    #expect(identity.hasEnded)
    #expect(ProcessIdentity.running(child) == nil)
    waitpid(child, nil, 0)
    #expect(identity.hasEnded)
  }

  @Test func aNumberUsedAgainIsAnotherProcess() throws {
    let own = ProcessIdentity.current.text
    #expect(ProcessIdentity(own) == .current)
    #expect(ProcessIdentity(own)?.hasEnded == false)
    let parts = own.split(separator: "/").map(String.init)
    let earlier = try #require(ProcessIdentity("\(parts[0])/\(parts[1])/\(parts[2])/1"))
    #expect(earlier.hasEnded)
  }

  @Test func nothingIsKnownOfOtherMachines() throws {
    let own = ProcessIdentity.current.text.split(separator: "/").map(String.init)
    for place in ["elsewhere/\(own[1])", "\(own[0])/0"] {
      #expect(try #require(ProcessIdentity("\(place)/\(own[2])/1")).hasEnded == false)
    }
  }

  @Test(arguments: ["", "a/b/c", "a/b/0/1", "a/b/1/x", "a/b/-4/1", "a/b/1/2/3"])
  func refusesOtherTexts(text: String) { #expect(ProcessIdentity(text) == nil) }
}
