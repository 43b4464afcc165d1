import Imaging
import Platform

/// Room for decoded pictures, up to a bound: in memory, or in a file of a folder that is mapped. Several caches may share
/// one, and any thread may ask.
package final class PictureRoom: Sendable {
  private let bytesLeft: Mutex<Int>
  private let file: ScratchFile?

  /// - Parameters:
  ///   - byteLimit: of all pictures together.
  ///   - folder: where the file lies; nil: memory.
  /// - Throws: `io` when a file cannot be made there.
  package init(byteLimit: Int, folder: String?) throws {
    bytesLeft = Mutex(byteLimit)
    file = try folder.map { folder in
      do {
        return try ScratchFile(folder: folder)
      } catch let error as ScanlineError {
        throw error.about("cache_folder")
      }
    }
  }

  /// Room for nothing.
  package static let none = PictureRoom()

  private init() {
    bytesLeft = Mutex(0)
    file = nil
  }

  /// - Returns: a copy, in as much memory as it needs; nil when there is no room.
  func keep(_ bitmap: Bitmap) -> Bitmap? {
    guard take(bitmap.byteCount) else { return nil }
    guard let file else { return try? Bitmap(copying: bitmap, into: nil) }
    do {
      return try Bitmap(copying: bitmap, into: file)
    } catch {
      // No room on the disk: what is there stays, and nobody need ask again.
      let isFirst = bytesLeft.withLock { left in
        defer { left = -1 }
        return left >= 0
      }
      if isFirst {
        let reason = (error as? ScanlineError)?.message ?? "\(error)"
        Log.write(.warning, "cache_folder: \(reason); other pictures are decoded in every epoch")
      }
      return nil
    }
  }

  private func take(_ bytes: Int) -> Bool {
    bytesLeft.withLock { left in
      guard bytes <= left else { return false }
      left -= bytes
      return true
    }
  }
}
