import Glibc

/// Limited-memory BFGS within a box: steps are projected onto it, and variables that the gradient presses
/// against a bound are left out of the curvature. (Nocedal and Wright, "Numerical Optimization", chapter 7.)
struct Minimiser {
  var iterations = 60
  /// Ends when no component of the projected gradient is larger.
  var tolerance = 1e-5
  private let memory = 8

  init(iterations: Int = 60, tolerance: Double = 1e-5) {
    self.iterations = iterations
    self.tolerance = tolerance
  }

  /// - Parameters:
  ///   - start: a point of the box.
  ///   - function: its value at a point, and its gradient; infinity where it has none.
  /// - Returns: the best point found and its value.
  func minimise(
    from start: [Double], lower: [Double], upper: [Double],
    _ function: (_ x: [Double], _ gradient: inout [Double]) -> Double
  ) -> (point: [Double], value: Double) {
    var x = start
    var gradient = [Double](repeating: 0, count: x.count)
    var value = function(x, &gradient)
    guard value.isFinite else { return (x, value) }
    var steps: [(s: [Double], y: [Double], rho: Double)] = []
    var next = x
    var nextGradient = gradient

    for _ in 0..<iterations {
      let isFree = x.indices.map { index in
        !(x[index] <= lower[index] && gradient[index] > 0
          || x[index] >= upper[index] && gradient[index] < 0)
      }
      let slope = x.indices.reduce(0) { isFree[$1] ? max($0, abs(gradient[$1])) : $0 }
      if slope < tolerance { break }
      var direction = self.direction(gradient, isFree, steps)
      var descent = dot(direction, gradient)
      if !(descent < 0) {
        steps.removeAll()
        direction = x.indices.map { isFree[$0] ? -gradient[$0] : 0 }
        descent = dot(direction, gradient)
      }
      var length = steps.isEmpty ? min(1, 0.1 / slope) : 1.0
      var nextValue = Double.infinity
      for _ in 0..<25 {
        for index in x.indices {
          next[index] = min(max(x[index] + length * direction[index], lower[index]), upper[index])
        }
        nextValue = function(next, &nextGradient)
        let gained = x.indices.reduce(0) { $0 + gradient[$1] * (next[$1] - x[$1]) }
        if nextValue <= value + 1e-4 * gained { break }
        nextValue = .infinity
        length *= 0.4
      }
      guard nextValue.isFinite else {
        // A poor model of the curvature is given up once; then this is the end.
        if steps.isEmpty { break }
        steps.removeAll()
        continue
      }
      let s = x.indices.map { next[$0] - x[$0] }
      let y = x.indices.map { nextGradient[$0] - gradient[$0] }
      let curvature = dot(s, y)
      if curvature > 1e-12 * dot(y, y) {
        steps.append((s, y, 1 / curvature))
        if steps.count > memory { steps.removeFirst() }
      }
      let change = value - nextValue
      (x, gradient, value) = (next, nextGradient, nextValue)
      if change <= 1e-9 * max(1, abs(value)) { break }
    }
    return (x, value)
  }

  /// -H g for the free variables, by the two loops over the last steps.
  private func direction(
    _ gradient: [Double], _ isFree: [Bool], _ steps: [(s: [Double], y: [Double], rho: Double)]
  ) -> [Double] {
    var q = gradient.indices.map { isFree[$0] ? gradient[$0] : 0 }
    var alphas: [Double] = []
    for step in steps.reversed() {
      let alpha = step.rho * dot(step.s, q)
      alphas.append(alpha)
      for index in q.indices { q[index] -= alpha * step.y[index] }
    }
    if let last = steps.last {
      let scale = 1 / (last.rho * dot(last.y, last.y))
      for index in q.indices { q[index] *= scale }
    }
    for (step, alpha) in zip(steps, alphas.reversed()) {
      let beta = step.rho * dot(step.y, q)
      for index in q.indices { q[index] += (alpha - beta) * step.s[index] }
    }
    return q.indices.map { isFree[$0] ? -q[$0] : 0 }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}
