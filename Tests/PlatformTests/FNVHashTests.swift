import Testing

@testable import Platform

@Suite struct FNVHashTests {
  /// Of the vectors of its authors, and one with leading zeros.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
    ("chongo was here!\n", "46810940eff5f915"),
    ("13900", "f5898e9456454c"),
  ])
  func isThatOfTheDefinition(text: String, expected: String) {
    #expect(FNVHash(text.utf8).text == expected)
  }

  @Test func goesOnByteByByteAndOverWhatIsNotInOnePiece() {
    var hash = FNVHash()
    hash.add(UInt8(ascii: "f"))
    hash.add("oob".utf8)
    hash.add("ar".utf8.lazy.map { $0 })
    #expect(hash.value == 0x8594_4171_f739_67e8)
  }
}
