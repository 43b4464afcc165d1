import Compute
import Glibc
import Testing

@testable import Tuning

@Suite struct GaussianProcessTests {
  private let parameters = MaternKernel.Parameters(
    weights: ProcessTable.scales.map { 1 / ($0 * $0) }, variance: ProcessTable.variance)
  private let axes: [MaternKernel.Axis] = [.line, .line, .line]

  @Test func posteriorEqualsScikitLearns() throws {
    let process = try #require(
      GaussianProcess(
        axes: axes, columns: ProcessTable.columns, values: ProcessTable.values,
        parameters: parameters, noise: ProcessTable.noise))
    let count = ProcessTable.means.count
    let (means, variances) = process.posterior(at: ProcessTable.asked, count: count)
    var work = process.workspace()
    for index in 0..<count {
      #expect(abs(means[index] - ProcessTable.means[index]) < 1e-9)
      #expect(abs(variances[index] - ProcessTable.variances[index]) < 1e-9)
      let point = ProcessTable.asked.map { $0[index] }
      let (mean, variance) = process.posterior(at: point, &work)
      #expect(abs(mean - means[index]) < 1e-12)
      #expect(abs(variance - variances[index]) < 1e-12)
    }
  }

  @Test func gradientsAreThoseOfThePosterior() throws {
    let axes: [MaternKernel.Axis] = [.line, .arc, .category]
    var columns = ProcessTable.columns
    columns[1][3] = .nan
    columns[2] = columns[2].map { ($0 * 3).rounded(.down) }
    let process = try #require(
      GaussianProcess(
        axes: axes, columns: columns, values: ProcessTable.values, parameters: parameters,
        noise: ProcessTable.noise))
    var work = process.workspace()
    let point = [0.4, 0.7, 1]
    _ = process.posterior(at: point, &work)
    let (byMean, byVariance) = (work.meanGradient, work.varianceGradient)
    for axis in 0..<2 {
      let step = 1e-5
      let ends = [-step, step].map { change -> (mean: Double, variance: Double) in
        var moved = point
        moved[axis] += change
        return process.posterior(at: moved, &work)
      }
      #expect(abs((ends[1].mean - ends[0].mean) / (2 * step) - byMean[axis]) < 1e-6)
      #expect(abs((ends[1].variance - ends[0].variance) / (2 * step) - byVariance[axis]) < 1e-6)
    }
    #expect(byMean[2] == 0 && byVariance[2] == 0)
  }

  @Test func likelihoodEqualsScikitLearnsAndHasItsGradient() {
    let distances = PairDistances(
      axes: axes, columns: ProcessTable.columns, count: ProcessTable.values.count)
    let prior = KernelPrior(axisCount: 3)
    let function = MarginalLikelihood(distances, values: ProcessTable.values, prior: prior)
    let logarithms =
      parameters.weights.map { log($0) } + [log(parameters.variance), log(ProcessTable.noise)]
    var gradient = [Double](repeating: 0, count: 5)
    var penaltyGradient = gradient
    let value = function(logarithms, &gradient)
    let penalty = prior.penalty(logarithms, &penaltyGradient)
    let constant = Double(ProcessTable.values.count) / 2 * log(2 * Double.pi)
    #expect(abs(-(value - penalty) - constant - ProcessTable.logLikelihood) < 1e-9)
    var ignored = gradient
    for index in logarithms.indices {
      let ends = [-1e-5, 1e-5].map { change -> Double in
        var moved = logarithms
        moved[index] += change
        return function(moved, &ignored)
      }
      #expect(abs((ends[1] - ends[0]) / 2e-5 - gradient[index]) < 1e-5)
    }
  }

  /// Two points without an axis are alike in it; one without is 1 away from every one that has it.
  @Test func absenceIsAPlaceOfItsOwn() {
    func distance(_ axis: MaternKernel.Axis, _ a: Double, _ b: Double) -> Double {
      MaternKernel.squaredDistance(axis, a, b)
    }
    for axis in [MaternKernel.Axis.arc, .category] {
      #expect(distance(axis, .nan, .nan) == 0)
      #expect(distance(axis, .nan, 0) == 1)
      #expect(distance(axis, 1, .nan) == 1)
      #expect(distance(axis, 0.25, 0.25) == 0)
    }
    #expect(distance(.category, 0.25, 0.75) == 1)
    #expect(abs(distance(.arc, 0.2, 0.21) - 1e-4) < 1e-8)
  }

  @Test func expectedImprovementEqualsScipys() {
    for row in ProcessTable.improvements {
      let worth = Acquisition.expectedImprovement.worth(
        mean: row[0], variance: row[1] * row[1], best: row[2], confidence: 0)
      #expect(abs(worth.value - log(row[3])) < 1e-9)
    }
  }

  @Test(arguments: Acquisition.allCases)
  func worthHasItsDerivatives(acquisition: Acquisition) {
    func worth(_ mean: Double, _ variance: Double) -> (
      value: Double, byMean: Double, byVariance: Double
    ) { acquisition.worth(mean: mean, variance: variance, best: 0, confidence: 2) }
    // From certain gain to hopeless: where the plain formula is 0 the logarithm still slopes.
    for mean in [-3, 0.2, 2, 9, 24.9, 25.1, 60] {
      let here = worth(mean, 1)
      let step = 1e-5
      let byMean = (worth(mean + step, 1).value - worth(mean - step, 1).value) / (2 * step)
      let byVariance = (worth(mean, 1 + step).value - worth(mean, 1 - step).value) / (2 * step)
      #expect(here.value.isFinite)
      #expect(abs(byMean - here.byMean) < 1e-5 * max(1, abs(byMean)), "\(mean)")
      #expect(abs(byVariance - here.byVariance) < 1e-4 * max(1, abs(byVariance)), "\(mean)")
    }
  }

  @Test func minimisesWithinABox() {
    // Rosenbrock's valley; its minimum (1, 1) lies outside the second box.
    func valley(_ x: [Double], _ gradient: inout [Double]) -> Double {
      let bend = x[1] - x[0] * x[0]
      gradient = [-400 * x[0] * bend - 2 * (1 - x[0]), 200 * bend]
      return 100 * bend * bend + (1 - x[0]) * (1 - x[0])
    }
    let minimiser = Minimiser(iterations: 200, tolerance: 1e-8)
    let free = minimiser.minimise(from: [-1.2, 1], lower: [-5, -5], upper: [5, 5], valley)
    #expect(abs(free.point[0] - 1) < 1e-4 && abs(free.point[1] - 1) < 1e-4)
    let bound = minimiser.minimise(from: [-1.2, 0.2], lower: [-5, -5], upper: [0.5, 5], valley)
    #expect(abs(bound.point[0] - 0.5) < 1e-9 && abs(bound.point[1] - 0.25) < 1e-5)
  }
}
