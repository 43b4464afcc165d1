import CKernels
import Compute
import Glibc
import Testing

/// The error bounds of the elementary functions, for every instruction set that this machine has, against the
/// C library in double precision.
@Suite struct KernelFunctionTests {
  static let sets = Processor.InstructionSet.allCases.filter {
    $0.rawValue <= Processor.best.rawValue
  }

  /// Inputs from `low` to `high`, and numbers of every size around 0.
  private func inputs(_ low: Double, _ high: Double) -> [Float] {
    let count = 200_000
    var result = (0...count).map { Float(low + (high - low) * Double($0) / Double(count)) }
    var size = 1e-30
    while size < high {
      result.append(Float(size))
      if -size > low { result.append(Float(-size)) }
      size *= 1.01
    }
    return result
  }

  /// The largest error in units of the last place of the exact value.
  private func worst(
    _ x: [Float],
    _ found: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
    _ exact: (Double) -> Double
  ) -> Double {
    var y = x
    found(x, &y, x.count)
    return zip(x, y).reduce(0) { worst, pair in
      let expected = exact(Double(pair.0))
      return max(worst, abs(Double(pair.1) - expected) / Double(Float(expected).ulp))
    }
  }

  @Test(arguments: sets)
  func elementaryFunctionsAreWithinTheirBounds(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    #expect(worst(inputs(-87.3, 88.7), kernels.exp, Glibc.exp) < 2)
    #expect(worst(inputs(-87, 100), kernels.sigmoid, { 1 / (1 + Glibc.exp(-$0)) }) < 3)
    #expect(worst(inputs(-50, 50), kernels.tanh, Glibc.tanh) < 5)
    #expect(worst(inputs(-80, 100), kernels.silu, silu) < 5)
    #expect(worst(inputs(0, 100), kernels.gelu, gelu) < 6)
    // Below 0 it is a difference of numbers near to each other: accurate for its place among the
    // inputs, not for its own size.
    let x = inputs(-100, 0)
    var y = x
    kernels.gelu(x, &y, x.count)
    for (x, y) in zip(x, y) { #expect(abs(Double(y) - gelu(Double(x))) <= 3 * Double(x.ulp)) }
  }

  /// Of each probability, the least ones included.
  @Test(arguments: sets)
  func softmaxIsWithinItsBound(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for classes in [2, 3, 17, 1000] {
      // Whole sixteenths: what is taken from them, the largest one, leaves no rounding error.
      let logits = (0..<classes).map { Float($0 * 7919 % classes * 1024 / classes) / 16 - 32 }
      var found = logits
      kernels.softmax(logits, &found, 1, classes)
      let largest = Double(logits.max() ?? 0)
      let shares = logits.map { Glibc.exp(Double($0) - largest) }
      let sum = shares.reduce(0, +)
      for (found, share) in zip(found, shares) {
        #expect(abs(Double(found) - share / sum) < 8 * Double(Float(share / sum).ulp))
      }
    }
  }

  private func silu(_ x: Double) -> Double { x / (1 + Glibc.exp(-x)) }

  /// By its approximation with tanh.
  private func gelu(_ x: Double) -> Double {
    0.5 * x * (1 + Glibc.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }

  @Test(arguments: sets)
  func extremesStayInRange(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    let huge = Float.greatestFiniteMagnitude
    let x: [Float] = [-.infinity, -huge, -100, 0, 100, huge, .infinity, .nan]
    var y = x
    kernels.exp(x, &y, x.count)
    #expect(y[0] == 0 && y[1] == 0 && y[2] == 0 && y[3] == 1)
    #expect(y[4] == .infinity && y[5] == .infinity && y[6] == .infinity && y[7].isNaN)
    kernels.sigmoid(x, &y, x.count)
    #expect(y[0] >= 0 && y[0] < 1e-37 && y[1] == y[0] && y[3] == 0.5 && y[6] == 1 && y[7].isNaN)
    kernels.tanh(x, &y, x.count)
    #expect(y[0] >= -1 && y[0] < -0.999_999_8 && y[3] == 0 && y[6] == -y[0] && y[7].isNaN)
  }

  @Test(arguments: sets)
  func activationsAndTheirGradients(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    for count in [1, 7, 16, 37] {
      let x = (0..<count).map { Float($0) / 9 - 1.5 }
      func gradient(
        _ y: [Float], _ kernel: (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
      ) -> [Float] {
        var dy = [Float](repeating: 2, count: count + 1)
        kernel(y, &dy, count)
        #expect(dy[count] == 2, "the float behind the last was written")
        return dy
      }
      var y = x
      kernels.relu(x, &y, count)
      #expect(y == x.map { max($0, 0) })
      #expect(gradient(y, kernels.reluGradient)[0] == (x[0] > 0 ? 2 : 0))
      kernels.tanh(x, &y, count)
      for (y, dy) in zip(y, gradient(y, kernels.tanhGradient)) {
        #expect(abs(dy - 2 * (1 - y * y)) < 1e-6)
      }
      kernels.sigmoid(x, &y, count)
      for (y, dy) in zip(y, gradient(y, kernels.sigmoidGradient)) {
        #expect(abs(dy - 2 * y * (1 - y)) < 1e-6)
      }
    }
  }

  @Test(arguments: sets)
  func smoothActivationsAndTheirGradients(set: Processor.InstructionSet) throws {
    let kernels = try #require(Processor.kernels(of: set))
    typealias Kernel = (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
    let functions: [(Kernel, Kernel, (Double) -> Double)] = [
      (kernels.silu, kernels.siluGradient, silu), (kernels.gelu, kernels.geluGradient, gelu),
    ]
    for (forward, backward, exact) in functions {
      for count in [1, 7, 16, 2001] {
        let x = (0..<count).map { Float($0) / 100 - 10 }
        var y = x + [-9]
        var dy = [Float](repeating: 2, count: count + 1)
        forward(x, &y, count)
        backward(x, &dy, count)
        for (index, x) in x.enumerated() {
          let x = Double(x)
          let slope = (exact(x + 1e-5) - exact(x - 1e-5)) / 2e-5
          #expect(abs(Double(y[index]) - exact(x)) < 1e-6 * (1 + abs(x)))
          #expect(abs(Double(dy[index]) - 2 * slope) < 1e-5)
        }
        #expect(y[count] == -9 && dy[count] == 2)
      }
    }
  }
}
