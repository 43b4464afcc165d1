import Imaging
import Platform

extension InputSpec {
  /// The hyperparameters that change how a picture becomes the network's input.
  static let hyperparameterKeys = ["input.size", "input.fit", "input.normalization"]

  /// How the levels are scaled, by name.
  private static let normalizations: [String: (mean: Float?, deviation: Float?)] = [
    // By the mean and the deviation of the pictures of ImageNet.
    "imagenet": (nil, nil),
    // From -1 to 1.
    "symmetric": (0.5, 0.5),
    // From 0 to 1.
    "unit": (0, 1),
  ]

  /// The input with a point's hyperparameters; keys that are not the input's are left alone.
  /// - Throws: `invalidArgument` naming the key and the value.
  func applying(_ point: Hyperparameters) throws -> InputSpec {
    var input = self
    for key in Self.hyperparameterKeys {
      guard let value = point.values[key] else { continue }
      func refusal(_ wanted: String) -> ScanlineError {
        ScanlineError(.invalidArgument, "hyperparameter \"\(key)\" is \(value.text), not \(wanted)")
      }
      switch key {
      case "input.size":
        guard case .integer(let size) = value, (1...Int64(Self.largestSide)).contains(size) else {
          throw refusal("a whole number from 1 to \(Self.largestSide)")
        }
        input.width = Int(size)
        input.height = Int(size)
      case "input.fit":
        guard case .string(let name) = value, let fit = Fit(rawValue: name) else {
          throw refusal("one of \(Fit.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        input.fit = fit
      default:
        guard case .string(let name) = value, let scale = Self.normalizations[name] else {
          let known = Self.normalizations.keys.sorted().joined(separator: ", ")
          throw refusal("one of \(known)")
        }
        let usual = InputSpec(channels: input.channels)
        input.mean = usual.mean.map { scale.mean ?? $0 }
        input.deviation = usual.deviation.map { scale.deviation ?? $0 }
      }
    }
    return input
  }
}
