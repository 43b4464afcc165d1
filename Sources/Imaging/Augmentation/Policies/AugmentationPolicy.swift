import Platform

/// `scanline_augmentation_policy`: a published way of drawing operations for a picture, besides the single settings.
package enum AugmentationPolicy: Int32, CodedChoice {
  case none = 0
  /// One operation, its magnitude uniform up to the strength (TrivialAugment, Müller and Hutter 2021, arXiv 2103.10158,
  /// the wide space).
  case trivial = 1
  /// Some operations, all at the strength (RandAugment, Cubuk et al. 2020, arXiv 1909.13719).
  case rand = 2

  package static var what: String { "augmentation policy" }
  package var name: String { "\(self)" }

  /// The strength that stands for the paper's: all of the range; 9 of 30.
  var usualStrength: Float { self == .rand ? 0.3 : 1 }
}
