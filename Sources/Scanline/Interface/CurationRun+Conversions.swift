import CScanline
import Curation
import Imaging
import Platform

extension scanline_curation_options: VersionedStruct {
  static let firstSize = 72
  static var defaults: Self {
    var options = Self()
    options.verdicts = CurationOptions().verdicts.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    return options
  }
}

extension scanline_curation_result: VersionedStruct {
  static let firstSize = 96
  static var defaults: Self { Self() }

  init(_ summary: CurationSummary) {
    self = Self.defaults
    files = UInt64(clamping: summary.total.files)
    ok = UInt64(clamping: summary.total[.ok])
    salvageable = UInt64(clamping: summary.total[.salvageable])
    corrupt = UInt64(clamping: summary.total[.corrupt])
    unsupported = UInt64(clamping: summary.total[.unsupported])
    hostile = UInt64(clamping: summary.total[.hostile])
    bytes = UInt64(clamping: summary.total.bytes)
    findings = UInt64(clamping: summary.findings)
    reused = UInt64(clamping: summary.reused)
    moved = UInt64(clamping: summary.moved)
    seconds = summary.seconds
    failed = UInt64(clamping: summary.failed)
  }
}

extension scanline_restore_result: VersionedStruct {
  static let firstSize = 24
  static var defaults: Self { Self() }

  init(_ result: Restoration.Result) {
    self = Self.defaults
    restored = UInt64(clamping: result.restored)
    in_place = UInt64(clamping: result.inPlace)
    failed = UInt64(clamping: result.failed)
  }
}

extension CurationOptions {
  /// A host's options, copied and checked; NULL gives the defaults.
  init(_ pointer: UnsafePointer<scanline_curation_options>?) throws {
    self.init()
    let given = try scanline_curation_options.read(pointer)
    try take(given.scan)
    countFirst = given.count_first != 0
    resume = given.resume != 0
    reportPath = try Borrowed.optionalString(given.report_path, "report_path")
    csvPath = try Borrowed.optionalString(given.csv_path, "csv_path")
    summaryPath = try Borrowed.optionalString(given.summary_path, "summary_path")
    listPath = try Borrowed.optionalString(given.list_path, "list_path")
    listEndsWithZero = given.list_zero != 0
    quarantinePath = try Borrowed.optionalString(given.quarantine_path, "quarantine_path")
    verdicts = Set(
      ImageReport.Verdict.allCases.filter { given.verdicts >> UInt32($0.rawValue) & 1 != 0 })
    let known = verdicts.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    guard given.verdicts == known else {
      throw ScanlineError(.invalidArgument, "verdicts is \(given.verdicts), which has unknown bits")
    }
    quality = ImageQuality.Flags(rawValue: given.quality_flags)
    guard quality.isSubset(of: .all) else {
      throw ScanlineError(
        .invalidArgument, "quality_flags is \(given.quality_flags), which has unknown bits")
    }
    guard !listEndsWithZero || listPath != nil else {
      throw ScanlineError(.invalidArgument, "list_zero needs a list_path to write")
    }
    guard !resume || reportPath != nil else {
      throw ScanlineError(.invalidArgument, "resume needs a report_path to resume from")
    }
  }
}

extension CurationOptions {
  /// How folders are scanned; NULL leaves the defaults.
  mutating func take(_ pointer: UnsafePointer<scanline_scan_options>?) throws {
    let scan = try scanline_scan_options.read(pointer)
    recursive = scan.recursive != 0
    allFiles = scan.all_files != 0
    limits = try ImageLimits(scan.limits)
    threads = try Borrowed.threads(scan.threads)
  }
}

extension scanline_scan_summary {
  init(_ counts: CurationSummary.Counts) {
    self = Self.defaults
    files = UInt64(clamping: counts.files)
    ok = UInt64(clamping: counts[.ok])
    salvageable = UInt64(clamping: counts[.salvageable])
    corrupt = UInt64(clamping: counts[.corrupt])
    unsupported = UInt64(clamping: counts[.unsupported])
    hostile = UInt64(clamping: counts[.hostile])
    bytes = UInt64(clamping: counts.bytes)
  }
}

extension CurationEvent {
  /// Lends the event as C has it.
  func lent<Result>(
    _ body: (UnsafePointer<scanline_curation_event>) -> Result
  ) -> Result {
    var event = scanline_curation_event()
    event.struct_size = UInt32(MemoryLayout<scanline_curation_event>.size)
    event.done = UInt64(clamping: done)
    event.bytes = UInt64(clamping: bytes)
    event.total_files = UInt64(clamping: totalFiles)
    event.total_bytes = UInt64(clamping: totalBytes)
    guard let file else { return body(&event) }
    event.is_finding = file.isFinding ? 1 : 0
    event.is_reused = file.isReused ? 1 : 0
    var report = scanline_image_report(file.record.report)
    report.struct_size = UInt32(MemoryLayout<scanline_image_report>.size)
    let paths = CStrings([file.record.path] + [file.movedTo].compactMap { $0 })
    let texts = CStrings(
      [String(decoding: file.jsonLine, as: UTF8.self)] + [file.failure].compactMap { $0 })
    event.path = paths[0]
    event.moved_to = paths[1]
    event.line = texts[0]
    event.failure = texts[1]
    return withUnsafePointer(to: report) {
      event.report = $0
      return withExtendedLifetime((paths, texts)) { body(&event) }
    }
  }
}

extension Restoration.Outcome {
  var code: scanline_restore_outcome {
    switch self {
    case .restored, .changed: SCANLINE_RESTORE_RESTORED
    case .inPlace: SCANLINE_RESTORE_IN_PLACE
    case .failed: SCANLINE_RESTORE_FAILED
    }
  }

  /// Why it failed, or what of it could not be set back.
  var failure: String? {
    switch self {
    case .failed(let text), .changed(let text): text
    case .restored, .inPlace: nil
    }
  }
}
