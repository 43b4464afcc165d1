import CScanline
import Curation
import Platform

// MARK: - Datasets

/// Finds the pictures of a folder that are the same: files with the same bytes, copies of them that were cut off, and
/// (unless it is turned off) pictures that look the same, as after another compression, in another size, or a little brighter.
/// With options.against, the pictures that are in both of two folders: leakage of a test set into a training
/// set. Files are read in parallel, nothing is changed.
///
/// - path: [in] of the folder, byte for byte.
/// - options: [in] copied; NULL: the defaults.
/// - on_progress: called as files are read, and (done is total) while they are compared; NULL for none.
/// - on_group: called once a group, in the order of the first files' names; NULL for none.
/// - user_data: handed to the callbacks.
/// - summary: [out] counts; initialise it with scanline_duplicate_summary_init() first; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_IO (a folder cannot be listed, the report cannot be written),
///   SCANLINE_CANCELLED, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; uses threads of its own that end with the call. Since 1.0.
@_cdecl("scanline_folder_find_duplicates")
public func scanline_folder_find_duplicates(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<scanline_duplicate_options>?,
  _ on_progress: scanline_count_callback?, _ on_group: scanline_duplicate_callback?,
  _ user_data: UnsafeMutableRawPointer?,
  _ summary: UnsafeMutablePointer<scanline_duplicate_summary>?
) -> scanline_status {
  guarded {
    if summary != nil { try scanline_duplicate_summary.checkOutput(summary, "summary") }
    let folder = try Borrowed.path(path, "path")
    let given = try scanline_duplicate_options.read(options)
    let against = try given.against.map { try Borrowed.path($0, "against") }
    let search = try DuplicateSearch(
      folder: folder, against: against, options: try DuplicateSearch.Options(given))
    let report = try Borrowed.optionalString(given.report_path, "report_path").map {
      try DuplicateReport(path: $0, operands: [folder] + [against].compactMap { $0 })
    }
    let progress = on_progress.map { callback in
      { (done: Int, total: Int) in callback(UInt64(done), UInt64(total), user_data) == 0 }
    }
    let found = try search.run(onProgress: progress) { record in
      try report?.add(record)
      return on_group.map { call in record.withCGroup { call($0, user_data) == 0 } } ?? true
    }
    try report?.finish()
    scanline_duplicate_summary(found).write(to: summary)
  }
}

/// Fills a scanline_duplicate_options of the given size with that size and the defaults. scanline.h maps
/// scanline_duplicate_options_init() to it.
///
/// - options: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_duplicate_options) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_duplicate_options_init_sized")
public func scanline_duplicate_options_init_sized(
  _ options: UnsafeMutablePointer<scanline_duplicate_options>?, _ size: Int
) {
  scanline_duplicate_options.initialise(options, size: size)
}

/// Fills a scanline_duplicate_summary of the given size with that size and all counts 0. scanline.h maps
/// scanline_duplicate_summary_init() to it.
///
/// - summary: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_duplicate_summary) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_duplicate_summary_init_sized")
public func scanline_duplicate_summary_init_sized(
  _ summary: UnsafeMutablePointer<scanline_duplicate_summary>?, _ size: Int
) {
  scanline_duplicate_summary.initialise(summary, size: size)
}

/// Fills a scanline_policy_counts of the given size with that size and all counts 0. scanline.h maps
/// scanline_policy_counts_init() to it.
///
/// - counts: [out] the struct; NULL is left alone.
/// - size: sizeof(scanline_policy_counts) in the program; a size that no version of the struct has leaves it as it is.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_policy_counts_init_sized")
public func scanline_policy_counts_init_sized(
  _ counts: UnsafeMutablePointer<scanline_policy_counts>?, _ size: Int
) {
  scanline_policy_counts.initialise(counts, size: size)
}
