import Platform

/// JPEG files to upright 8-bit pixels.
package enum ImageDecoder {
  /// Reads the markers, checks the limits, decodes at the smallest DCT scale that is not below what `target`
  /// needs, turns the picture upright. Every coding that libjpeg decodes: baseline, extended, progressive,
  /// arithmetic, any whole subsampling, gray, YCbCr, RGB, CMYK, YCCK.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: for messages; asked for when there is one.
  ///   - target: what the picture will be resampled to, upright; nil for full size.
  ///   - fit: how it will be.
  ///   - channels: of the result: 3 (RGB) or 1 (gray).
  ///   - tolerant: keeps the pixels of a damaged picture, as far as they were decoded; the rest
  ///     is mid-gray.
  ///   - keepRows: crops a damaged picture to its first rows, as stored, of which at least so many are
  ///     good: to the whole MCU rows in them. A file that has fewer is refused.
  /// - Throws: `limitExceeded` before memory is taken, `corruptImage` for a file that does not decode
  ///   whole, `unsupported` for a valid file of a kind that is not handled (12 bits, lossless, other
  ///   formats), `noMemory`.
  package static func decode(
    _ bytes: UnsafeRawBufferPointer, name: @autoclosure () -> String,
    target: (width: Int, height: Int)?, fit: InputSpec.Fit = .stretch, channels: Int,
    limits: ImageLimits, tolerant: Bool = false,
    keepRows: Int? = nil
  ) throws -> Bitmap {
    let header = try header(of: bytes, name: name(), limits: limits)
    let orientation = Orientation(rawValue: header.orientation) ?? .asStored
    let height = keepRows.map { keptHeight($0, of: header) } ?? header.height
    let scale = scale(of: header, height: height, orientation, target: target, fit: fit)
    // TurboJPEG decodes much damage without a word, and warns of what is harmless: the validator
    // decides, before anything is decoded, and makes the picture itself when that is possible.
    if !tolerant {
      let picture = try ScaledPicture.begin(header, scale, channels: channels)
      defer { picture?.end() }
      let report = ImageValidator.judge(header, bytes, making: picture)
      if let refusal = refusal(by: report, name: name(), keepRows: keepRows) { throw refusal }
      if let picture, let bitmap = picture.bitmap, picture.rows >= scale.scaled(height) {
        return try orientation.upright(bitmap.cropped(toRows: scale.scaled(height)))
      }
    }
    let stored = try Bitmap.ofThread(
      width: scale.scaled(header.width), height: scale.scaled(header.height), channels: channels)
    do {
      _ = try decode(bytes, header, into: stored)
    } catch let error as ScanlineError where error.kind == .corruptImage {
      let report = ImageValidator.judge(header, bytes)
      throw refusal(by: report, name: name()) ?? error.about(name())
    } catch let error as ScanlineError {
      throw error.about(name())
    }
    // A row of MCUs has a whole number of rows at every scale.
    let kept =
      height == header.height ? stored : try stored.cropped(toRows: scale.scaled(height))
    return try orientation.upright(kept)
  }

  /// The last row of MCUs may have good rows without being good itself; at least one is kept.
  private static func keptHeight(_ rows: Int, of header: JPEGHeader) -> Int {
    if rows >= header.height { return header.height }
    let mcu = 8 * header.maxVertical
    return min(max(rows / mcu, 1) * mcu, header.height)
  }

  /// The markers of a file, checked against the limits.
  /// - Throws: as `decode`, but for damage of the picture's data.
  static func header(
    of bytes: UnsafeRawBufferPointer, name: @autoclosure () -> String, limits: ImageLimits
  ) throws -> JPEGHeader {
    do {
      guard bytes.count <= limits.maxBytes else {
        throw JPEGFault(
          .tooManyBytes, at: limits.maxBytes,
          "\(bytes.count) bytes, over the limit of \(limits.maxBytes)")
      }
      return try DecodeWorkspace.current.header(of: bytes, limits: limits)
    } catch let fault as JPEGFault {
      // The validator knows what else the file may be.
      let name = name()
      let report = ImageValidator.validate(
        bytes, name: name, limits: limits, measuresQuality: false)
      throw refusal(by: report, name: name) ?? fault.error(name: name)
    }
  }

  /// What the validator has against a file, or against the first `keepRows` rows of a JPEG file; nil when
  /// every pixel that is asked for is there.
  private static func refusal(
    by report: ImageReport, name: @autoclosure () -> String, keepRows: Int? = nil
  ) -> ScanlineError? {
    if report.isWhole { return nil }
    if let keepRows, report.goodRows >= keepRows { return nil }
    let kind: ScanlineError.Kind
    switch report.verdict {
    case .ok: return nil
    case .salvageable, .corrupt: kind = .corruptImage
    case .unsupported: kind = .unsupported
    case .hostile: kind = .limitExceeded
    }
    return ScanlineError(kind, "\(name()): \(report.message)")
  }

  /// Sides are compared as the picture is stored, of which `height` rows are kept.
  private static func scale(
    of header: JPEGHeader, height: Int, _ orientation: Orientation,
    target: (width: Int, height: Int)?, fit: InputSpec.Fit
  ) -> DecodeScale {
    guard let target else { return .full }
    let stored = orientation.swapsSides ? (width: target.height, height: target.width) : target
    let needed = Placement.neededSize(
      width: header.width, height: height, target: stored, fit: fit)
    return .smallest(width: header.width, height: height, needed: needed)
  }

  /// Decodes at the scale that the bitmap's size asks for.
  /// - Returns: TurboJPEG's warning, if it had one.
  static func decode(
    _ bytes: UnsafeRawBufferPointer, _ header: JPEGHeader, into bitmap: Bitmap
  ) throws -> String? {
    // What a damaged file leaves unwritten is never someone else's memory.
    let filler: UInt8 = 128
    guard header.components.count == 4 else {
      bitmap.pointer.update(repeating: filler, count: bitmap.byteCount)
      return try TurboJPEG.decode(
        bytes, into: bitmap.pointer, width: bitmap.width, height: bitmap.height,
        layout: bitmap.channels == 1 ? .gray : .rgb)
    }
    let inks = try ByteBuffer(count: 4 * bitmap.width * bitmap.height)
    let target = inks.pointer.initializeMemory(as: UInt8.self, repeating: filler, count: inks.count)
    let warning = try TurboJPEG.decode(
      bytes, into: target, width: bitmap.width, height: bitmap.height, layout: .cmyk)
    inks.withBytes { Inks.convert($0, into: bitmap) }
    return warning
  }
}
