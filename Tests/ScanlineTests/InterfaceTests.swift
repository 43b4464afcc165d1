import CScanline
import Imaging
import Platform
import Scanline
import Testing

/// What C and Swift must agree on.
@Suite struct InterfaceTests {
  @Test func everyErrorKindIsAStatusCodeOfTheHeader() {
    let codes: [ScanlineError.Kind: Int32] = [
      .invalidArgument: SCANLINE_INVALID_ARGUMENT, .bufferTooSmall: SCANLINE_BUFFER_TOO_SMALL,
      .io: SCANLINE_IO, .corruptModel: SCANLINE_CORRUPT_MODEL,
      .versionMismatch: SCANLINE_VERSION_MISMATCH, .unsupported: SCANLINE_UNSUPPORTED,
      .busy: SCANLINE_BUSY, .cancelled: SCANLINE_CANCELLED, .noMemory: SCANLINE_NO_MEMORY,
      .diverged: SCANLINE_DIVERGED, .corruptImage: SCANLINE_CORRUPT_IMAGE,
      .limitExceeded: SCANLINE_LIMIT_EXCEEDED, .noData: SCANLINE_NO_DATA,
      .internal: SCANLINE_INTERNAL,
    ]
    for kind in ScanlineError.Kind.allCases { #expect(codes[kind] == kind.rawValue, "\(kind)") }
    #expect(text(scanline_status_name(SCANLINE_OK)) == "SCANLINE_OK")
    #expect(text(scanline_status_name(SCANLINE_DIVERGED)) == "SCANLINE_DIVERGED")
    #expect(text(scanline_status_name(12345)) == "unknown status")
  }

  @Test func verdictsReasonsAndFormatsHaveTheNumbersOfTheHeader() {
    #expect(ImageReport.Verdict.hostile.rawValue == SCANLINE_VERDICT_HOSTILE)
    #expect(ImageReport.Reason.decoderError.rawValue == SCANLINE_REASON_DECODER_ERROR)
    #expect(ImageReport.Reason.missingEnd.rawValue == SCANLINE_REASON_MISSING_END)
    #expect(ImageQuality.Flags.flat.rawValue == UInt32(SCANLINE_QUALITY_FLAT))
    #expect(
      ImageQuality.Flags.heavyCompression.rawValue == UInt32(SCANLINE_QUALITY_HEAVY_COMPRESSION))
    #expect(
      text(scanline_quality_name(UInt32(SCANLINE_QUALITY_GRAY_LOWER_PART))) == "gray-lower-part")
    #expect(text(scanline_quality_name(0)) == "unknown")
    #expect(text(scanline_quality_name(3)) == "unknown")
    #expect(ImageReport.Reason.truncated.rawValue == SCANLINE_REASON_TRUNCATED)
    #expect(ImageFormat.jpeg.rawValue == SCANLINE_FORMAT_JPEG)
    #expect(PixelFormat.gray.rawValue == SCANLINE_PIXELS_GRAY)
    #expect(text(scanline_verdict_name(SCANLINE_VERDICT_SALVAGEABLE)) == "salvageable")
    #expect(text(scanline_reason_name(SCANLINE_REASON_BAD_ENTROPY_DATA)) == "bad-entropy-data")
    for foreign in [Int32.min, -1, 1000, .max] {
      #expect(text(scanline_reason_name(foreign)) == "unknown")
      #expect(text(scanline_verdict_name(foreign)) == "unknown")
    }
  }

  @Test func theVersionIsThatOfTheHeader() {
    #expect(text(scanline_version()) == SCANLINE_VERSION_STRING)
    let (major, minor) = (SCANLINE_VERSION_MAJOR, SCANLINE_VERSION_MINOR)
    #expect(SCANLINE_VERSION_STRING == "\(major).\(minor).\(SCANLINE_VERSION_PATCH)")
  }

  @Test func textsOfUnknownSizeFollowTheBufferProtocol() {
    var needed = 0
    #expect(scanline_build_info(nil, 0, &needed) == SCANLINE_OK)
    #expect(needed > 20)
    var buffer = [CChar](repeating: 77, count: needed)
    var again = 0
    #expect(scanline_build_info(&buffer, needed - 1, &again) == SCANLINE_BUFFER_TOO_SMALL)
    #expect(again == needed && buffer.allSatisfy { $0 == 77 }, "a small buffer is left alone")
    #expect(scanline_build_info(&buffer, needed, nil) == SCANLINE_OK)
    #expect(buffer.last == 0 && text(buffer).hasPrefix("{\"instruction_set\""))
    #expect(scanline_build_info(nil, 0, nil) == SCANLINE_INVALID_ARGUMENT)
  }

  @Test func structsOfAnotherSizeAreUnderstoodOrRefused() {
    var limits = scanline_limits()
    var report = scanline_image_report()
    scanline_image_report_init_sized(&report, MemoryLayout<scanline_image_report>.size)
    let size = report.struct_size
    #expect(size == UInt32(MemoryLayout<scanline_image_report>.size))
    // Not initialised: refused, in words.
    #expect(scanline_image_validate(nil, 0, nil, &limits, &report) == SCANLINE_INVALID_ARGUMENT)
    #expect(text(scanline_last_error_message()).contains("scanline_limits_init()"))
    // From the future, with nothing new set: understood. With something new: refused.
    let bytes = 4 * MemoryLayout<scanline_limits>.size
    withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 8) { raw in
      raw.initializeMemory(as: UInt8.self, repeating: 0)
      guard let base = raw.baseAddress else { return }
      let future = base.assumingMemoryBound(to: scanline_limits.self)
      scanline_limits_init(future)
      future.pointee.struct_size = UInt32(bytes)
      #expect(scanline_image_validate(nil, 0, nil, future, &report) == SCANLINE_OK)
      #expect(report.reason == SCANLINE_REASON_EMPTY && report.struct_size == size)
      raw[bytes - 1] = 1
      #expect(scanline_image_validate(nil, 0, nil, future, &report) == SCANLINE_VERSION_MISMATCH)
    }
  }

  @Test func aHostsOwnSizeIsFilledAndNoMore() {
    // As a header with one member less, as ours, and as one with members to come.
    let known = MemoryLayout<scanline_image_report>.size
    for size in [336, known, known + 32] {
      withUnsafeTemporaryAllocation(byteCount: size + 8, alignment: 8) { raw in
        raw.initializeMemory(as: UInt8.self, repeating: 0xAB)
        guard let base = raw.baseAddress else { return }
        let report = base.assumingMemoryBound(to: scanline_image_report.self)
        scanline_image_report_init_sized(report, size)
        #expect(report.pointee.struct_size == UInt32(size) && report.pointee.byte_offset == -1)
        #expect(raw[min(known, size)..<size].allSatisfy { $0 == 0 })
        #expect(raw[size...].allSatisfy { $0 == 0xAB })
      }
    }
    // What no compiler gives is left alone.
    for size in [0, 4, 335, known + 1, Int.max, -8] {
      var report = scanline_image_report()
      scanline_image_report_init_sized(&report, size)
      #expect(report.struct_size == 0)
    }
  }

  /// The sizes of the first versions, which hosts compiled then have for ever.
  @Test func initialisersFillWhatVersionOneKnew() {
    func size<Struct: VersionedHostStruct>(
      _ initialise: (UnsafeMutablePointer<Struct>?) -> Void
    ) -> UInt32 {
      var value = Struct()
      initialise(&value)
      return value.struct_size
    }
    #expect(size(scanline_pixels_init) == 32)
    #expect(size(scanline_limits_init) == 24)
    #expect(size(scanline_image_report_init) == 336)
    #expect(size(scanline_scan_options_init) == 24)
    #expect(size(scanline_scan_summary_init) == 64)
    #expect(size(scanline_model_info_init) == 32)
    #expect(size(scanline_dataset_options_init) == 32)
    #expect(size(scanline_dataset_info_init) == 40)
    #expect(size(scanline_augmentation_init) == 40)
    #expect(size(scanline_train_options_init) == 192)
    #expect(size(scanline_train_result_init) == 64)
    #expect(size(scanline_evaluation_init) == 32)
    #expect(size(scanline_tuner_options_init) == 48)
    #expect(size(scanline_trial_init) == 40)
    #expect(size(scanline_cross_validation_init) == 48)
  }

  @Test func anOutputOfANewerHostIsFilledAsFarAsItIsKnown() {
    let known = MemoryLayout<scanline_image_report>.size
    withUnsafeTemporaryAllocation(byteCount: known + 64, alignment: 8) { raw in
      raw.initializeMemory(as: UInt8.self, repeating: 0)
      guard let base = raw.baseAddress else { return }
      let report = base.assumingMemoryBound(to: scanline_image_report.self)
      scanline_image_report_init(report)
      report.pointee.struct_size = UInt32(known + 64)
      for index in known..<known + 64 { raw[index] = 0xAB }
      #expect(scanline_image_validate(nil, 0, nil, nil, report) == SCANLINE_OK)
      #expect(report.pointee.reason == SCANLINE_REASON_EMPTY)
      #expect(report.pointee.struct_size == UInt32(known + 64))
      #expect(raw[known...].allSatisfy { $0 == 0xAB })
    }
  }

  @Test func eachThreadHasItsOwnMessage() throws {
    #expect(scanline_image_validate(nil, 5, nil, nil, nil) == SCANLINE_INVALID_ARGUMENT)
    let mine = text(scanline_last_error_message())
    #expect(!mine.isEmpty)
    let other = Mutex("?")
    let thread = try Thread {
      other.withLock { $0 = text(scanline_last_error_message()) }
      _ = scanline_model_load(nil, nil)
    }
    thread.join()
    #expect(other.withLock { $0 } == "")
    #expect(text(scanline_last_error_message()) == mine)
  }

  @Test func theLogReachesTheHost() {
    final class Box { var messages: [String] = [] }
    let box = Box()
    let raw = Unmanaged.passUnretained(box).toOpaque()
    let status = scanline_log_set_callback(
      { _, message, userData in
        guard let userData, let message else { return }
        Unmanaged<Box>.fromOpaque(userData).takeUnretainedValue().messages
          .append(String(cString: message))
      }, raw)
    #expect(status == SCANLINE_OK)
    Log.write(.info, "hello")
    #expect(scanline_log_set_callback(nil, nil) == SCANLINE_OK)
    Log.write(.info, "nobody hears this")
    #expect(box.messages.contains("hello") && !box.messages.contains("nobody hears this"))
  }
}

/// What the structs of the header have in common.
protocol VersionedHostStruct {
  init()
  var struct_size: UInt32 { get }
}
extension scanline_pixels: VersionedHostStruct {}
extension scanline_limits: VersionedHostStruct {}
extension scanline_image_report: VersionedHostStruct {}
extension scanline_scan_options: VersionedHostStruct {}
extension scanline_scan_summary: VersionedHostStruct {}
extension scanline_model_info: VersionedHostStruct {}
extension scanline_dataset_options: VersionedHostStruct {}
extension scanline_dataset_info: VersionedHostStruct {}
extension scanline_augmentation: VersionedHostStruct {}
extension scanline_train_options: VersionedHostStruct {}
extension scanline_train_result: VersionedHostStruct {}
extension scanline_evaluation: VersionedHostStruct {}
extension scanline_tuner_options: VersionedHostStruct {}
extension scanline_trial: VersionedHostStruct {}
extension scanline_cross_validation: VersionedHostStruct {}

func text(_ pointer: UnsafePointer<CChar>?) -> String {
  pointer.map { String(cString: $0) } ?? "NULL"
}
