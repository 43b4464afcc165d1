import CScanline
import Curation
import Imaging
import Platform

// MARK: - Images

/// The name of a verdict ("ok", "salvageable", "corrupt", "unsupported", "hostile"), or "unknown".
///
/// - Returns: [out] text that lives as long as the process; never NULL.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_verdict_name")
public func scanline_verdict_name(_ verdict: scanline_verdict) -> UnsafePointer<CChar>? {
  StaticText.verdicts[Int(verdict)] ?? StaticText.pointer("unknown")
}

/// The name of a reason ("truncated", "bad-entropy-data" ...), or "unknown". The names are as stable as
/// the numbers.
///
/// - Returns: [out] text that lives as long as the process; never NULL.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_reason_name")
public func scanline_reason_name(_ reason: scanline_reason) -> UnsafePointer<CChar>? {
  StaticText.reasons[Int(reason)] ?? StaticText.pointer("unknown")
}

/// The name of one SCANLINE_QUALITY_* flag ("flat", "gray-lower-part" ...), or "unknown", also for none or several
/// together. The names are as stable as the numbers.
///
/// - flag: a single bit of scanline_image_report.quality_flags.
/// - Returns: [out] text that lives as long as the process; never NULL.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_quality_name")
public func scanline_quality_name(_ flag: UInt32) -> UnsafePointer<CChar>? {
  let bit = flag.nonzeroBitCount == 1 ? flag.trailingZeroBitCount : -1
  return StaticText.qualities[bit] ?? StaticText.pointer("unknown")
}

/// Validates one encoded picture in memory: walks all of its data, reports the first fault and counts all.
///
/// Damage is a result, not an error: the call gives SCANLINE_OK and a report.
///
/// - data: [in] the file's bytes, borrowed for the call; may be NULL when size is 0.
/// - size: bytes.
/// - name: [in] of the file, to tell whether it lies about the format; may be NULL.
/// - limits: [in] NULL: the defaults.
/// - report: [out] what was found; initialise it with scanline_image_report_init() first.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_image_validate")
public func scanline_image_validate(
  _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ limits: UnsafePointer<scanline_limits>?, _ report: UnsafeMutablePointer<scanline_image_report>?
) -> scanline_status {
  guarded {
    try scanline_image_report.checkOutput(report, "report")
    let found = ImageValidator.validate(
      try Borrowed.bytes(data, size, "data"), name: Borrowed.name(name),
      limits: try ImageLimits(limits))
    scanline_image_report(found).write(to: report)
  }
}

/// Validates one file. A file that cannot be read is a report too (SCANLINE_REASON_UNREADABLE).
///
/// - path: [in] its bytes, which need not be UTF-8.
/// - limits: [in] NULL: the defaults.
/// - report: [out] what was found; initialise it with scanline_image_report_init() first.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_image_validate_file")
public func scanline_image_validate_file(
  _ path: UnsafePointer<CChar>?, _ limits: UnsafePointer<scanline_limits>?,
  _ report: UnsafeMutablePointer<scanline_image_report>?
) -> scanline_status {
  guarded {
    try scanline_image_report.checkOutput(report, "report")
    let found = ImageValidator.validate(
      file: try Borrowed.path(path, "path"), limits: try ImageLimits(limits))
    scanline_image_report(found).write(to: report)
  }
}

/// Validates the files of a folder in parallel. Nothing is changed or deleted. scanline_curation_run() does the same for any
/// number of folders, and writes reports or moves what it finds.
///
/// - path: [in] its bytes, which need not be UTF-8.
/// - options: [in] NULL: the defaults.
/// - callback: called once a file, in the order of the names, on the calling thread; NULL for none.
/// - user_data: handed to the callback.
/// - summary: [out] counts, of a run that was not cancelled; initialise it with scanline_scan_summary_init() first;
///   may be NULL.
/// - Returns: SCANLINE_OK (however many files are damaged), SCANLINE_IO (the folder cannot be listed),
///   SCANLINE_CANCELLED (the callback returned non-zero), SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; uses threads of its own that end with the call. Since 1.0.
@_cdecl("scanline_folder_validate")
public func scanline_folder_validate(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<scanline_scan_options>?,
  _ callback: scanline_scan_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ summary: UnsafeMutablePointer<scanline_scan_summary>?
) -> scanline_status {
  guarded {
    if summary != nil { try scanline_scan_summary.checkOutput(summary, "summary") }
    let folder = try Borrowed.path(path, "path")
    var wanted = CurationOptions()
    try wanted.take(options)
    guard FileSystem.status(of: folder)?.kind == .folder else {
      throw ScanlineError(.io, "\(folder.text): not a folder, or there is none")
    }
    let found = try CurationRun(paths: [folder], options: wanted).run { event in
      guard let callback, let file = event.file else { return true }
      var report = scanline_image_report(file.record.report)
      report.struct_size = UInt32(MemoryLayout<scanline_image_report>.size)
      return file.record.path.withCString { callback($0, &report, user_data) } == 0
    }
    scanline_scan_summary(found.total).write(to: summary)
  }
}

