import Platform
import Testing

@testable import Training

@Suite struct TrainingSettingsTests {
  @Test func emptyObjectHasTheDefaults() throws {
    let settings = try TrainingSettings(json: "{}")
    #expect(settings == TrainingSettings())
    #expect(settings.epochs == 30 && settings.batchSize == 32 && settings.optimizer == .adam)
    #expect(settings.learningRate == 0.001 && settings.epsilon == 1e-7 && settings.restoreBest)
    #expect(settings.cacheBytes == 1 << 30 && settings.finalLearningRateShare == 0.01)
  }

  @Test func settingsThatDoNothingAreNamed() throws {
    #expect(TrainingSettings().idle.isEmpty)
    for recipe in TrainingRecipe.allCases { #expect(recipe.settings.idle.isEmpty) }
    var settings = TrainingSettings()
    (settings.weightDecay, settings.momentum, settings.nesterov) = (0.01, 0.9, true)
    (settings.mixupAlpha, settings.cutmixAlpha) = (0.4, 0.5)
    settings.augmentation.policyStrength = 0.5
    let said = [
      "weight_decay does nothing without the optimizer adamw",
      "momentum does nothing without the optimizer sgd or rmsprop",
      "nesterov does nothing without the optimizer sgd",
      "policy_strength does nothing without a policy of augmentation",
      "mixup_alpha does nothing without mixup_probability",
      "cutmix_alpha does nothing without cutmix_probability",
    ]
    #expect(settings.idle == said)
    settings.optimizer = .sgd
    settings.augmentation.policy = .trivial
    (settings.mixupProbability, settings.cutmixProbability) = (0.1, 0.1)
    #expect(settings.idle == [said[0]])
  }

  @Test func everyKeySurvivesTheRoundTrip() throws {
    var settings = TrainingSettings()
    settings.threads = 3
    settings.seed = .max
    settings.epochs = 7
    settings.batchSize = 9
    settings.optimizer = .adamW
    settings.schedule = .plateau
    settings.learningRate = 0.3
    settings.momentum = 0.4
    settings.nesterov = true
    settings.scheduleEpochs = 2
    settings.beta1 = 0.5
    settings.beta2 = 0.6
    settings.rho = 0.7
    settings.epsilon = 1e-3
    settings.weightDecay = 0.05
    settings.scheduleFactor = 0.25
    settings.warmupEpochs = 1.5
    settings.finalLearningRateShare = 0.125
    settings.clipNorm = 2
    settings.labelSmoothing = 0.1
    settings.classWeighting = .given
    settings.monitor = .validationAccuracy
    settings.classWeights = [1, 2]
    settings.earlyStoppingEpochs = 4
    settings.restoreBest = false
    settings.augmentation.rotation = 0.08
    settings.checkpointPath = "run.ckpt"
    settings.cacheBytes = 1000
    let text = try JSON.encode(settings)
    #expect(try TrainingSettings(json: text) == settings)
    #expect(text.contains("\"optimizer\":\"adamw\"") && text.contains("\"rotation\":0.08"))
  }

  @Test(arguments: [
    (#"{"lerning_rate": 1}"#, "lerning_rate"),
    (#"{"augmentation": {"rotate": 1}}"#, "augmentation.rotate"),
    (#"{"epochs": 0}"#, "epochs is 0; allowed is 1 to 100000"),
    (#"{"epochs": 1000001}"#, "epochs"),
    (#"{"epochs": 2.5}"#, "training settings"),
    (#"{"batch_size": 65537}"#, "batch_size is 65537"),
    (#"{"threads": -1}"#, "threads"),
    (#"{"learning_rate": 0}"#, "learning_rate"),
    (#"{"beta1": 1}"#, "beta1 is 1.0; allowed is 0 to below 1"),
    (#"{"label_smoothing": -0.1}"#, "label_smoothing"),
    (#"{"optimizer": "sdg"}"#, "sgd, rmsprop, adam, adamw"),
    (#"{"schedule": 4}"#, "schedule"),
    (#"{"clip_norm": -1}"#, "clip_norm"),
    (#"{"warmup_epochs": 31}"#, "warmup_epochs is 31.0; allowed is 0 to 30, the epochs, or -1"),
    (#"{"warmup_epochs": -2}"#, "or -1"),
    (#"{"mixup_probability": 0.75, "cutmix_probability": 0.5}"#, "cutmix_probability is 1.25"),
    (#"{"layer_decay": 0}"#, "layer_decay is 0.0; allowed is above 0.0 to 1.0"),
    (#"{"known_share": 1.5}"#, "known_share"),
    (#"{"balanced_sampling": true, "class_weighting": "balanced"}"#, "use one"),
    (#"{"class_weights": [1, -1]}"#, "class_weights[1]"),
    (#"{"class_weighting": "given"}"#, "class_weights"),
    (#"{"augmentation": {"zoom": 1}}"#, "zoom"),
    (#"{"seed": -1}"#, "training settings"),
    (#"{"epochs": "many"}"#, "\"epochs\""),
    (#"{"epochs": }"#, "training settings"),
  ])
  func badSettingsAreNamed(text: String, part: String) {
    let error = scanlineError { _ = try TrainingSettings(json: text) }
    #expect(error?.kind == .invalidArgument)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
  }

  @Test func notANumberIsRefusedEverywhere() {
    let keys: [WritableKeyPath<TrainingSettings, Double>] = [
      \.learningRate, \.momentum, \.beta1, \.beta2, \.rho, \.epsilon, \.weightDecay,
      \.scheduleFactor, \.warmupEpochs, \.finalLearningRateShare, \.clipNorm, \.labelSmoothing,
    ]
    for key in keys {
      for value in [Double.nan, .infinity, -2] {
        var settings = TrainingSettings()
        settings[keyPath: key] = value
        #expect(throws: ScanlineError.self) { try settings.validate() }
      }
    }
  }

  @Test func classWeightsFitTheLabels() {
    var settings = TrainingSettings()
    settings.classWeighting = .given
    settings.classWeights = [1, 2]
    #expect(throws: Never.self) { try settings.validate(labelCount: 2) }
    let count = scanlineError { try settings.validate(labelCount: 3) }
    #expect(count?.message == "class_weights has 2 values for 3 labels")
    settings.classWeights = [0, 0]
    #expect(throws: ScanlineError.self) { try settings.validate(labelCount: 2) }
  }

  @Test func codesAreTheHeaders() throws {
    #expect(try OptimiserKind(code: 3) == .adamW && ScheduleKind(code: 2) == .cosine)
    #expect(try Monitor(code: 1) == .validationAccuracy && ClassWeighting(code: 1) == .balanced)
    let error = scanlineError { _ = try OptimiserKind(code: 4) }
    #expect(error?.message == "optimizer 4 is not in 0 to 3")
  }
}
