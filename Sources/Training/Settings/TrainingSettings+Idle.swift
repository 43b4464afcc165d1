import Platform

extension TrainingSettings {
  /// Settings that are not the defaults and do nothing with the others, each with what it needs.
  var idle: [String] {
    let usual = TrainingSettings()
    var found: [String] = []
    func check(_ isSet: Bool, _ name: String, needs other: String) {
      if isSet { found.append("\(name) does nothing without \(other)") }
    }
    check(weightDecay != 0 && optimizer != .adamW, "weight_decay", needs: "the optimizer adamw")
    check(
      momentum != 0 && optimizer != .sgd && optimizer != .rmsprop, "momentum",
      needs: "the optimizer sgd or rmsprop")
    check(nesterov && optimizer != .sgd, "nesterov", needs: "the optimizer sgd")
    check(
      augmentation.policyStrength != 0 && augmentation.policy == .none, "policy_strength",
      needs: "a policy of augmentation")
    check(
      mixupAlpha != usual.mixupAlpha && mixupProbability == 0, "mixup_alpha",
      needs: "mixup_probability")
    check(
      cutmixAlpha != usual.cutmixAlpha && cutmixProbability == 0, "cutmix_alpha",
      needs: "cutmix_probability")
    return found
  }

  /// Warns of them: what was meant is something else.
  package func warnOfIdle() {
    for message in idle { Log.write(.warning, message) }
  }
}
