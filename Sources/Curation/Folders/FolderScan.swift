import Imaging
import Platform

/// Validates the pictures of a folder on all cores. Files are taken in the order of their names, a
/// window at a time, so that memory does not grow with the folder. Nothing is changed.
package struct FolderScan: Sendable {
  package struct File: Sendable {
    /// The folder's path with the file's below it. Bytes that are not UTF-8 became U+FFFD.
    package let path: String
    /// The path as the file system has it, for opening the file again.
    package let rawPath: RawPath
    package let byteCount: Int
  }

  private let folder: RawPath
  private let recursive: Bool
  private let allFiles: Bool
  private let limits: ImageLimits
  private let threads: Int
  private let cancellation: Cancellation?

  /// - Parameters:
  ///   - recursive: folders within the folder, too, each once, through links as well.
  ///   - allFiles: every file, not only those with a picture's name ending.
  ///   - threads: 0 for one a processor.
  ///   - cancellation: may be raised from another thread.
  package init(
    folder: String, recursive: Bool = true, allFiles: Bool = false,
    limits: ImageLimits = ImageLimits(), threads: Int = 0, cancellation: Cancellation? = nil
  ) {
    self.folder = RawPath(folder)
    self.recursive = recursive
    self.allFiles = allFiles
    self.limits = limits
    self.threads = threads
    self.cancellation = cancellation
  }

  /// - Parameter deliver: called once a file, in the order of the names, on the calling thread; false
  ///   stops the scan. A file that cannot be read gives a report with the reason `unreadable`.
  /// - Throws: `io` when the folder cannot be listed, `cancelled` when it was stopped, and what
  ///   `deliver` throws.
  package func run(_ deliver: (_ file: File, _ report: ImageReport) throws -> Bool) throws {
    var walk = try FolderWalk(folder: folder, recursive: recursive, allFiles: allFiles)
    let pool = ThreadPool(threads: threads)
    // Enough that a large file among small ones does not leave the other threads idle for long.
    let window = 32 * pool.threadCount
    var count = 0
    while true {
      var entries: [FolderWalk.Entry] = []
      while entries.count < window, let entry = walk.next() { entries.append(entry) }
      guard !entries.isEmpty else { return }
      for (entry, report) in zip(entries, validate(entries, pool)) {
        guard let report, cancellation?.isRaised != true else { throw stopped(after: count) }
        count += 1
        guard try deliver(file(entry), report) else { throw stopped(after: count) }
      }
    }
  }

  private func stopped(after count: Int) -> ScanlineError {
    ScanlineError(.cancelled, "\(folder.text): stopped after \(count) files")
  }

  private func file(_ entry: FolderWalk.Entry) -> File {
    switch entry {
    case .file(let path, let status):
      File(path: path.text, rawPath: path, byteCount: status.size)
    case .unreadable(let path, _): File(path: path.text, rawPath: path, byteCount: 0)
    }
  }

  /// - Returns: nil for what was not looked at any more, because the scan was cancelled.
  private func validate(_ entries: [FolderWalk.Entry], _ pool: ThreadPool) -> [ImageReport?] {
    var reports = [ImageReport?](repeating: nil, count: entries.count)
    reports.withUnsafeMutableBufferPointer { buffer in
      // Each index is written by the one call that has it.
      nonisolated(unsafe) let slots = buffer
      pool.run(count: entries.count) { index in
        if cancellation?.isRaised == true { return }
        switch entries[index] {
        case .file(let path, _): slots[index] = ImageValidator.validate(file: path, limits: limits)
        case .unreadable(_, let problem): slots[index] = ImageReport(unreadable: problem)
        }
      }
    }
    return reports
  }
}
