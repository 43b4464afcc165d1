@testable import Curation
import Glibc
import Platform
import Testing

/// A manifest that was cut, altered, or is none.
extension QuarantineTests {
  @Test("A manifest's cut last line is no move; another file is no manifest")
  func cutManifest() throws {
    try run()
    let bytes = try FileSystem.read(manifest).withBytes { Array($0) }
    try out.write("quarantine/manifest.jsonl", bytes + bytes.prefix(40), truncating: true)
    let result = try restore()
    #expect(result.restored == 20)
    #expect(result.failed == 1 && result.firstFailure?.contains("line 21: cut short") == true)
    try out.write("quarantine/manifest.jsonl", good, truncating: true)
    #expect(throws: ScanlineError.self) { try run() }
    #expect(throws: ScanlineError.self) { try restore(folder.path + "/none.jsonl") }
    #expect(FileSystem.kind(of: folder.path + "/none.jsonl") == nil)
  }

  @Test("A bad line in a manifest is named, and the others' files are restored")
  func badLine() throws {
    try run()
    var text = try FileSystem.read(manifest).withBytes { String(decoding: $0, as: UTF8.self) }
    let lines = text.split(separator: "\n")
    try #require(lines.count == 20)
    text = (lines[..<7] + [lines[7].dropFirst(9)] + lines[8...]).map { $0 + "\n" }.joined()
    try out.write("quarantine/manifest.jsonl", Array(text.utf8), truncating: true)
    #expect(throws: ScanlineError.self) { try run() }
    // Who knows whether the line that is lost was of this file.
    try out.write("quarantine/cat/1.jpg", good, truncating: true)
    var failures: [RawPath] = []
    let result = try Restoration.run(manifest: manifest) { path, outcome in
      if case .failed = outcome { failures.append(path) }
      return true
    }
    #expect(result.restored == 18 && result.failed == 2)
    #expect(failures.first?.text.hasSuffix("/cat/1.jpg") == true)
    #expect(failures.last?.text == FileSystem.resolvingLinks(manifest))
  }

  @Test(
    "Another file in the manifest's place is not cut",
    arguments: ["{\"name\": 1}", "x", "{\"from\"; a kill leaves no such line"])
  func foreignManifest(text: String) throws {
    try out.makeFolder("quarantine")
    try out.write("quarantine/manifest.jsonl", Array(text.utf8))
    #expect(throws: ScanlineError.self) { try run() }
    let left = try FileSystem.read(manifest).withBytes { String(decoding: $0, as: UTF8.self) }
    #expect(left == text)
  }

  @Test("A manifest leads to no place outside of the quarantine")
  func hostileManifest() throws {
    try run()
    let text = try FileSystem.read(manifest).withBytes { String(decoding: $0, as: UTF8.self) }
    let line = try #require(text.split(separator: "\n").first)
    for place in ["../cat/1.jpg", "/etc/passwd", ""] {
      let changed = line.replacing("\"to\":\"cat/1.jpg\"", with: "\"to\":\"\(place)\"")
      try #require(changed != line)
      try out.write("quarantine/manifest.jsonl", Array("\(changed)\n".utf8), truncating: true)
      #expect(throws: ScanlineError.self) { try restore() }
    }
  }

  @Test("What a manifest says of permissions gives nobody an owner's rights; its times are times")
  func hostilePermissions() throws {
    try run()
    let text = try FileSystem.read(manifest).withBytes { String(decoding: $0, as: UTF8.self) }
    let setuid = text.replacing("\"mode\":\"600\"", with: "\"mode\":\"6755\"")
    try #require(setuid != text)
    try out.write("quarantine/manifest.jsonl", Array(setuid.utf8), truncating: true)
    #expect(try restore().restored == 20)
    let status = try #require(FileSystem.status(of: RawPath(folder.path + "/cat/1.jpg")))
    #expect(status.permissions == 0o755)
    let pattern = /"modified":\[(\d+),\d+\]/
    let late = text.replacing(pattern) { "\"modified\":[\($0.1),1000000000]" }
    try out.write("quarantine/manifest.jsonl", Array(late.utf8), truncating: true)
    #expect(throws: ScanlineError.self) { try restore() }
  }
}
