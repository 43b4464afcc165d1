import Testing

@testable import Recurrent

/// Central differences for every parameter and every input, of every cell and variant.
@Suite struct GradientTests {
  private static let grid = GridShape(height: 4, width: 3, channels: 2)

  struct Case: CustomTestStringConvertible {
    let name: String
    let layers: [LayerSpec]
    var testDescription: String { name }
  }

  static let cells: [(String, RecurrentSpec)] = {
    var before = RecurrentSpec(cell: .gru, units: 3)
    before.resetAfter = false
    return [
      ("simple_rnn", RecurrentSpec(cell: .simpleRNN, units: 3)),
      ("lstm", RecurrentSpec(cell: .lstm, units: 3)),
      ("gru", RecurrentSpec(cell: .gru, units: 3)),
      ("gru, reset before", before),
    ]
  }()

  /// Every cell with every merge and return, with and without each kind of dropout.
  static let cases: [Case] = {
    var result: [Case] = []
    for (name, cell) in cells {
      for merge in RecurrentSpec.Bidirectional.allCases {
        for returns in RecurrentSpec.Returns.allCases {
          for (dropout, recurrent) in [(Float(0), Float(0)), (0.4, 0), (0, 0.4), (0.3, 0.3)] {
            // Dropout has nothing to do with the way the output is merged: three of four are enough.
            if merge == .sum && dropout + recurrent > 0 { continue }
            var spec = cell
            spec.bidirectional = merge
            spec.returns = returns
            spec.dropout = dropout
            spec.recurrentDropout = recurrent
            var layers: [LayerSpec] = [.rows, .recurrent(spec)]
            if returns == .sequence {
              layers.append(.recurrent(RecurrentSpec(cell: .simpleRNN, units: 2)))
            }
            result.append(
              Case(
                name: "\(name), \(merge), \(returns), dropout \(dropout), \(recurrent)",
                layers: layers))
          }
        }
      }
    }
    // Nine units: a full group of lanes and a rest.
    for (name, cell) in cells {
      var wide = cell
      wide.units = 9
      wide.recurrentDropout = 0.2
      result.append(Case(name: "\(name), wide", layers: [.columns, .recurrent(wide)]))
    }
    for activation in DenseSpec.Activation.allCases {
      let dense = DenseSpec(units: 9, activation: activation)
      result.append(
        Case(
          name: "dense \(activation)",
          layers: [
            .columns, .dense(dense), .dropout(rate: 0.3),
            .recurrent(RecurrentSpec(cell: .gru, units: 3)), .dropout(rate: 0.2), .dense(dense),
          ]))
    }
    result.append(
      Case(
        name: "dropout of the input",
        layers: [.dropout(rate: 0.5), .rows, .recurrent(RecurrentSpec(cell: .lstm, units: 2))]))
    return result
  }()

  @Test(arguments: cases)
  func gradientsAreTheDifferences(of test: Case) throws {
    try expectDifferences(test.layers, input: Self.grid)
  }
}

/// Checks every gradient of a network in training mode against central differences.
func expectDifferences(_ layers: [LayerSpec], input grid: GridShape) throws {
  var harness = try Harness(layers, input: grid, classes: 2)
  let count = 3
  var input = Harness.normals(count * harness.inputSize, scale: 1, seed: 11)
  // The loss is a fixed combination of the logits.
  let slopes = Harness.normals(count * 2, scale: 1, seed: 12)
  let mode = Mode.training(DropoutKey(seed: 5, step: 3, firstSample: 16))
  let gradients = try harness.gradients(
    input, logitGradients: slopes, mode: mode, capacity: count + 2)

  func loss() throws -> Double {
    zip(try harness.logits(input, mode: mode), slopes)
      .reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
  let step: Float = 1.0 / 128
  func check(_ found: Float, _ plus: Double, _ minus: Double, _ what: String) {
    let expected = (plus - minus) / Double(2 * step)
    let error = abs(Double(found) - expected) / max(1, abs(expected))
    #expect(error < 1.5e-3, "\(what): \(found), differences \(expected)")
  }
  for parameter in harness.network.parameters where parameter.kind.isTrainable {
    for index in parameter.range {
      let value = harness.weights[index]
      harness.weights[index] = value + step
      let plus = try loss()
      harness.weights[index] = value - step
      let minus = try loss()
      harness.weights[index] = value
      check(gradients.weights[index], plus, minus, "\(parameter.name)[\(index)]")
    }
  }
  for index in input.indices {
    let value = input[index]
    input[index] = value + step
    let plus = try loss()
    input[index] = value - step
    let minus = try loss()
    input[index] = value
    check(gradients.input[index], plus, minus, "input[\(index)]")
  }
}
