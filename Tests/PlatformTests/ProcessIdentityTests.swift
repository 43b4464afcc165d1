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
    #expect(!identity.hasEnded(seen: 0))
    kill(child, SIGKILL)
    // Until its parent has asked for it, it is still there, but no longer runs.
    var information = siginfo_t()
    waitid(P_PID, id_t(child), &information, Int32(WEXITED) | Int32(WNOWAIT))
    #expect(identity.hasEnded(seen: Clock.date))
    #expect(ProcessIdentity.running(child) == nil)
    waitpid(child, nil, 0)
    #expect(identity.hasEnded(seen: Clock.date))
  }

  @Test func aNumberUsedAgainIsAnotherProcess() throws {
    let own = ProcessIdentity.current.text
    #expect(ProcessIdentity(own) == .current)
    #expect(ProcessIdentity(own)?.hasEnded(seen: 0) == false)
    let earlier = try #require(ProcessIdentity(own.replacing(#/[0-9]+$/#, with: "1")))
    #expect(earlier.hasEnded(seen: Clock.date))
  }

  /// Unless it was seen since this boot: then it is of a machine that has the same name.
  @Test(.enabled(if: hasMachine)) func aProcessOfAnEarlierBootHasEnded() throws {
    let own = ProcessIdentity.current.text.split(separator: "/").map(String.init)
    let earlier = try #require(ProcessIdentity("\(own[0])/earlier/1/\(own[3])/\(own[4])"))
    #expect(earlier.hasEnded(seen: Clock.bootDate - 60))
    #expect(!earlier.hasEnded(seen: Clock.date))
    for place in ["another/earlier/1", "earlier/1", "\(own[0])/unknown/1"] {
      let other = try #require(ProcessIdentity("\(place)/\(own[3])/\(own[4])"))
      #expect(!other.hasEnded(seen: 0))
    }
  }

  /// Whether this machine has a name that stays after a reboot.
  private static let hasMachine = ProcessIdentity.current.text.split(separator: "/").count == 5

  @Test func nothingIsKnownOfOtherMachines() throws {
    let own = ProcessIdentity.current.text.split(separator: "/").map(String.init).suffix(4)
    let (boot, namespace, process) = (own[own.startIndex], own[own.startIndex + 1], getpid())
    for place in ["elsewhere/\(namespace)", "\(boot)/0", "machine/elsewhere/\(namespace)"] {
      let other = try #require(ProcessIdentity("\(place)/\(process)/1"))
      #expect(!other.hasEnded(seen: 0))
    }
  }

  @Test(arguments: ["", "a/b/c", "a/b/0/1", "a/b/1/x", "a/b/-4/1", "a/b/c/1/2/3", "m/a/b/0/1"])
  func refusesOtherTexts(text: String) { #expect(ProcessIdentity(text) == nil) }
}
