import Imaging
import Platform
import Testing

@Suite struct InputSpecTests {
  @Test func refusesWhatMakesNoSense() {
    func message(_ change: (inout InputSpec) -> Void) -> String {
      var spec = InputSpec()
      change(&spec)
      let error = failure { try spec.validate() }
      return error?.kind == .invalidArgument ? error?.message ?? "" : ""
    }
    #expect(failure { try InputSpec().validate() } == nil)
    #expect(failure { try InputSpec(channels: 1).validate() } == nil)
    #expect(message { $0.width = 0 }.contains("width 0"))
    #expect(message { $0.height = 4097 }.contains("height 4097"))
    #expect(message { $0.channels = 2 }.contains("channels 2"))
    #expect(message { $0.mean = [0.5] }.contains("mean has 1"))
    #expect(message { $0.deviation[1] = 0 }.contains("deviation 0"))
    #expect(message { $0.deviation[1] = .nan }.contains("deviation nan"))
    #expect(message { $0.mean[2] = .infinity }.contains("mean inf"))
  }

  @Test func travelsAsJSON() throws {
    let spec = InputSpec(
      width: 32, height: 48, channels: 1, fit: .pad, mean: [0.25], deviation: [0.5])
    let text = try JSON.encode(spec)
    #expect(
      text
        == #"{"channels":1,"deviation":[0.5],"fit":"pad","height":48,"mean":[0.25],"width":32}"#)
    #expect(
      try JSON.decode(InputSpec.self, from: text, what: "spec", kind: .invalidArgument) == spec)
    let sparse = try JSON.decode(
      InputSpec.self, from: #"{"channels":1}"#, what: "spec", kind: .invalidArgument)
    #expect(sparse == InputSpec(channels: 1))
  }
}
