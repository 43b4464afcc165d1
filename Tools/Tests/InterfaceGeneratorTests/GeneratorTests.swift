import Foundation
import Testing

@testable import InterfaceGenerator

struct GeneratorTests {
  @Test func writesOnceAndFindsWhatIsStale() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: root) }
    try put("typedef int32_t scanline_status;", root, "include/scanline_types.h")
    try put("int main(void) { return 0; }", root, "examples/c/quickstart.c")
    try put(
      "/* @SAMPLE@\n */\n@SECTIONS Library@\n", root, "Tools/Templates/scanline.h")
    try put(
      "/// The version.\n@_cdecl(\"scanline_version\") public func version() -> UnsafePointer<CChar>? { nil }",
      root, "Sources/Scanline/Exports/Library.swift")

    let generator = Generator(root: root)
    let paths = [
      "include/scanline.h", "Sources/Scanline/scanline.map", "Tests/symbols.txt",
      "bindings/python/scanline/_prototypes.py",
    ]
    #expect(try generator.staleOutputs().map(\.path) == paths)
    #expect(try generator.write() == paths)
    #expect(try generator.staleOutputs().isEmpty)
    #expect(try generator.write().isEmpty)
    try put("scanline_old\n", root, "Tests/symbols.txt")
    #expect(try generator.staleOutputs().map(\.path) == ["Tests/symbols.txt"])
  }

  @Test func namesTheFileThatIsMissing() {
    let root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    let failure = #expect(throws: GenerationFailure.self) { try Generator(root: root).outputs() }
    #expect(failure?.description.hasPrefix("include/scanline_types.h: cannot be read") == true)
  }

  private func put(_ text: String, _ root: URL, _ path: String) throws {
    let url = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
}
