import Platform

/// Pixels of our own: 8 bits a channel, interleaved, gray or RGB, rows without padding.
package final class Bitmap: @unchecked Sendable {
  package let width: Int
  package let height: Int
  /// 1 (gray) or 3 (RGB).
  package let channels: Int
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
    let (pixels, tooWide) = width.multipliedReportingOverflow(by: height)
    let (bytes, tooDeep) = pixels.multipliedReportingOverflow(by: channels)
    guard !tooWide, !tooDeep, bytes < .max - Self.slack else {
      throw ScanlineError(.noMemory, "\(width)x\(height) pixels are more than memory can address")
    }
    self.width = width
    self.height = height
    self.channels = channels
    storage = try ByteBuffer(count: bytes + Self.slack)
    (storage.pointer + bytes).initializeMemory(as: UInt8.self, repeating: 0, count: Self.slack)
  }

  /// The same pixels in a file's memory.
  /// - Returns: nil when the bitmap is too large for that.
  /// - Throws: as `ScratchFile.take`.
  package init?(copying bitmap: Bitmap, into file: ScratchFile) throws {
    guard let room = try ByteBuffer(count: bitmap.storage.count, in: file) else { return nil }
    bitmap.storage.withBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      room.pointer.copyMemory(from: base, byteCount: bytes.count)
    }
    (width, height, channels) = (bitmap.width, bitmap.height, bitmap.channels)
    storage = room
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
    let result = try Bitmap(width: width, height: max(rows, 1), channels: channels)
    result.pointer.update(from: pointer, count: result.byteCount)
    withExtendedLifetime((self, result)) {}
    return result
  }
}
