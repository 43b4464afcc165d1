import Platform
import Testing

@testable import Training

@Suite struct TrainingRecipeTests {
  @Test(arguments: TrainingRecipe.allCases)
  func everyRecipeCanBeTrainedWith(recipe: TrainingRecipe) throws {
    var settings = recipe.settings
    try settings.validate()
    try settings.augmentation.validate()
    #expect(try TrainingRecipe(name: recipe.rawValue) == recipe)
    #expect(!settings.augmentation.isIdentity)
    // Fewer epochs, and the warm-up is shorter.
    settings.epochs = 5
    try settings.validate()
    #expect(settings.warmup == 0.5)
    settings.warmupEpochs = -0.5
    #expect(throws: ScanlineError.self) { try settings.validate() }
  }

  @Test func fineTuningIsShorterAtHalfTheRate() {
    var settings = TrainingRecipe.fineTune.settings
    #expect(settings.epochs == 25 && settings.learningRate == 0.001)
    (settings.epochs, settings.learningRate) = (60, 0.002)
    #expect(settings == TrainingRecipe.photos.settings)
  }

  @Test func refusalsListTheNames() throws {
    let error = #expect(throws: ScanlineError.self) { try TrainingRecipe(name: "cake") }
    #expect(error?.message == "recipe \"cake\" is not one of photos, fine-tune")
  }
}
