import Platform

/// `scanline_precision`: how a model file keeps kernels. A network computes in float32 either way.
package enum WeightPrecision: Int32, CodedChoice {
  case float32 = 0
  /// IEEE 754 binary16: half the bytes, eleven bits of precision, up to 65504.
  case float16 = 1

  package static var what: String { "precision" }
  package var name: String { "\(self)" }

  /// The name of safetensors.
  var dtype: String { self == .float16 ? "F16" : "F32" }
  /// Bytes a number.
  var byteCount: Int { self == .float16 ? 2 : 4 }

  init?(dtype: String) {
    guard let found = Self.allCases.first(where: { $0.dtype == dtype }) else { return nil }
    self = found
  }
}
