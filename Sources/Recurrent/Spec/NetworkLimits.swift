import Platform

/// The sizes that a network may have. They are far above what is of use, and small enough that a spec from
/// outside can ask for no more than a machine has.
package enum NetworkLimits {
  /// In one chain.
  package static let layers = 64
  /// Those within other layers included.
  package static let allLayers = 1024
  /// Layers that hold a layer, one within the other.
  package static let depth = 4
  /// Rows and columns of a window.
  package static let window = 256
  package static let units = 8192
  package static let classes = 8192
  /// Floats of one sample of the input.
  package static let input = 1 << 26
  package static let parameters = 1 << 28
  /// Samples in one call.
  package static let capacity = 1 << 16
  /// Floats of one workspace (2 GiB).
  package static let workspace = 1 << 29

  /// Throws unless `value` is in `1 ... limit`.
  static func check(_ value: Int, _ limit: Int, _ what: String) throws {
    guard value >= 1 else {
      throw ScanlineError(.invalidArgument, "\(what) is \(value); at least 1 is needed")
    }
    guard value <= limit else {
      throw ScanlineError(.limitExceeded, "\(what) is \(value); the limit is \(limit)")
    }
  }

  /// Throws unless `rate` is in 0 ..< 1.
  static func check(rate: Float, _ what: String) throws {
    guard rate >= 0, rate < 1 else {
      throw ScanlineError(.invalidArgument, "\(what) is \(rate); it must be at least 0 and below 1")
    }
  }

  /// The product, or `limitExceeded` naming `what` if it is above `limit`. Factors are not negative.
  static func product(_ factors: Int..., limit: Int, _ what: String) throws -> Int {
    var result = 1
    for factor in factors {
      let (next, overflow) = result.multipliedReportingOverflow(by: factor)
      guard !overflow, next <= limit else {
        let text = factors.map(String.init).joined(separator: " x ")
        throw ScanlineError(.limitExceeded, "\(what): \(text) is above the limit of \(limit)")
      }
      result = next
    }
    return result
  }
}
