import CScanline

/// What went wrong, in the library's words.
struct ScanlineFailure: Error, CustomStringConvertible {
  let status: scanline_status
  let description: String

  /// Throws the error of the call that has just returned `status`, unless it is OK.
  static func check(_ status: scanline_status) throws {
    guard status != SCANLINE_OK else { return }
    throw ScanlineFailure(
      status: status, description: String(cString: scanline_last_error_message()))
  }
}

/// A loaded model. Classifying from many threads at once is allowed, as the header says.
final class Classifier: @unchecked Sendable {
  let labels: [String]
  private let model: OpaquePointer?

  init(path: String) throws {
    var model: OpaquePointer?
    try ScanlineFailure.check(scanline_model_load(path, &model))
    do {
      labels = try Self.labels(of: model)
    } catch {
      scanline_model_free(model)
      throw error
    }
    self.model = model
  }

  deinit { scanline_model_free(model) }

  private static func labels(of model: OpaquePointer?) throws -> [String] {
    var info = scanline_model_info()
    scanline_model_info_init(&info)
    try ScanlineFailure.check(scanline_model_get_info(model, &info))
    return try (0..<Int(info.label_count)).map { index in
      var label: UnsafePointer<CChar>?
      try ScanlineFailure.check(scanline_model_get_label(model, index, &label))
      return label.map { String(cString: $0) } ?? ""
    }
  }

  /// The probability of every label, in their order.
  func probabilities(ofFile path: String) throws -> [Float] {
    var probabilities = [Float](repeating: 0, count: labels.count)
    try ScanlineFailure.check(
      scanline_model_classify_file(model, path, &probabilities, probabilities.count))
    return probabilities
  }

  /// The most probable label and its probability; nil for a model without labels.
  func classify(file path: String) throws -> (label: String, probability: Float)? {
    try zip(labels, probabilities(ofFile: path)).max { $0.1 < $1.1 }
      .map { (label: $0.0, probability: $0.1) }
  }
}
