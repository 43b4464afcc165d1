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

  private struct Counts: Codable {
    var inner: Inner
    struct Inner: Codable {
      var epochs: Int
      var seeds: [UInt64]
    }
  }

  @Test(arguments: [
    (#"{"inner": {"epochs": 2.5, "seeds": [0]}}"#, #""inner.epochs" is 2.5"#),
    (#"{"inner": {"epochs": 2, "seeds": [0, -1]}}"#, #""inner.seeds.1" is -1"#),
    (#"{"inner": {"epochs": 1e30, "seeds": []}}"#, #""inner.epochs" is 1e+30"#),
    // The first number fits: it is the text that does not.
    (#"{"inner": {"epochs": 1, "seeds": [0, "x"]}}"#, #""inner.seeds.[1]" is not a whole number"#),
  ])
  func numbersThatDoNotFitAreNamed(text: String, expected: String) {
    do {
      _ = try JSON.decode(Counts.self, from: text, what: "counts")
      Issue.record("\(text) was taken")
    } catch {
      #expect((error as? ScanlineError)?.message.contains(expected) == true, "\(error)")
    }
  }

  @Test func deepNestingIsRefusedBeforeAStackIsUsedUp() {
    func message(_ text: String) -> String {
      do {
        _ = try JSON.decode(JSONValue.self, from: text, what: "text")
        return "no error"
      } catch {
        return (error as? ScanlineError)?.message ?? "\(error)"
      }
    }
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    #expect(message(deep).contains("limit of 16"))
    let allowed = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
    #expect(message(allowed) == "no error")
    // Brackets within a string are text.
    #expect(message("\"" + String(repeating: "[{\\\"", count: 50) + "\"") == "no error")
  }

  @Test(arguments: [
    (#"{"rate": 1, "rate": 2}"#, #"column 13: "rate" stands twice"#),
    (#"{"rate": 1, "r\u0061te": 2}"#, #""rate" stands twice"#),
    ("[{\"a\": 1,\n  \"b\": {\"c\": 0, \"c\": 0}}]", #"line 2, column 17: "c" stands twice"#),
    (#"{"rate": 1,}"#, "line 1, column 12"), ("[1, 2", "',' or ']' is expected"),
    (String(repeating: "[", count: 17), "deeper than the limit of 16"),
    (#""a"#, "closing quote"), (#""a\"#, "closing quote"), ("", "column 1"),
  ])
  func documentsSayWhereTheyAreWrong(text: String, expected: String) {
    do {
      _ = try JSON.decodeDocument(JSONValue.self, from: text, what: "text", kind: .corruptModel)
      Issue.record("\(text) was taken")
    } catch {
      let error = error as? ScanlineError
      #expect(error?.message.contains(expected) == true && error?.kind == .corruptModel, "\(text)")
      #expect(error?.message.hasPrefix("text: ") == true)
    }
  }

  @Test(arguments: [
    #"{"a": {"b": 1}, "b": [{"a": 1}, {"a": 2}]}"#, #" [1, -2.5e3, true, null, "\"{", []] "#,
    "\u{FEFF}{}", String(repeating: "[", count: 16) + String(repeating: "]", count: 16),
  ])
  func documentsAreReadAsOtherTexts(text: String) throws {
    #expect(
      try JSON.decodeDocument(JSONValue.self, from: text, what: "text")
        == JSON.decode(JSONValue.self, from: text, what: "text"))
  }

  @Test func onlyUTF8IsRead() {
    // As UTF-16 this is an object with a key of one character, as bytes an open string.
    let text =
      "{\"\u{2200}\":" + String(repeating: "[", count: 17)
      + String(repeating: "]", count: 17) + "}"
    let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(throws: ScanlineError.self) {
      try JSON.decode(JSONValue.self, from: String(decoding: bytes, as: UTF8.self), what: "text")
    }
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
