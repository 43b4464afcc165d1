import Platform
import Testing

@Suite struct JSONTests {
  private struct Setting: Codable, Equatable {
    var rate = 0.5
    enum CodingKeys: String, CodingKey, CaseIterable { case rate }
    init(from decoder: any Decoder) throws {
      try decoder.rejectUnknownKeys(CodingKeys.self)
      rate = try decoder.container(keyedBy: CodingKeys.self).decode(Double.self, forKey: .rate)
    }
  }

  private func message(_ text: String) -> String {
    do {
      _ = try JSON.decode(Setting.self, from: text, what: "settings")
      return "no error"
    } catch {
      return (error as? ScanlineError)?.message ?? "\(error)"
    }
  }

  @Test func errorsNameTheKey() {
    #expect(message(#"{"rate": 1}"#) == "no error")
    #expect(message(#"{"rate": 1, "rat": 2}"#).contains(#"unknown key "rat""#))
    #expect(message(#"{"rate": "x"}"#).contains(#""rate""#))
    #expect(message("{}").contains(#""rate" is missing"#))
    #expect(message("{").hasPrefix("settings: "))
  }

  @Test func equalValuesGiveEqualBytes() throws {
    let value = JSONValue.object([
      "b": .array([.integer(1), .number(0.1), .null]), "a": .bool(true), "c": .string("/é\n"),
    ])
    let text = try JSON.encode(value)
    #expect(text == #"{"a":true,"b":[1,0.1,null],"c":"/é\n"}"#)
    #expect(try JSON.decode(JSONValue.self, from: text, what: "text") == value)
  }
}
