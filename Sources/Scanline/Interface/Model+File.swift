import Classifier
import Imaging
import Platform

extension Model {
  /// Answer and probabilities for a file of the host's.
  /// - Parameter path: UTF-8.
  @discardableResult
  func classify(
    file path: UnsafePointer<CChar>?, into probabilities: UnsafeMutablePointer<Float>
  ) throws -> Answer {
    let path = try Borrowed.text(path, "path")
    return try FileSystem.withBytes(
      of: path, name: String(cString: path), limit: ImageLimits().maxBytes
    ) {
      try classify($0, name: String(cString: path), into: probabilities)
    }
  }
}
