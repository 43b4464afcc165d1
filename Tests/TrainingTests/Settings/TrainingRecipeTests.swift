import Platform
import Testing

@testable import Training

@Suite struct TrainingRecipeTests {
  @Test(arguments: TrainingRecipe.allCases)
  func everyRecipeCanBeTrainedWith(recipe: TrainingRecipe) throws {
    let settings = recipe.settings
    try settings.validate()
    try settings.augmentation.validate()
    #expect(try TrainingRecipe(name: recipe.rawValue) == recipe)
    #expect(settings.warmupEpochs < Double(settings.epochs) && !settings.augmentation.isIdentity)
  }

  @Test func refusalsListTheNames() throws {
    let error = #expect(throws: ScanlineError.self) { try TrainingRecipe(name: "cake") }
    #expect(error?.message == "recipe \"cake\" is not one of photos, fine-tune")
  }
}
