import Recurrent

/// The running means among the parameters (those of batch normalisation): w += momentum (batch's - w), where the
/// batch's value stands in the place of the gradient. Being in the gradient, they are summed and averaged over
/// shards and workers as it is. All else of the parameters belongs to the optimiser.
struct RunningStatistics: Sendable {
  /// One tensor.
  struct Item: Sendable {
    let range: Range<Int>
    let momentum: Float
  }

  /// Ascending.
  let items: [Item]
  /// What lies between them: the parameters that gradients move. Ascending.
  let trainable: [Range<Int>]

  init(_ parameters: [ParameterDescription]) {
    items = parameters.compactMap { parameter in
      guard case .statistic(let momentum) = parameter.kind else { return nil }
      return Item(range: parameter.range, momentum: momentum)
    }
    var trainable: [Range<Int>] = []
    for parameter in parameters where parameter.kind.isTrainable {
      if let last = trainable.last, last.upperBound == parameter.range.lowerBound {
        trainable[trainable.count - 1] = last.lowerBound..<parameter.range.upperBound
      } else {
        trainable.append(parameter.range)
      }
    }
    self.trainable = trainable
  }

  /// Calls `body` for what of `stretch` gradients move, piece by piece.
  func forEachTrainable(in stretch: Range<Int>, _ body: (Range<Int>) -> Void) {
    for range in trainable {
      let part = range.clamped(to: stretch)
      if !part.isEmpty { body(part) }
    }
  }

  /// Updates what of `stretch` is a statistic.
  /// - Parameters:
  ///   - weights: the whole parameter buffer.
  ///   - gradient: in the same layout.
  func update(
    _ weights: UnsafeMutablePointer<Float>, from gradient: UnsafePointer<Float>,
    in stretch: Range<Int>
  ) {
    for item in items {
      for i in item.range.clamped(to: stretch) {
        weights[i] += item.momentum * (gradient[i] - weights[i])
      }
    }
  }
}
