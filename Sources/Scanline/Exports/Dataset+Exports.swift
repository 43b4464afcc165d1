import CScanline
import Curation
import Imaging
import Platform
import Training

// MARK: - Datasets

extension DatasetOptions {
  /// A host's options, checked; NULL gives the defaults.
  fileprivate init(_ pointer: UnsafePointer<scanline_dataset_options>?) throws {
    self.init()
    let given = try scanline_dataset_options.read(pointer)
    threads = Int(given.threads)
    seed = given.seed
    validationShare = given.validation_share
    limits = try ImageLimits(given.limits)
    keep = KeepRule(try KeepPolicy(checking: given.policy), salvageShare: given.salvage_share)
    keep.refusedQuality = try ImageQuality.Flags(checking: given.refused_quality)
    grouping = try DuplicateGrouping(checking: given.group_duplicates)
    duplicateDistance = Int(given.duplicate_distance)
    dropsConflicts = given.drop_label_conflicts != 0
    try validate()
  }
}

/// A host's progress callback as the Training floor wants it.
private func progress(
  _ callback: scanline_count_callback?, _ userData: UnsafeMutableRawPointer?
) -> Dataset.OnProgress? {
  callback.map { callback in { callback(UInt64($0), UInt64($1), userData) == 0 } }
}

/// Opens a folder of labelled pictures: one folder a class, whose name is the label; labels are sorted by
/// their bytes. Folders within a class are searched, too. Every file is validated; damaged ones are used
/// as far as the policy says, and the others left out and listed (scanline_dataset_get_damaged()). Each class is
/// split, by the seed, into a training and a validation part; copies of a picture go to one of them. A policy
/// that takes much more from some classes than from others is logged.
///
/// - path: [in] UTF-8.
/// - options: [in] copied; NULL: the defaults.
/// - callback: called as files are validated; NULL for none.
/// - user_data: handed to the callback.
/// - dataset: [out] the handle; end it with scanline_dataset_free().
/// - Returns: SCANLINE_OK, SCANLINE_IO, SCANLINE_NO_DATA (no pictures, only one class, or a class without
///   one good picture, which the message names), SCANLINE_CANCELLED, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread; uses threads of its own that end with the call. Since 1.0.
@_cdecl("scanline_dataset_open_folder")
public func scanline_dataset_open_folder(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<scanline_dataset_options>?,
  _ callback: scanline_count_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ dataset: UnsafeMutablePointer<DatasetHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(dataset, "dataset")
    let opened = try Dataset.open(
      folder: try Borrowed.string(path, "path"), options: try DatasetOptions(options),
      onProgress: progress(callback, user_data))
    output.pointee = try HandleTable.insert(DatasetObject(opened))
  }
}

/// Opens labelled pictures that a CSV file lists: a header line that names the columns path and label
/// (others are left aside), then a line a picture. Quoted fields as in RFC 4180; relative paths start from the CSV file's folder. The rest is as in
/// scanline_dataset_open_folder().
///
/// - path: [in] of the CSV file, UTF-8.
/// - options: [in] copied; NULL: the defaults.
/// - callback: called as files are validated; NULL for none.
/// - user_data: handed to the callback.
/// - dataset: [out] the handle; end it with scanline_dataset_free().
/// - Returns: as scanline_dataset_open_folder(); SCANLINE_INVALID_ARGUMENT names a malformed line.
/// - Threading: any thread; uses threads of its own that end with the call. Since 1.0.
@_cdecl("scanline_dataset_open_csv")
public func scanline_dataset_open_csv(
  _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<scanline_dataset_options>?,
  _ callback: scanline_count_callback?, _ user_data: UnsafeMutableRawPointer?,
  _ dataset: UnsafeMutablePointer<DatasetHandle?>?
) -> scanline_status {
  guarded {
    let output = try Borrowed.output(dataset, "dataset")
    let opened = try Dataset.open(
      csv: try Borrowed.string(path, "path"), options: try DatasetOptions(options),
      onProgress: progress(callback, user_data))
    output.pointee = try HandleTable.insert(DatasetObject(opened))
  }
}

