import Platform

/// The squared distances between all pairs of points by axis, computed once for a fit. They are the most of what a
/// proposal needs, and return to the system with it: a search does not grow with the square of its trials.
struct PairDistances {
  let axisCount: Int
  let count: Int
  /// [axes][pairs] of doubles; pair (i, j), j < i, is number i (i - 1) / 2 + j.
  private let memory: ByteBuffer

  var pairCount: Int { count * (count - 1) / 2 }

  /// - Parameter columns: coordinates by axis, [axes][points].
  /// - Returns: nil when there is no memory for them.
  init?(axes: [MaternKernel.Axis], columns: [[Double]], count: Int) {
    axisCount = axes.count
    self.count = count
    let pairCount = count * (count - 1) / 2
    guard let memory = try? ByteBuffer(count: 8 * pairCount * axes.count) else { return nil }
    self.memory = memory
    let distances = memory.pointer.bindMemory(to: Double.self, capacity: pairCount * axes.count)
    var place = 0
    for (axis, column) in zip(axes, columns) {
      column.withUnsafeBufferPointer { column in
        for row in 0..<count {
          for other in 0..<row {
            distances[place] = MaternKernel.squaredDistance(axis, column[row], column[other])
            place += 1
          }
        }
      }
    }
  }

  /// Lends the squared distances of all pairs along an axis.
  func withSquared<Result>(
    _ axis: Int, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> Result {
    memory.withBytes { bytes in
      let all = bytes.assumingMemoryBound(to: Double.self)
      return body(UnsafeBufferPointer(rebasing: all[(axis * pairCount)..<((axis + 1) * pairCount)]))
    }
  }

  /// r² of all pairs.
  func scaled(_ weights: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: pairCount)
    sums.withUnsafeMutableBufferPointer { sums in
      for axis in 0..<axisCount {
        let weight = weights[axis]
        withSquared(axis) { squared in
          for pair in 0..<sums.count { sums[pair] += weight * squared[pair] }
        }
      }
    }
    return sums
  }

  /// The covariance of the points' values, [count, count] by rows, lower triangle.
  func covariance(_ parameters: MaternKernel.Parameters, noise: Double) -> [Double] {
    covariance(scaled(parameters.weights), variance: parameters.variance, noise: noise)
  }

  func covariance(_ scaled: [Double], variance: Double, noise: Double) -> [Double] {
    var matrix = [Double](repeating: 0, count: count * count)
    matrix.withUnsafeMutableBufferPointer { matrix in
      scaled.withUnsafeBufferPointer { scaled in
        var pair = 0
        for row in 0..<count {
          for other in 0..<row {
            matrix[row * count + other] = variance * MaternKernel.value(scaled[pair])
            pair += 1
          }
          matrix[row * count + row] = variance + noise
        }
      }
    }
    return matrix
  }
}
