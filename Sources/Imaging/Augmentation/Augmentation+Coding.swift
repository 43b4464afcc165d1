import Platform

extension Augmentation {
  package enum CodingKeys: String, CodingKey, CaseIterable {
    case rotation, zoom
    case horizontalFlip = "horizontal_flip"
    case verticalFlip = "vertical_flip"
    case translation, shear, brightness, contrast, saturation, hue, border
    case cropAreaMin = "crop_area_min"
    case cropAreaMax = "crop_area_max"
    case cropAspect = "crop_aspect"
    case eraseProbability = "erase_probability"
    case eraseMin = "erase_min"
    case eraseMax = "erase_max"
    case policy, sharpness
    case policyStrength = "policy_strength"
    case policyOperations = "policy_operations"
    case posterizeProbability = "posterize_probability"
    case solarizeProbability = "solarize_probability"
    case autocontrastProbability = "autocontrast_probability"
    case equalizeProbability = "equalize_probability"
    case blurProbability = "blur_probability"
    case blurSigma = "blur_sigma"
    case grayProbability = "gray_probability"
  }

  /// Keys that are missing are 0; unknown keys are errors.
  package init(from decoder: any Decoder) throws {
    try decoder.rejectUnknownKeys(CodingKeys.self)
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value(_ key: CodingKeys) throws -> Float {
      try values.decodeIfPresent(Float.self, forKey: key) ?? 0
    }
    rotation = try value(.rotation)
    zoom = try value(.zoom)
    horizontalFlip = try value(.horizontalFlip)
    verticalFlip = try value(.verticalFlip)
    translation = try value(.translation)
    shear = try value(.shear)
    brightness = try value(.brightness)
    contrast = try value(.contrast)
    saturation = try value(.saturation)
    hue = try value(.hue)
    cropAreaMin = try value(.cropAreaMin)
    cropAreaMax = try value(.cropAreaMax)
    cropAspect = try value(.cropAspect)
    border = try values.decodeIfPresent(Border.self, forKey: .border) ?? .reflect
    eraseProbability = try value(.eraseProbability)
    eraseMin = try value(.eraseMin)
    eraseMax = try value(.eraseMax)
    policy = try values.decodeIfPresent(AugmentationPolicy.self, forKey: .policy) ?? .none
    policyStrength = try value(.policyStrength)
    policyOperations = try values.decodeIfPresent(Int.self, forKey: .policyOperations) ?? 0
    posterizeProbability = try value(.posterizeProbability)
    solarizeProbability = try value(.solarizeProbability)
    autocontrastProbability = try value(.autocontrastProbability)
    equalizeProbability = try value(.equalizeProbability)
    sharpness = try value(.sharpness)
    blurProbability = try value(.blurProbability)
    blurSigma = try value(.blurSigma)
    grayProbability = try value(.grayProbability)
  }
}