/// The sizes of a dataset.
///
/// - dataset: [in] any dataset.
/// - info: [out] initialise it with scanline_dataset_info_init() first.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_get_info")
public func scanline_dataset_get_info(
  _ dataset: DatasetHandle?, _ info: UnsafeMutablePointer<scanline_dataset_info>?
) -> scanline_status {
  guarded {
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    try scanline_dataset_info.checkOutput(info, "info")
    var found = scanline_dataset_info.defaults
    found.label_count = UInt32(dataset.labels.count)
    found.file_count = UInt64(dataset.fileCount)
    found.damaged_count = UInt64(dataset.damaged.count)
    found.training_count = UInt64(dataset.trainingCount)
    found.validation_count = UInt64(dataset.validationCount)
    found.salvaged_count = UInt64(dataset.salvaged.count)
    found.duplicate_group_count = UInt64(dataset.duplicates.groups.count)
    found.duplicate_count = UInt64(dataset.duplicateCount)
    found.label_conflict_count = UInt64(dataset.conflictCount)
    found.refused_count = UInt64(dataset.damaged.count { $0.cause == .quality })
    found.dropped_count = UInt64(dataset.damaged.count { $0.cause == .labelConflict })
    found.write(to: info)
  }
}

/// One label of a dataset.
///
/// - dataset: [in] any dataset.
/// - index: 0 to label_count - 1.
/// - label: [out] text, UTF-8, that lives until the handle is freed.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_get_label")
public func scanline_dataset_get_label(
  _ dataset: DatasetHandle?, _ index: Int, _ label: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> scanline_status {
  guarded {
    let object = try HandleTable.object(dataset, as: DatasetObject.self)
    let output = try Borrowed.output(label, "label")
    guard let text = object.labels[index] else {
      throw ScanlineError(
        .invalidArgument, "label \(index) of a dataset with \(object.dataset.labels.count) labels")
    }
    output.pointee = text
  }
}

/// One good picture of a dataset.
///
/// - dataset: [in] any dataset.
/// - index: 0 to training_count + validation_count - 1.
/// - path: [out] text, UTF-8, valid until this thread's next scanline_dataset_get_sample() or
///   scanline_dataset_get_damaged(); may be NULL.
/// - label: [out] index of its label; may be NULL.
/// - split: [out] SCANLINE_SPLIT_TRAINING or SCANLINE_SPLIT_VALIDATION; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_get_sample")
public func scanline_dataset_get_sample(
  _ dataset: DatasetHandle?, _ index: UInt64, _ path: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ label: UnsafeMutablePointer<Int32>?, _ split: UnsafeMutablePointer<scanline_split>?
) -> scanline_status {
  guarded {
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    guard let sample = Int(exactly: index), sample < dataset.sampleCount else {
      throw ScanlineError(
        .invalidArgument, "sample \(index) of a dataset with \(dataset.sampleCount) good pictures")
    }
    path?.pointee = lastPath.set(dataset.path(of: sample))
    label?.pointee = Int32(dataset.label(of: sample))
    split?.pointee = dataset.split(of: sample).rawValue
  }
}

/// One file that was left out of a dataset, and why. One that was left out for another reason than damage (a
/// label conflict, its quality) has a report without a reason, and a message that says it.
///
/// - dataset: [in] any dataset.
/// - index: 0 to damaged_count - 1.
/// - path: [out] text, UTF-8, valid until this thread's next scanline_dataset_get_sample() or
///   scanline_dataset_get_damaged(); may be NULL.
/// - label: [out] index of its label; may be NULL.
/// - report: [out] initialise it with scanline_image_report_init() first; may be NULL.
/// - Returns: SCANLINE_OK, SCANLINE_INVALID_ARGUMENT.
/// - Threading: any thread. Since 1.0.
@_cdecl("scanline_dataset_get_damaged")
public func scanline_dataset_get_damaged(
  _ dataset: DatasetHandle?, _ index: UInt64, _ path: UnsafeMutablePointer<UnsafePointer<CChar>?>?,
  _ label: UnsafeMutablePointer<Int32>?, _ report: UnsafeMutablePointer<scanline_image_report>?
) -> scanline_status {
  guarded {
    let dataset = try HandleTable.object(dataset, as: DatasetObject.self).dataset
    guard let number = Int(exactly: index), number < dataset.damaged.count else {
      throw ScanlineError(
        .invalidArgument,
        "damaged file \(index) of a dataset with \(dataset.damaged.count) damaged files")
    }
    if report != nil { try scanline_image_report.checkOutput(report, "report") }
    let file = dataset.damaged[number]
    path?.pointee = lastPath.set(file.path)
    label?.pointee = Int32(file.label)
    scanline_image_report(file.report).write(to: report)
  }
}

/// Ends a handle. NULL, freed and foreign handles are left alone.
///
/// - Threading: any thread; a call that uses the dataset at that moment ends well. Since 1.0.
@_cdecl("scanline_dataset_free")
public func scanline_dataset_free(_ dataset: DatasetHandle?) {
  HandleTable.remove(dataset, as: DatasetObject.self)
}
