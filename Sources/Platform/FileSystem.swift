import Glibc

/// Every call to the operating system about files. Paths are UTF-8; errors name the path and the
/// system's reason and have the kind `io`.
package enum FileSystem {
  /// The file's bytes, read once into memory that the result owns.
  /// - Parameter limit: refuses a larger file with `limitExceeded` before memory is taken.
  package static func read(_ path: String, limit: Int = .max) throws -> ByteBuffer {
    try read(RawPath(path), limit: limit)
  }

  /// The bytes of an open file, which stays open.
  /// - Parameters:
  ///   - path: for errors.
  ///   - ahead: woken when the disk has to be waited for.
  static func read(
    descriptor: Int32, path: @autoclosure () -> String, limit: Int, ahead: ReadAhead? = nil
  ) throws -> ByteBuffer {
    let buffer = try ByteBuffer(count: size(of: descriptor, path: path(), limit: limit))
    try fill(buffer.pointer, buffer.count, from: descriptor, path: path(), ahead: ahead)
    return buffer
  }

  /// The size of an open file, if it is a regular one.
  static func size(
    of descriptor: Int32, path: @autoclosure () -> String, limit: Int
  ) throws -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw systemError("cannot stat", path()) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ScanlineError(.io, "\(path()): not a regular file")
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw ScanlineError(.limitExceeded, "\(path()): \(size) bytes, over the limit of \(limit)")
    }
    return size
  }

  /// Reads `size` bytes of an open file.
  static func fill(
    _ room: UnsafeMutableRawPointer, _ size: Int, from descriptor: Int32,
    path: @autoclosure () -> String, ahead: ReadAhead? = nil
  ) throws {
    var filled = 0
    if let ahead {
      filled = fillFromCache(room, size, from: descriptor)
      if filled < size { ahead.wake() }
    }
    while filled < size {
      let got = Glibc.read(descriptor, room + filled, size - filled)
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw systemError("cannot read", path()) }
      guard got > 0 else {
        throw ScanlineError(.io, "\(path()): became shorter while it was read")
      }
      filled += got
    }
  }

  /// Opens a file for the call.
  static func withDescriptor<Result>(
    of path: UnsafePointer<CChar>, name: @autoclosure () -> String,
    _ body: (Int32) throws -> Result
  ) throws -> Result {
    // Without O_NONBLOCK the open of a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw systemError("cannot open", name()) }
    defer { close(descriptor) }
    return try body(descriptor)
  }

  /// Replaces the file whole or not at all: a temporary file beside it, fsync, rename, fsync of the
  /// folder. A kill at any moment leaves the old file or the new one. A device or a pipe is not
  /// replaced but written to; what a link names is replaced, not the link.
  package static func writeAtomically(_ bytes: UnsafeRawBufferPointer, to path: String) throws {
    let file = try OutputFile(path: path)
    try file.append(bytes)
    try file.finish()
  }

  /// Keeps a signal that this thread's `body` may raise from the host.
  static func withoutSignal(_ signal: Int32, _ body: () throws -> Void) rethrows {
    var own = sigset_t()
    var pending = sigset_t()
    var previous = sigset_t()
    sigemptyset(&own)
    sigaddset(&own, signal)
    sigemptyset(&pending)
    sigpending(&pending)
    // One that waits already is blocked, and for the host.
    guard sigismember(&pending, signal) == 0 else { return try body() }
    pthread_sigmask(SIG_BLOCK, &own, &previous)
    defer {
      var atOnce = timespec()
      while sigtimedwait(&own, nil, &atOnce) < 0 && errno == EINTR {}
      pthread_sigmask(SIG_SETMASK, &previous, nil)
    }
    try body()
  }

  /// The path without symbolic links; as it is when nothing is there yet.
  package static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Writes all bytes to an open descriptor, whatever the number of calls it takes. A pipe that
  /// nobody reads any more and the process's limit on file sizes are errors, where their signals
  /// would end the host.
  package static func writeAll(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
  ) throws {
    try withoutSignal(SIGPIPE) {
      try withoutSignal(SIGXFSZ) {
        var written = 0
        while written < bytes.count {
          guard let base = bytes.baseAddress else { return }
          let put = Glibc.write(descriptor, base + written, bytes.count - written)
          if put < 0 && errno == EINTR { continue }
          guard put >= 0 else { throw systemError("cannot write", path) }
          written += put
        }
      }
    }
  }

  /// Makes a rename or a new file durable. A file system that cannot sync folders is left at that.
  package static func syncFolder(of path: String) {
    let descriptor = open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// What a path names.
  package enum Kind: Sendable { case file, folder, other }

  /// What `path` names (links followed), or nil when there is nothing.
  package static func kind(of path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// Names in a folder, sorted by their bytes, without "." and "..".
  package static func names(in folder: String) throws -> [String] {
    try rawNames(in: RawPath(folder)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// `folder` and `name` joined by one slash.
  package static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// The folder that holds `path`; "." for a bare name.
  package static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path.
  package static func name(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
    return String(path[path.index(after: slash)...])
  }

  /// An error with the system's reason, of the call that has just failed.
  package static func systemError(_ what: String, _ path: String) -> ScanlineError {
    ScanlineError(.io, "\(what) \(path): \(String(cString: strerror(errno)))")
  }
}
