import Glibc

/// The lines of a file, one at a time: of a file of any size, a window is in memory. A last line without
/// its line feed, as a kill in the midst of a write leaves it, is no line.
package final class LineReader {
  /// No record of ours comes near.
  private static let longestLine = 1 << 22

  private let path: String
  private let descriptor: Int32
  private var window: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// Of the line read last, from 1.
  package private(set) var number = 0

  /// - Throws: `io`, also for what is no regular file: a pipe is not waited for.
  package init(path: String) throws {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileSystem.systemError("cannot open", path) }
    guard FileSystem.isFile(descriptor) else {
      close(descriptor)
      throw ScanlineError(.io, "\(path): not a regular file")
    }
  }

  deinit { close(descriptor) }

  /// The next line without its line feed; nil at the end.
  /// - Throws: `io`; `invalidArgument` for a line that is none of ours.
  package func next() throws -> [UInt8]? {
    var searched = position
    while true {
      if let end = window[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        number += 1
        return Array(window[position..<end])
      }
      guard window.count - position <= Self.longestLine else {
        throw ScanlineError(
          .invalidArgument,
          "\(path), line \(number + 1): longer than the limit of \(Self.longestLine) bytes")
      }
      searched = window.count - position
      guard try fill() else { return nil }
    }
  }

  /// At the end: what follows the last whole line.
  package var rest: ArraySlice<UInt8> { window[position...] }

  /// Reads on; false at the end.
  private func fill() throws -> Bool {
    guard !isAtEnd else { return false }
    window.removeFirst(position)
    position = 0
    var got = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 1 << 18) { piece, count in
      repeat {
        got = read(descriptor, piece.baseAddress, piece.count)
      } while got < 0 && errno == EINTR
      count = max(got, 0)
    }
    guard got >= 0 else { throw FileSystem.systemError("cannot read", path) }
    window += piece
    isAtEnd = got == 0
    return !isAtEnd
  }
}
