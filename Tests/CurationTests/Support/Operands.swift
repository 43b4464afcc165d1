import Curation
import Platform

extension CurationRun {
  convenience init(paths: [String], options: CurationOptions) throws {
    try self.init(paths: paths.map { RawPath($0) }, options: options)
  }
}

extension DuplicateSearch {
  init(folder: String, against other: String? = nil, options: Options) throws {
    try self.init(
      folder: RawPath(folder), against: other.map { RawPath($0) }, options: options)
  }
}
