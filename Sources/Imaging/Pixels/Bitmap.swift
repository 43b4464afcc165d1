import Platform

/// Pixels of our own: 8 bits a channel, interleaved, gray or RGB, rows without padding.
package final class Bitmap: @unchecked Sendable {
  // Changed by `take` alone, when nobody else holds the bitmap.
  package private(set) var width: Int
  package private(set) var height: Int
  /// 1 (gray) or 3 (RGB).
  package private(set) var channels: Int
  private let storage: ByteBuffer

  /// What may be read, not written, past the last pixel, so that kernels can load four bytes at any.
  static let slack = 4

  /// The bytes are not initialised.
  /// - Throws: `invalidArgument` for a size below 1 or other channels, `noMemory` when the memory
  ///   cannot be had.
  package init(width: Int, height: Int, channels: Int) throws {
    guard width > 0, height > 0, channels == 1 || channels == 3 else {
      throw ScanlineError(
        .invalidArgument, "a bitmap of \(width)x\(height) pixels with \(channels) channels")
    }
    guard let count = Self.storageCount(width, height, channels) else {
      throw ScanlineError(.noMemory, "\(width)x\(height) pixels are more than memory can address")
    }
    (self.width, self.height, self.channels) = (width, height, channels)
    storage = try ByteBuffer(count: count)
    clearSlack()
  }

  /// The same pixels in memory of their own, or in a file's.
  /// - Returns: nil when the bitmap is too large for the file.
  /// - Throws: `noMemory`; as `ScratchFile.take`.
  package init?(copying bitmap: Bitmap, into file: ScratchFile?) throws {
    let count = bitmap.byteCount + Self.slack
    guard
      let room = try file.map({ try ByteBuffer(count: count, in: $0) }) ?? ByteBuffer(count: count)
    else { return nil }
    bitmap.storage.withBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      room.pointer.copyMemory(from: base, byteCount: count)
    }
    (width, height, channels) = (bitmap.width, bitmap.height, bitmap.channels)
    storage = room
  }

  /// Makes this another bitmap, of any content, which nobody else must hold.
  /// - Returns: false when the memory is too small, or the arguments are those that `init` refuses; nothing has
  ///   changed then.
  func take(width: Int, height: Int, channels: Int) -> Bool {
    guard width > 0, height > 0, channels == 1 || channels == 3,
      let count = Self.storageCount(width, height, channels), count <= storage.count
    else { return false }
    (self.width, self.height, self.channels) = (width, height, channels)
    clearSlack()
    return true
  }

  /// nil when memory cannot address as many.
  private static func storageCount(_ width: Int, _ height: Int, _ channels: Int) -> Int? {
    let (pixels, tooWide) = width.multipliedReportingOverflow(by: height)
    let (bytes, tooDeep) = pixels.multipliedReportingOverflow(by: channels)
    guard !tooWide, !tooDeep, bytes < .max - slack else { return nil }
    return bytes + slack
  }

  private func clearSlack() {
    (storage.pointer + byteCount).initializeMemory(as: UInt8.self, repeating: 0, count: Self.slack)
  }

  /// A bitmap of any content, in memory of the thread's where there is some that nobody else holds.
  /// - Throws: as `init(width:height:channels:)`.
  static func ofThread(width: Int, height: Int, channels: Int) throws -> Bitmap {
    try DecodeWorkspace.current.bitmaps.bitmap(width: width, height: height, channels: channels)
  }

  /// The first byte. Valid as long as the object lives.
  package var pointer: UnsafeMutablePointer<UInt8> {
    storage.pointer.assumingMemoryBound(to: UInt8.self)
  }

  /// Bytes of a row.
  package var stride: Int { width * channels }

  /// Bytes in all.
  package var byteCount: Int { stride * height }

  /// The pixels, to be read. The view keeps the bitmap alive.
  package var view: PixelView {
    PixelView(
      base: pointer, width: width, height: height, stride: stride,
      format: channels == 1 ? .gray : .rgb, owner: self)
  }

  /// The first rows; the bitmap itself when it has no more.
  /// - Throws: `noMemory`.
  func cropped(toRows rows: Int) throws -> Bitmap {
    if rows >= height { return self }
    let result = try Bitmap.ofThread(width: width, height: max(rows, 1), channels: channels)
    result.pointer.update(from: pointer, count: result.byteCount)
    withExtendedLifetime((self, result)) {}
    return result
  }
}
