@testable import Curation
import Glibc
import Platform
import Testing

@Suite("What a call was given")
struct OperandsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["d", "d/a", "e"] { try folder.makeFolder(name) }
    try folder.write("d/x.jpg", [])
    try folder.write("e/y.jpg", [])
    try #require(symlink("../e", folder.path + "/d/link") == 0)
    try #require(link(folder.path + "/d/x.jpg", folder.path + "/d/hard.jpg") == 0)
  }

  private func operands(_ names: [String]) -> Operands {
    Operands(names.map { RawPath(folder.path + "/" + $0) })
  }

  private func names(_ operands: Operands) -> [String] {
    operands.paths.map { String($0.text.dropFirst(folder.path.count + 1)) }
  }

  @Test(
    "Each is there once, under its first name",
    arguments: [
      (["d", "d"], ["d"]), (["d/a/..", "d", "d/"], ["d/a/.."]), (["e", "d/link"], ["e"]),
      (["d/x.jpg", "d/a/../x.jpg"], ["d/x.jpg"]), (["none", "d/../none"], ["none"]),
      (["no/where", "no/where"], ["no/where"]), (["e/y.jpg", "d/link/y.jpg"], ["e/y.jpg"]),
      // Two names of one file are two entries of a folder.
      (["d/x.jpg", "d/hard.jpg"], ["d/x.jpg", "d/hard.jpg"]), (["d/a", "d"], ["d/a", "d"]),
    ])
  func once(given: [String], kept: [String]) {
    #expect(names(operands(given)) == kept)
  }

  @Test("A file was found in the operand that most of its path names")
  func places() throws {
    let given = operands(["d", "d/a", "d/x.jpg", "e/"])
    func place(_ name: String) -> [String] {
      let path = RawPath(folder.path + "/" + name)
      guard let (index, start) = given.place(of: path) else { return [] }
      return [names(given)[index], String(decoding: path.bytes[start...], as: UTF8.self)]
    }
    #expect(place("d/b/1.jpg") == ["d", "b/1.jpg"] && place("d/a/b/1.jpg") == ["d/a", "b/1.jpg"])
    #expect(place("d/x.jpg") == ["d/x.jpg", ""] && place("d/ab.jpg") == ["d", "ab.jpg"])
    #expect(place("e/1.jpg") == ["e/", "1.jpg"] && place("dd/1.jpg").isEmpty)
  }
}
