import Compute
import Glibc
import Imaging
import Platform
import Recurrent

extension Model {
  /// Samples that go through the network together.
  private static let pieceSize = 8
  /// Noisy copies, and their noise's deviation over the input's range (both from the paper).
  private static let copies = 16
  private static let noise: Float = 0.15

  /// Which places of a picture a label hangs on: by the gradient where its probability changes most easily,
  /// up or down; by occlusion what speaks for it. Costs some dozens (gradient) or hundreds (occlusion) of
  /// classifications. Mirror images are not averaged with, but for the answer.
  /// - Parameter label: index; nil: the one that `classify` answers with.
  /// - Throws: `invalidArgument` for a label that the model does not have, `noMemory`, `corruptModel` for outputs that
  ///   are not finite.
  package func saliency(
    of pixels: PixelView, label: Int? = nil, by method: Saliency
  ) throws -> SaliencyMap {
    if let label, !labels.indices.contains(label) {
      throw ScanlineError(
        .invalidArgument, "label \(label) of a model with \(labels.count) labels")
    }
    let weights = weights
    let input = try FloatBuffer(count: spec.input.floatCount)
    try spec.input.convert(pixels, into: input.pointer)
    defer { withExtendedLifetime((weights, input)) {} }
    var probabilities = [Float](repeating: 0, count: labels.count)
    let answer = try classify(pixels, into: &probabilities)
    let label = label ?? answer.label
    let probe = try Probe(network, weights, input, capacity: Self.pieceSize)
    let raw =
      switch method {
      case .gradient: probe.smoothGradient(label, copies: Self.copies, noise: Self.noise)
      case .occlusion: probe.occlusion(label)
      }
    guard raw.allSatisfy(\.isFinite) else {
      throw ScanlineError(
        .corruptModel,
        "the model's gradients for this picture are not finite: its weights are damaged")
    }
    return SaliencyMap(raw, label: label, input: input.pointer, spec.input)
  }
}

/// One picture, and a network that is asked about changed copies of it.
private struct Probe {
  let network: Network
  let weights: FloatBuffer
  let input: FloatBuffer
  let capacity: Int
  private let inputs: FloatBuffer
  private let inputGradients: FloatBuffer
  private let logits: FloatBuffer
  private let gradients: FloatBuffer
  private let workspace: Workspace

  init(_ network: Network, _ weights: FloatBuffer, _ input: FloatBuffer, capacity: Int) throws {
    self.network = network
    self.weights = weights
    self.input = input
    self.capacity = capacity
    inputs = try FloatBuffer(count: capacity * input.count)
    inputGradients = try FloatBuffer(count: capacity * input.count)
    logits = try FloatBuffer(count: capacity * network.classCount)
    gradients = try FloatBuffer(count: network.parameterCount)
    workspace = try network.makeWorkspace(capacity: capacity, training: true)
  }

  private func copy(_ slot: Int) -> UnsafeMutablePointer<Float> {
    let target = inputs.pointer + slot * input.count
    target.update(from: input.pointer, count: input.count)
    return target
  }

  private func forward(_ count: Int) {
    network.forward(
      weights: weights.pointer, input: inputs.pointer, count: count, logits: logits.pointer,
      workspace: workspace, mode: .inference)
  }

  private func row(_ slot: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: logits.pointer + slot * network.classCount, count: network.classCount)
  }

  /// Nats.
  private func logProbability(_ slot: Int, _ label: Int) -> Float {
    let row = row(slot)
    let peak = row.max() ?? 0
    return row[label] - peak - log(row.reduce(0) { $0 + exp($1 - peak) })
  }

  /// `[height, width]`: the largest of the channels' mean gradients, without their signs.
  func smoothGradient(_ label: Int, copies: Int, noise: Float) -> [Float] {
    let values = input.floats
    let deviation = noise * ((values.max() ?? 0) - (values.min() ?? 0))
    var sums = Array(repeating: Float(0), count: input.count)
    var random = RandomStream(seed: 0, .saliency)
    for first in stride(from: 0, to: copies, by: capacity) {
      let count = min(capacity, copies - first)
      for slot in 0..<count {
        let target = copy(slot)
        for index in 0..<input.count { target[index] += deviation * Float(random.normal()) }
      }
      forward(count)
      for slot in 0..<count {
        let row = row(slot)
        Softmax.probabilities(
          logits: logits.pointer + slot * row.count, count: 1, classes: row.count,
          into: logits.pointer + slot * row.count)
        for index in row.indices { row[index] = (index == label ? 1 : 0) - row[index] }
      }
      network.backward(
        weights: weights.pointer, logitGradients: logits.pointer, count: count,
        gradients: gradients.pointer, inputGradients: inputGradients.pointer,
        workspace: workspace)
      for slot in 0..<count {
        let found = inputGradients.pointer + slot * input.count
        for index in 0..<input.count { sums[index] += found[index] }
      }
    }
    let channels = network.input.channels
    return (0..<input.count / channels).map { pixel in
      (0..<channels).reduce(0) { max($0, abs(sums[pixel * channels + $1])) } / Float(copies)
    }
  }

  /// `[height, width]`: what is lost where the picture is covered, the mean over all windows on a pixel.
  func occlusion(_ label: Int) -> [Float] {
    let (height, width, channels) = (
      network.input.height, network.input.width, network.input.channels
    )
    let side = max(min(height, width) / 6, 1)
    let step = max(side / 2, 1)
    let tops = Self.starts(height, side, step)
    let lefts = Self.starts(width, side, step)
    let places = tops.flatMap { top in lefts.map { (top: top, left: $0) } }
    _ = copy(0)
    forward(1)
    let whole = logProbability(0, label)
    var sums = Array(repeating: Float(0), count: height * width)
    var counts = sums
    for first in stride(from: 0, to: places.count, by: capacity) {
      let piece = places[first..<min(first + capacity, places.count)]
      for (slot, place) in piece.enumerated() {
        let target = copy(slot)
        for y in place.top..<place.top + side {
          // The mean colour is 0 when normalised.
          (target + (y * width + place.left) * channels).update(
            repeating: 0, count: side * channels)
        }
      }
      forward(piece.count)
      for (slot, place) in piece.enumerated() {
        let loss = whole - logProbability(slot, label)
        for y in place.top..<place.top + side {
          for x in place.left..<place.left + side {
            sums[y * width + x] += loss
            counts[y * width + x] += 1
          }
        }
      }
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }

  /// Where windows of `side` begin, so that they cover all.
  private static func starts(_ length: Int, _ side: Int, _ step: Int) -> [Int] {
    var result = Array(stride(from: 0, through: length - side, by: step))
    if let last = result.last, last < length - side { result.append(length - side) }
    return result
  }
}
