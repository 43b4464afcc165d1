import CScanline
import Imaging
import Training

extension scanline_pixels: VersionedStruct {
  static let firstSize = 32
  static var defaults: Self { Self() }
}

extension scanline_limits: VersionedStruct {
  static let firstSize = 24
  static var defaults: Self {
    var limits = Self()
    let values = ImageLimits()
    limits.max_scans = UInt32(values.maxScans)
    limits.max_pixels = UInt64(values.maxPixels)
    limits.max_bytes = UInt64(values.maxBytes)
    return limits
  }
}

extension scanline_image_report: VersionedStruct {
  static let firstSize = 336
  static var defaults: Self {
    var report = Self()
    report.byte_offset = -1
    report.row = -1
    report.setQuality(ImageQuality())
    return report
  }
}

extension scanline_scan_options: VersionedStruct {
  static let firstSize = 24
  static var defaults: Self {
    var options = Self()
    options.recursive = 1
    return options
  }
}

extension scanline_scan_summary: VersionedStruct {
  static let firstSize = 64
  static var defaults: Self { Self() }
}

extension scanline_model_info: VersionedStruct {
  static let firstSize = 32
  static var defaults: Self { Self() }
}

extension scanline_dataset_options: ReservingStruct {
  static let firstSize = 32
  static var defaults: Self {
    let settings = DatasetOptions()
    var options = Self()
    options.validation_share = settings.validationShare
    options.policy = settings.keep.policy.rawValue
    options.salvage_share = settings.keep.salvageShare
    options.group_duplicates = settings.grouping.rawValue
    options.duplicate_distance = UInt32(settings.duplicateDistance)
    return options
  }
}

extension scanline_dataset_info: VersionedStruct {
  static let firstSize = 40
  static var defaults: Self { Self() }
}

extension scanline_augmentation: VersionedStruct {
  static let firstSize = 40
  static var defaults: Self { Self() }
}

extension scanline_train_result: VersionedStruct {
  static let firstSize = 64
  static var defaults: Self { Self() }
}

extension scanline_evaluation: VersionedStruct {
  static let firstSize = 32
  static var defaults: Self { Self() }
}

extension scanline_trial: VersionedStruct {
  static let firstSize = 40
  static var defaults: Self {
    var trial = Self()
    trial.continues = -1
    trial.value = .nan
    trial.values = (.nan, .nan, .nan, .nan, .nan, .nan, .nan, .nan)
    return trial
  }
}
