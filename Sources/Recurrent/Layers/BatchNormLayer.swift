import Compute

/// Batch normalisation (Ioffe and Szegedy 2015, arXiv 1502.03167) of each channel over all samples and tokens
/// of the call:
///
///     y = scale (x - mean) / sqrt(variance + epsilon) + offset
///
/// Training takes mean and variance of the samples at hand ("ghost batches", Hoffer et al. 2017, arXiv
/// 1705.08741: a batch goes through the network in shards) and leaves them, the variance with its unbiased
/// estimate, where the running statistics have their gradients. Inference takes the running ones, no variance as less than
/// `BatchNormalisation.leastVariance`.
struct BatchNormLayer: Layer {
  let output: TensorShape
  let parameters: ParameterList
  let memory: WorkspacePlan
  private let epsilon: Float
  private let width: Int
  private let scale: Int
  private let offset: Int
  private let runningMean: Int
  private let runningVariance: Int
  /// [width] each: what the forward pass normalised by.
  private let mean: Int
  private let inverse: Int
  /// The variance of the samples.
  private let variance: Int

  init(input: TensorShape, spec: BatchNormSpec) {
    output = input
    width = input.features
    epsilon = spec.epsilon
    var list = ParameterList()
    scale = list.add("scale", [width], .constant(1))
    offset = list.add("offset", [width], .zeros)
    let statistic = ParameterKind.statistic(momentum: spec.momentum)
    runningMean = list.add("running_mean", [width], .zeros, kind: statistic)
    runningVariance = list.add("running_variance", [width], .constant(1), kind: statistic)
    parameters = list
    var plan = WorkspacePlan()
    mean = plan.reserve(width)
    inverse = plan.reserve(width)
    variance = plan.reserve(width)
    memory = plan
  }

  var mixesSamples: Bool { true }

  /// One position alone has no variance: the running statistics serve it.
  private func usesOwnMoments(_ pass: LayerPass) -> Bool {
    pass.isTraining && pass.count * output.tokens > 1
  }

  func forward(_ pass: LayerPass) {
    let rows = pass.count * output.tokens
    let mean = pass.memory + mean * pass.count
    let variance = pass.memory + variance * pass.count
    let inverse = pass.memory + inverse * pass.count
    var least: Float = 0
    if usesOwnMoments(pass) {
      BatchNormalisation.moments(
        pass.input, rows: rows, width: width, mean: mean, variance: variance)
    } else {
      mean.update(from: pass.weights + runningMean, count: width)
      variance.update(from: pass.weights + runningVariance, count: width)
      least = BatchNormalisation.leastVariance(variance, width: width)
    }
    BatchNormalisation.invert(variance, least: least, epsilon: epsilon, width: width, into: inverse)
    BatchNormalisation.apply(
      pass.input, rows: rows, width: width, mean: mean, inverse: inverse,
      scale: pass.weights + scale, offset: pass.weights + offset, into: pass.output)
  }

  func backward(_ pass: LayerPass, _ gradients: LayerGradients) {
    let rows = pass.count * output.tokens
    let mean = pass.memory + mean * pass.count
    let inverse = pass.memory + inverse * pass.count
    let own = usesOwnMoments(pass)
    noteStatistics(pass, gradients, unbiased: own ? Float(rows) / Float(rows - 1) : 1)
    BatchNormalisation.backward(
      pass.input, gradients.output, rows: rows, width: width, mean: mean, inverse: inverse,
      scale: pass.weights + scale, scaleGradient: gradients.weights + scale,
      offsetGradient: gradients.weights + offset, ownMoments: own, into: gradients.input)
  }

  /// Inference's map of each channel is left to the layer that comes next.
  func folded(
    _ weights: UnsafePointer<Float>, input: TensorShape, pending: ChannelMap?
  ) -> FoldedLayer {
    let variance = weights + runningVariance
    let least = BatchNormalisation.leastVariance(variance, width: width)
    let scales = (0..<width).map {
      weights[scale + $0] / (max(variance[$0], least) + epsilon).squareRoot()
    }
    let offsets = (0..<width).map { weights[offset + $0] - scales[$0] * weights[runningMean + $0] }
    let own = ChannelMap(scale: scales, offset: offsets)
    return FoldedLayer(parts: [], pending: pending?.then(own) ?? own)
  }

  /// A layer that does what a map says, for where no other layer can take it up.
  static func applying(_ map: ChannelMap, input: TensorShape) -> FoldedPart {
    let layer = BatchNormLayer(input: input, spec: BatchNormSpec())
    return FoldedPart(layer) { target in
      (target + layer.scale).update(from: map.scale, count: layer.width)
      (target + layer.offset).update(from: map.offset, count: layer.width)
      (target + layer.runningMean).update(repeating: 0, count: layer.width)
      (target + layer.runningVariance).update(repeating: 1 - layer.epsilon, count: layer.width)
    }
  }

  /// - Parameter unbiased: what makes the variance an estimate of that of all pictures.
  private func noteStatistics(_ pass: LayerPass, _ gradients: LayerGradients, unbiased: Float) {
    let mean = pass.memory + mean * pass.count
    let variance = pass.memory + variance * pass.count
    for j in 0..<width {
      gradients.weights[runningMean + j] = mean[j] * gradients.share
      gradients.weights[runningVariance + j] = variance[j] * unbiased * gradients.share
    }
  }
}
