import CScanline
import Curation
import Imaging
import Platform

extension scanline_policy_counts: VersionedStruct {
  static let firstSize = 48
  static var defaults: Self { Self() }
}

extension scanline_duplicate_options: VersionedStruct {
  static let firstSize = 48
  static var defaults: Self {
    let settings = DuplicateSearch.Options()
    var options = Self()
    options.threads = UInt32(settings.threads)
    options.near = settings.near ? 1 : 0
    options.distance = UInt32(settings.distance)
    options.recursive = settings.recursive ? 1 : 0
    options.class_folders = settings.hasClasses ? 1 : 0
    return options
  }
}

extension scanline_duplicate_summary: VersionedStruct {
  static let firstSize = 64
  static var defaults: Self { Self() }

  init(_ summary: DuplicateSearch.Summary) {
    self = Self.defaults
    files = UInt64(summary.files)
    unreadable = UInt64(summary.unreadable)
    groups = UInt64(summary.groups)
    exact_groups = UInt64(summary.exactGroups)
    duplicates = UInt64(summary.duplicates)
    label_conflicts = UInt64(summary.conflicts)
    leaks = UInt64(summary.leaks)
  }
}

extension DuplicateSearch.Options {
  init(_ given: scanline_duplicate_options) throws {
    self.init()
    threads = try Borrowed.threads(given.threads)
    near = given.near != 0
    distance = Int(given.distance)
    recursive = given.recursive != 0
    hasClasses = given.class_folders != 0
    limits = try ImageLimits(given.limits)
  }
}

extension KeepPolicy {
  init(checking policy: scanline_policy) throws {
    guard let known = KeepPolicy(rawValue: policy) else {
      throw ScanlineError(.invalidArgument, "policy \(policy) is not one of 0 to 2")
    }
    self = known
  }
}

extension DuplicateGrouping {
  init(checking grouping: scanline_grouping) throws {
    guard let known = DuplicateGrouping(rawValue: grouping) else {
      throw ScanlineError(.invalidArgument, "group_duplicates \(grouping) is not one of 0 to 2")
    }
    self = known
  }
}

extension DuplicateRecord {
  /// Lends the group as the C struct, for the length of a callback.
  func withCGroup<Result>(
    _ body: (UnsafePointer<scanline_duplicate_group>) throws -> Result
  ) rethrows -> Result {
    let paths = CStrings(files.map(\.path))
    let labels = CStrings(files.map { $0.label ?? "" })
    let members = files.enumerated().map { index, file in
      var member = scanline_duplicate_file()
      member.path = paths[index]
      member.label = file.label == nil ? nil : labels[index]
      member.is_against = file.isOfOther ? 1 : 0
      member.distance = UInt32(clamping: file.distance)
      return member
    }
    defer { withExtendedLifetime((paths, labels)) {} }
    return try members.withUnsafeBufferPointer { members in
      var group = scanline_duplicate_group()
      group.struct_size = UInt32(MemoryLayout<scanline_duplicate_group>.size)
      group.is_exact = kind == .exact ? 1 : 0
      group.label_conflict = isConflict ? 1 : 0
      group.leak = isLeak ? 1 : 0
      group.number = UInt64(number)
      group.file_count = UInt64(members.count)
      group.files = members.baseAddress
      group.is_cut = kind == .cut ? 1 : 0
      return try withUnsafePointer(to: group, body)
    }
  }
}

extension ImageQuality.Flags {
  init(checking bits: UInt32) throws {
    let known = Self.named.reduce(0) { $0 | $1.flag.rawValue }
    guard bits & ~known == 0 else {
      throw ScanlineError(
        .invalidArgument, "refused_quality is \(bits); the flags known are \(known) together")
    }
    self.init(rawValue: bits)
  }
}
