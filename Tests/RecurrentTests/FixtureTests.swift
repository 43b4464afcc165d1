import Testing

@testable import Recurrent

/// Against Keras and PyTorch: logits within 1e-5, every gradient within 1e-4 of its largest value.
@Suite struct FixtureTests {
  @Test func allPeersAndCellsArePresent() {
    let names = Set(Fixture.names)
    for name in ["simple-rnn", "lstm", "gru", "stacked"] {
      #expect(names.contains("keras-" + name) && names.contains("torch-" + name))
    }
    #expect(names.contains("keras-gru-before"))
    #expect(names.count == 18)
    #expect(Fixture.tokenNames.count == 6)
  }

  @Test(arguments: Fixture.names + Fixture.tokenNames)
  func agreesWithPeer(name: String) throws {
    let fixture = try Fixture.load(name)
    let grid = GridShape(
      height: fixture.input[0], width: fixture.input[1], channels: fixture.input[2])
    var harness = try Harness(fixture.spec, input: grid, classes: fixture.classes)
    for parameter in harness.network.parameters {
      let tensor = try #require(fixture.tensors["weights." + parameter.name])
      #expect(tensor.shape == parameter.shape, "\(parameter.name)")
      harness.weights.replaceSubrange(
        parameter.offset..<(parameter.offset + parameter.count), with: tensor.floats)
    }
    let input = try fixture.floats("input")
    let expected = try fixture.floats("logits")
    let isTraining = fixture.training ?? false
    let result = try harness.gradients(
      input, logitGradients: fixture.floats("logit_gradients"),
      mode: isTraining ? .training(DropoutKey(seed: 0, step: 0, firstSample: 0)) : .inference)
    // A pass of training, and one of classification.
    for logits in [result.logits] + (isTraining ? [] : [try harness.logits(input)]) {
      for (found, expected) in zip(logits, expected) { #expect(abs(found - expected) < 1e-5) }
      #expect(logits.count == expected.count)
    }
    #expect(relativeError(result.input, try fixture.floats("input_gradients")) < 1e-4)
    for parameter in harness.network.parameters {
      let own = result.weights[parameter.offset..<(parameter.offset + parameter.count)]
      let error = relativeError(own, try fixture.floats("gradients." + parameter.name))
      #expect(error < 1e-4, "\(parameter.name)")
    }
  }
}
