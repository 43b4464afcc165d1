import Imaging
import Platform

/// The files that a call is told to write, looked at before the first is opened: a name given by mistake
/// (`--csv photos/*.jpg`) costs no picture.
package struct OutputPaths {
  private enum Place: Hashable {
    case there(FileSystem.Identity)
    /// From the root on, of what is not there yet.
    case path(RawPath)
  }

  /// What each place is taken by.
  private var taken: [Place: String] = [:]

  /// - Parameter operands: what the call reads.
  package init(operands: [RawPath]) {
    for operand in operands { taken[Self.place(operand)] = "what is looked at" }
  }

  /// - Parameters:
  ///   - path: nil is none.
  ///   - what: for errors: "CSV".
  ///   - growsInPlace: it must be a file then; else a device or a pipe is written to, too.
  /// - Throws: `invalidArgument` when it is one of the operands or of the other outputs, or a folder, a
  ///   picture or an archive is there already.
  package mutating func add(
    _ path: String?, as what: String, growsInPlace: Bool = false
  ) throws {
    guard let path else { return }
    func refuse(_ reason: String) -> ScanlineError {
      ScanlineError(.invalidArgument, "the \(what) cannot be \(path): \(reason)")
    }
    let raw = RawPath(path)
    switch FileSystem.status(of: raw)?.kind {
    case .folder: throw refuse("it is a folder")
    case .other where growsInPlace: throw refuse("it is not a regular file")
    // Several may write to one device.
    case .other: return
    case .file, nil: break
    }
    if let other = taken.updateValue("the \(what)", forKey: Self.place(raw)) {
      throw refuse("it is \(other), too")
    }
    guard FileSystem.status(of: raw) != nil else { return }
    guard !PictureNames.matches(raw.name), !Self.isPicture(path) else {
      throw refuse("a picture or an archive is there already")
    }
  }

  private static func isPicture(_ path: String) -> Bool {
    guard let start = try? FileSystem.beginning(of: path, count: 64) else { return false }
    return start.withUnsafeBytes { ImageFormat(content: $0) } != .unknown
  }

  private static func place(_ path: RawPath) -> Place {
    if let status = FileSystem.status(of: path) { return .there(status.identity) }
    let folder = FileSystem.resolved(path.parent) ?? path.parent
    return .path(folder.appending(path.name))
  }
}