/// Decodes one encoded picture to raw pixels, upright (EXIF orientation applied), rows without padding.
///
/// It is validated first. One that lacks no more than its end marker is decoded; one that lacks any of its data is
/// SCANLINE_CORRUPT_IMAGE.
///
/// - data: [in] the file's bytes, borrowed for the call.
/// - size: bytes.
/// - name: [in] for messages; may be NULL.
/// - limits: [in] NULL: the defaults.
/// - format: of the pixels that are wanted; alpha becomes 255.
/// - pixels: [out] height rows of width pixels; NULL asks for the sizes only.
/// - capacity: size of pixels in bytes.
/// - width: [out] pixels; may be NULL.
/// - height: [out] pixels; may be NULL.
/// - needed: [out] bytes needed; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_CORRUPT_IMAGE, SCANLINE_UNSUPPORTED, SCANLINE_LIMIT_EXCEEDED,
///   SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_NO_MEMORY, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_image_decode")
public func scanline_image_decode(
  _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ limits: UnsafePointer<scanline_limits>?, _ format: scanline_pixel_format,
  _ pixels: UnsafeMutablePointer<UInt8>?, _ capacity: Int, _ width: UnsafeMutablePointer<UInt32>?,
  _ height: UnsafeMutablePointer<UInt32>?, _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    try decode(
      data, size, name, limits, format, pixels, capacity, width, height, needed, tolerant: false)
  }
}

/// The same of a damaged picture, as far as a decoder gets: what is missing is gray. For looking at it, not for use.
///
/// - data: [in] the file's bytes, borrowed for the call.
/// - size: bytes.
/// - name: [in] for messages; may be NULL.
/// - limits: [in] NULL: the defaults.
/// - format: of the pixels that are wanted; alpha becomes 255.
/// - pixels: [out] height rows of width pixels; NULL asks for the sizes only.
/// - capacity: size of pixels in bytes.
/// - width: [out] pixels; may be NULL.
/// - height: [out] pixels; may be NULL.
/// - needed: [out] bytes needed; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_CORRUPT_IMAGE (nothing of it can be decoded), SCANLINE_UNSUPPORTED,
///   SCANLINE_LIMIT_EXCEEDED, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_NO_MEMORY,
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_image_decode_damaged")
public func scanline_image_decode_damaged(
  _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ limits: UnsafePointer<scanline_limits>?, _ format: scanline_pixel_format,
  _ pixels: UnsafeMutablePointer<UInt8>?, _ capacity: Int, _ width: UnsafeMutablePointer<UInt32>?,
  _ height: UnsafeMutablePointer<UInt32>?, _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    try decode(
      data, size, name, limits, format, pixels, capacity, width, height, needed, tolerant: true)
  }
}

/// Encodes raw pixels as a baseline JPEG.
///
/// - pixels: [in] borrowed for the call.
/// - quality: 1 to 100.
/// - jpeg: [out] the file's bytes; NULL asks for the size only.
/// - capacity: size of jpeg in bytes.
/// - needed: [out] bytes needed; may be NULL when jpeg is not.
/// - Returns: SCANLINE_OK, SCANLINE_BUFFER_TOO_SMALL (needed is written), SCANLINE_NO_MEMORY,
///   SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_image_encode_jpeg")
public func scanline_image_encode_jpeg(
  _ pixels: UnsafePointer<scanline_pixels>?, _ quality: Int32, _ jpeg: UnsafeMutablePointer<UInt8>?,
  _ capacity: Int, _ needed: UnsafeMutablePointer<Int>?
) -> scanline_status {
  guarded {
    let encoded = try JPEGEncoder.encode(try PixelView(pixels), quality: Int(quality))
    try encoded.withBytes {
      try Borrowed.copy($0, to: jpeg, capacity: capacity, needed: needed, "jpeg")
    }
  }
}

/// What both functions that decode do.
private func decode(
  _ data: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?,
  _ limits: UnsafePointer<scanline_limits>?, _ format: scanline_pixel_format,
  _ pixels: UnsafeMutablePointer<UInt8>?, _ capacity: Int, _ width: UnsafeMutablePointer<UInt32>?,
  _ height: UnsafeMutablePointer<UInt32>?, _ needed: UnsafeMutablePointer<Int>?, tolerant: Bool
) throws {
  let format = try PixelFormat(checking: format)
  let bytes = try Borrowed.bytes(data, size, "data")
  let limits = try ImageLimits(limits)
  let name = Borrowed.name(name)
  if pixels == nil {
    // Sizes come from the header alone.
    let (uprightWidth, uprightHeight) = try ImageDecoder.uprightSize(
      bytes, name: name, limits: limits)
    width?.pointee = UInt32(clamping: uprightWidth)
    height?.pointee = UInt32(clamping: uprightHeight)
    needed?.pointee = uprightWidth * uprightHeight * format.bytesPerPixel
    return
  }
  let bitmap = try ImageDecoder.decode(
    bytes, name: name, target: nil, channels: format == .gray ? 1 : 3, limits: limits,
    tolerant: tolerant)
  let converted = try bitmap.view.converted(to: format)
  try converted.withBytes {
    try Borrowed.copy($0, to: pixels, capacity: capacity, needed: needed, "pixels")
  }
  width?.pointee = UInt32(clamping: bitmap.width)
  height?.pointee = UInt32(clamping: bitmap.height)
}
