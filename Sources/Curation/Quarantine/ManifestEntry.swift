import Platform

/// One file that was moved to quarantine, or was about to be: a line of the manifest.
package struct ManifestEntry: Sendable, Equatable {
  /// From the root on, without links on the way.
  package let from: RawPath
  /// Below the folder that holds the manifest.
  package let to: RawPath
  /// Bytes.
  package let size: Int
  package let modified: FileTime
  package let permissions: UInt32
  /// Why it was moved: for people.
  package let verdict: String
  package let reason: String
  /// False takes an earlier line back: the file could not be moved.
  package var isMoved = true

  /// What every line begins with.
  static let beginning = Array(#"{"from":"#.utf8)

  /// The line of the manifest, its line feed included.
  var jsonLine: [UInt8] {
    var line = JSONLine()
    line.add("from", from.text)
    if !from.isText { line.add("from_bytes", from.hexadecimal) }
    line.add("to", to.text)
    if !to.isText { line.add("to_bytes", to.hexadecimal) }
    line.add("size", size)
    line.add("modified", [modified.seconds, modified.nanoseconds])
    line.add("mode", String(permissions, radix: 8))
    line.add("verdict", verdict)
    line.add("reason", reason)
    if !isMoved { line.add("moved", false) }
    line.end()
    return line.bytes + [UInt8(ascii: "\n")]
  }

  /// - Parameter what: names the line in errors.
  /// - Throws: `invalidArgument` for what is no such line.
  init(jsonLine line: [UInt8], what: String) throws {
    let fields = try JSON.decode(
      Fields.self, from: String(decoding: line, as: UTF8.self), what: what)
    let from = fields.fromBytes.map { RawPath(hexadecimal: $0) } ?? RawPath(fields.from)
    let to = fields.toBytes.map { RawPath(hexadecimal: $0) } ?? RawPath(fields.to)
    guard let from, let to, from.bytes.first == UInt8(ascii: "/"), to.staysBelow,
      fields.modified.count == 2, 0..<1_000_000_000 ~= fields.modified[1],
      let mode = UInt32(fields.mode, radix: 8)
    else { throw ScanlineError(.invalidArgument, "\(what): not a line of a manifest") }
    self.init(
      from: from, to: to, size: fields.size,
      modified: FileTime(seconds: fields.modified[0], nanoseconds: fields.modified[1]),
      permissions: mode & 0o7777, verdict: fields.verdict, reason: fields.reason)
    isMoved = fields.moved ?? true
  }

  init(
    from: RawPath, to: RawPath, size: Int, modified: FileTime, permissions: UInt32,
    verdict: String, reason: String
  ) {
    self.from = from
    self.to = to
    self.size = size
    self.modified = modified
    self.permissions = permissions
    self.verdict = verdict
    self.reason = reason
  }

  private struct Fields: Decodable {
    let from: String
    let fromBytes: String?
    let to: String
    let toBytes: String?
    let size: Int
    let modified: [Int]
    let mode: String
    let verdict: String
    let reason: String
    let moved: Bool?

    enum CodingKeys: String, CodingKey {
      case from, to, size, modified, mode, verdict, reason, moved
      case fromBytes = "from_bytes"
      case toBytes = "to_bytes"
    }
  }
}

extension RawPath {
  /// Whether this names something below the folder that it is relative to.
  fileprivate var staysBelow: Bool {
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return !bytes.contains(0)
      && parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual("..".utf8) }
  }
}
