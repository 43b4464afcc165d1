import Platform

/// JPEG files to upright 8-bit pixels.
package enum ImageDecoder {
  /// Reads the markers, checks the limits, decodes at the smallest DCT scale that is not below what `target`
  /// needs, turns the picture upright. Every coding that libjpeg decodes: baseline, extended, progressive,
  /// arithmetic, any whole subsampling, gray, YCbCr, RGB, CMYK, YCCK.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: for messages.
  ///   - target: what the picture will be resampled to, upright; nil for full size.
  ///   - fit: how it will be.
  ///   - channels: of the result: 3 (RGB) or 1 (gray).
  ///   - tolerant: keeps the pixels of a damaged picture, as far as they were decoded; the rest
  ///     is mid-gray.
  /// - Throws: `limitExceeded` before memory is taken, `corruptImage` for a file that does not decode
  ///   whole, `unsupported` for a valid file of a kind that is not handled (12 bits, lossless, other
  ///   formats), `noMemory`.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, name: String, target: (width: Int, height: Int)?,
    fit: InputSpec.Fit = .stretch, channels: Int, limits: ImageLimits, tolerant: Bool = false
  ) throws -> Bitmap {
    guard bytes.count <= limits.maxBytes else {
      throw ScanlineError(
        .limitExceeded, "\(name): \(bytes.count) bytes, over the limit of \(limits.maxBytes)")
    }
    let header: JPEGHeader
    do {
      header = try JPEGHeader(parsing: bytes, limits: limits)
    } catch {
      throw error.error(name: name)
    }
    let orientation = Orientation(rawValue: header.orientation) ?? .asStored
    let scale = scale(of: header, orientation, target: target, fit: fit)
    do {
      let stored = try decodeStored(bytes, header, scale, channels: channels, tolerant: tolerant)
      return try orientation.upright(stored)
    } catch let error as ScanlineError {
      throw error.about(name)
    }
  }

  /// Sides are compared as the picture is stored.
  private static func scale(
    of header: JPEGHeader, _ orientation: Orientation, target: (width: Int, height: Int)?,
    fit: InputSpec.Fit
  ) -> DecodeScale {
    guard let target else { return .full }
    let stored = orientation.swapsSides ? (width: target.height, height: target.width) : target
    let needed = Placement.neededSize(
      width: header.width, height: header.height, target: stored, fit: fit)
    return .smallest(width: header.width, height: header.height, needed: needed)
  }

  private static func decodeStored(
    _ bytes: UnsafeRawBufferPointer, _ header: JPEGHeader, _ scale: DecodeScale, channels: Int,
    tolerant: Bool
  ) throws -> Bitmap {
    let bitmap = try Bitmap(
      width: scale.scaled(header.width), height: scale.scaled(header.height), channels: channels)
    // What a damaged file leaves unwritten is never someone else's memory.
    let inks =
      header.components.count == 4
      ? try ByteBuffer(count: 4 * bitmap.width * bitmap.height) : nil
    let target = inks?.pointer.assumingMemoryBound(to: UInt8.self) ?? bitmap.pointer
    target.initialize(repeating: 128, count: inks?.count ?? bitmap.byteCount)
    let layout: TurboJPEG.Layout = inks != nil ? .cmyk : channels == 1 ? .gray : .rgb
    let warning = try TurboJPEG.decode(
      bytes, into: target, width: bitmap.width, height: bitmap.height, layout: layout)
    if let warning, !tolerant { throw ScanlineError(.corruptImage, warning) }
    if let inks {
      inks.withBytes { Inks.convert($0, into: bitmap) }
    }
    return bitmap
  }
}
