extension FileSystem {
  /// Files up to this size are read into the thread's memory, one after the other into the same.
  private static let largestLent = 512 << 10

  /// Lends a file's bytes for the call: as `read`, but nothing is taken from the heap for a small file.
  /// - Parameters:
  ///   - path: as the file system has it.
  ///   - name: the same, for errors; asked for when there is one.
  ///   - limit: refuses a larger file with `limitExceeded` before memory is taken.
  ///   - ahead: woken when the disk has to be waited for.
  package static func withBytes<Result>(
    of path: UnsafePointer<CChar>, name: @autoclosure () -> String, limit: Int = .max,
    ahead: ReadAhead? = nil, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try withDescriptor(of: path, name: name()) { descriptor in
      let size = try size(of: descriptor, path: name(), limit: limit)
      guard size <= largestLent else {
        return try read(descriptor: descriptor, path: name(), limit: limit, ahead: ahead)
          .withBytes(body)
      }
      return try ThreadMemory.lend(size) { room in
        try fill(room, size, from: descriptor, path: name(), ahead: ahead)
        return try body(UnsafeRawBufferPointer(start: room, count: size))
      }
    }
  }
}
