import CScanline
import Curation
import Imaging
import Platform

// MARK: - Curation

/// Fills a scanline_curation_options of the given size with that size and the defaults. scanline.h maps
/// scanline_curation_options_init() to it.
///
/// - options: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_curation_options) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_curation_options_init_sized")
public func scanline_curation_options_init_sized(
  _ options: UnsafeMutablePointer<scanline_curation_options>?, _ size: Int
) {
  scanline_curation_options.initialise(options, size: size)
}

/// Fills a scanline_curation_result of the given size with that size and the defaults. scanline.h maps
/// scanline_curation_result_init() to it.
///
/// - result: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_curation_result) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_curation_result_init_sized")
public func scanline_curation_result_init_sized(
  _ result: UnsafeMutablePointer<scanline_curation_result>?, _ size: Int
) {
  scanline_curation_result.initialise(result, size: size)
}

/// Fills a scanline_restore_result of the given size with that size and the defaults. scanline.h maps
/// scanline_restore_result_init() to it.
///
/// - result: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_restore_result) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_restore_result_init_sized")
public func scanline_restore_result_init_sized(
  _ result: UnsafeMutablePointer<scanline_restore_result>?, _ size: Int
) {
  scanline_restore_result.initialise(result, size: size)
}

/// Validates folders and files in parallel, writes reports, and moves damaged files to quarantine if the options say
/// so. Memory does not grow with the number of files. Nothing is ever deleted: killed at any moment, every file is in
/// one place or the other, and the quarantine's manifest leads back (scanline_curation_restore()).
///
/// Files come in the order of the report: what was given in its order, and within a folder by the bytes of the names,
/// a folder's files where its name stands. A run that is stopped leaves its report; another with `resume` goes on and
/// ends with the report of one that was never stopped.
///
/// - paths: [in] folders and files, byte for byte. A path that leads nowhere is a report, too (SCANLINE_REASON_UNREADABLE).
///   A file is taken once, though it is given twice or under two names; what is given itself belongs to no folder around
///   it that is given, too.
/// - path_count: how many.
/// - options: [in] NULL: the defaults, which write and move nothing.
/// - callback: called once a file, on the calling thread; NULL for none.
/// - user_data: handed to the callback.
/// - result: [out] counts; initialise it with scanline_curation_result_init() first; may be NULL. Written when the
///   run has gone through, even if some files could not be moved.
/// - Returns: SCANLINE_OK (however many files are damaged), SCANLINE_IO (a folder cannot be listed, an output not be
///   written; or some of the files could not be moved or listed: then the run was finished without them),
///   SCANLINE_BUSY (another run writes the report or the quarantine), SCANLINE_CANCELLED (the callback returned
///   non-zero), SCANLINE_INVALID_ARGUMENT (the report's or the manifest's place is taken by another file, too).
/// - Threading: any thread; uses threads of its own that end with the call. Since 1.0.
@_cdecl("scanline_curation_run")
public func scanline_curation_run(
  _ paths: UnsafePointer<UnsafePointer<CChar>?>?, _ path_count: Int,
  _ options: UnsafePointer<scanline_curation_options>?, _ callback: scanline_curation_callback?,
  _ user_data: UnsafeMutableRawPointer?, _ result: UnsafeMutablePointer<scanline_curation_result>?
) -> scanline_status {
  guarded {
    if result != nil { try scanline_curation_result.checkOutput(result, "result") }
    guard let paths, path_count > 0 else {
      throw ScanlineError(.invalidArgument, "paths is NULL or path_count \(path_count)")
    }
    let given = try (0..<path_count).map { try Borrowed.path(paths[$0], "paths[\($0)]") }
    let run = try CurationRun(paths: given, options: try CurationOptions(options))
    let summary = try run.run { event in
      guard let callback else { return true }
      return event.lent { callback($0, user_data) } == 0
    }
    scanline_curation_result(summary).write(to: result)
    if summary.failed > 0 {
      throw ScanlineError(
        .io,
        "\(summary.failed) of \(summary.findings) finding\(summary.findings == 1 ? "" : "s") could not be moved or listed, the "
          + "first: \(summary.firstFailure ?? "")")
    }
  }
}

/// Undoes a quarantine: every file that its manifest names goes back to where it was, with its name, permissions and
/// time of change. Never replaces a file. May be done again, also after a kill. Lines that cannot be read are passed by,
/// and handed to the callback at the end as failures with the manifest's path; so is a last line that was cut short.
///
/// - manifest_path: [in] the file manifest.jsonl in the quarantine, UTF-8.
/// - callback: called once a file, on the calling thread; NULL for none.
/// - user_data: handed to the callback.
/// - result: [out] counts; initialise it with scanline_restore_result_init() first; may be NULL. Written when the
///   manifest was gone through, even if some files could not be restored.
/// - Returns: SCANLINE_OK, SCANLINE_IO (the manifest cannot be read; or some files or lines could not be restored: then
///   the others were), SCANLINE_BUSY (a run uses the quarantine), SCANLINE_CANCELLED (the callback returned non-zero),
///   SCANLINE_INVALID_ARGUMENT (not a manifest: no line is one).
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_curation_restore")
public func scanline_curation_restore(
  _ manifest_path: UnsafePointer<CChar>?, _ callback: scanline_restore_callback?,
  _ user_data: UnsafeMutableRawPointer?, _ result: UnsafeMutablePointer<scanline_restore_result>?
) -> scanline_status {
  guarded {
    if result != nil { try scanline_restore_result.checkOutput(result, "result") }
    let path = try Borrowed.string(manifest_path, "manifest_path")
    let counts = try Restoration.run(manifest: path) { path, outcome in
      guard let callback else { return true }
      let paths = CStrings([path])
      let failure = CStrings([outcome.failure].compactMap { $0 })
      return withExtendedLifetime((paths, failure)) {
        callback(paths[0], outcome.code, failure[0], user_data) == 0
      }
    }
    scanline_restore_result(counts).write(to: result)
    if counts.failed > 0 {
      throw ScanlineError(
        .io,
        "\(path): \(counts.failed) \(counts.failed == 1 ? "file or line" : "files or lines") could not be "
          + "restored, the first: \(counts.firstFailure ?? "")")
    }
  }
}
