import Compute

/// What a policy chooses from.
enum PolicyOperation: CaseIterable {
  case identity, shearX, shearY, translateX, translateY, rotate, brightness, contrast, saturation
  case sharpness, posterize, solarize, autocontrast, equalize

  /// The magnitudes at full strength.
  private struct Space {
    /// Tangent.
    let shear: Float
    /// Share of the side.
    let translation: Float
    /// Turns.
    let rotation: Float
    /// Off a factor of 1.
    let enhancement: Float
    /// Bits that posterising takes.
    let bits: Float
  }
  private static let trivial = Space(
    shear: 0.99, translation: 32 / 224, rotation: 135 / 360, enhancement: 0.99, bits: 6)
  private static let rand = Space(
    shear: 0.3, translation: 150 / 331, rotation: 30 / 360, enhancement: 0.9, bits: 4)

  /// Adds the operation to a draw. What is geometry or linear colour joins those of the settings.
  /// - Parameters:
  ///   - magnitude: 0 to 1.
  ///   - sign: 1 or -1.
  func add(
    to draw: inout AugmentationDraw, of policy: AugmentationPolicy, magnitude: Float, sign: Float
  ) {
    let space = policy == .rand ? Self.rand : Self.trivial
    let signed = sign * magnitude
    switch self {
    case .identity: break
    case .shearX: draw.shear += signed * space.shear
    case .shearY: draw.shearY += signed * space.shear
    case .translateX: draw.translationX += signed * space.translation
    case .translateY: draw.translationY += signed * space.translation
    case .rotate: draw.rotation += signed * space.rotation
    case .brightness: draw.brightness *= 1 + signed * space.enhancement
    case .contrast: draw.contrast *= 1 + signed * space.enhancement
    case .saturation: draw.saturation *= 1 + signed * space.enhancement
    case .sharpness: draw.operations.append(.sharpness(factor: 1 + signed * space.enhancement))
    case .posterize:
      draw.operations.append(.posterize(bits: 8 - Int((magnitude * space.bits).rounded())))
    case .solarize:
      draw.operations.append(.solarize(threshold: 256 - Int((magnitude * 256).rounded())))
    case .autocontrast: draw.operations.append(.autocontrast)
    case .equalize: draw.operations.append(.equalize)
    }
  }
}

extension AugmentationDraw {
  /// Adds what the settings' policy draws for a picture.
  mutating func addPolicy(_ augmentation: Augmentation, seed: UInt64, epoch: Int, sample: Int) {
    guard augmentation.policy != .none else { return }
    var random = RandomStream(
      seed: seed, .policy, UInt64(truncatingIfNeeded: epoch), UInt64(truncatingIfNeeded: sample))
    let policy = augmentation.policy
    let strength =
      augmentation.policyStrength > 0 ? augmentation.policyStrength : policy.usualStrength
    let all = PolicyOperation.allCases
    for _ in 0..<(policy == .rand ? augmentation.operationCount : 1) {
      let operation = all[random.integer(below: all.count)]
      let share = random.uniform()
      let sign: Float = random.uniform() < 0.5 ? -1 : 1
      operation.add(
        to: &self, of: policy, magnitude: policy == .trivial ? strength * share : strength,
        sign: sign)
    }
  }
}
