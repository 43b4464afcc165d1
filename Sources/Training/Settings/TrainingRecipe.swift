import Imaging
import Platform

/// Settings that were found to go well together, under a name. What it was measured with stands in
/// docs/training.md and Benchmarks/RESULTS.md.
package enum TrainingRecipe: String, CaseIterable, Sendable {
  /// Photos, hundreds to thousands a class, from scratch.
  case photos
  /// The same photos, from a network that has learned others.
  case fineTune = "fine-tune"

  /// The recipe of a name.
  /// - Throws: `invalidArgument` with the list of names for an unknown one.
  package init(name: String) throws {
    guard let recipe = TrainingRecipe(rawValue: name) else {
      let known = TrainingRecipe.allCases.map(\.rawValue).joined(separator: ", ")
      throw ScanlineError(.invalidArgument, "recipe \"\(name)\" is not one of \(known)")
    }
    self = recipe
  }

  /// The defaults with what the recipe changes.
  package var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.optimizer = .adamW
    settings.beta2 = 0.99
    settings.epsilon = 1e-8
    settings.weightDecay = 0.05
    settings.schedule = .cosine
    settings.warmupEpochs = TrainingSettings.automaticWarmup
    settings.labelSmoothing = 0.05
    settings.clipNorm = 1
    settings.emaDecay = 0.995
    settings.augmentation = Self.augmentation
    switch self {
    case .photos:
      settings.epochs = 60
      settings.learningRate = 0.002
    case .fineTune:
      settings.epochs = 25
      settings.learningRate = 0.001
    }
    return settings
  }

  private static var augmentation: Augmentation {
    var augmentation = Augmentation()
    augmentation.horizontalFlip = 0.5
    augmentation.rotation = 20 / 360
    augmentation.shear = 0.1
    augmentation.translation = 0.06
    augmentation.border = .edge
    augmentation.cropAreaMin = 0.35
    augmentation.cropAreaMax = 1.1
    augmentation.cropAspect = 1.33
    augmentation.brightness = 0.3
    augmentation.contrast = 0.3
    augmentation.saturation = 0.3
    augmentation.eraseProbability = 0.25
    augmentation.eraseMin = 0.15
    augmentation.eraseMax = 0.45
    return augmentation
  }
}
