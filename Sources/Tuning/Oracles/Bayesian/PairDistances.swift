/// The squared distances between all pairs of points by axis, computed once for a fit.
struct PairDistances {
  let axisCount: Int
  let count: Int
  /// [axes][pairs]; pair (i, j), j < i, is number i (i - 1) / 2 + j.
  let squared: [[Double]]

  var pairCount: Int { count * (count - 1) / 2 }

  /// - Parameter columns: coordinates by axis, [axes][points].
  init(axes: [MaternKernel.Axis], columns: [[Double]], count: Int) {
    axisCount = axes.count
    self.count = count
    squared = zip(axes, columns).map { axis, column in
      var distances: [Double] = []
      distances.reserveCapacity(count * (count - 1) / 2)
      column.withUnsafeBufferPointer { column in
        for row in 0..<count {
          for other in 0..<row {
            distances.append(MaternKernel.squaredDistance(axis, column[row], column[other]))
          }
        }
      }
      return distances
    }
  }

  /// r² of all pairs.
  func scaled(_ weights: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: pairCount)
    sums.withUnsafeMutableBufferPointer { sums in
      for axis in 0..<axisCount {
        let weight = weights[axis]
        squared[axis].withUnsafeBufferPointer { squared in
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
