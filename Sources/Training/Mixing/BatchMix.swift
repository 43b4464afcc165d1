import Compute
import Imaging

/// How the pictures of one global batch are mixed, each with a partner of the same batch; the labels take part in
/// the same shares. Drawn from (seed, epoch, batch) alone, so that every worker knows all of it.
struct BatchMix: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// MixUp (Zhang et al. 2018, arXiv 1710.09412): the two are blended.
    case blend(share: Float)
    /// CutMix (Yun et al. 2019, arXiv 1905.04899): a rectangle is the partner's.
    case paste(columns: Range<Int>, rows: Range<Int>)
  }

  let kind: Kind
  /// Of the picture's own label; the rest is the partner's.
  let share: Float
  /// One a position: a permutation of the batch.
  private let partners: [Int32]
  private let input: InputSpec

  /// nil for a batch that stays as it is.
  /// - Parameters:
  ///   - count: samples of the global batch.
  ///   - list: memory for the partners, which another mix must not hold any more.
  init?(
    _ settings: TrainingSettings, input: InputSpec, epoch: Int, batch: Int, count: Int,
    list: inout [Int32]
  ) {
    let (mixup, cutmix) = (settings.mixupProbability, settings.cutmixProbability)
    guard mixup + cutmix > 0, count > 1 else { return nil }
    var random = RandomStream(
      seed: settings.seed, .mixing, UInt64(truncatingIfNeeded: epoch),
      UInt64(truncatingIfNeeded: batch))
    let choice = random.uniformDouble()
    guard choice < mixup + cutmix else { return nil }
    self.input = input
    if choice < mixup {
      share = Float(random.beta(settings.mixupAlpha))
      kind = .blend(share: share)
    } else {
      let side = Float((1 - random.beta(settings.cutmixAlpha)).squareRoot())
      let (columns, rows) = ShareRectangle(
        width: side, height: side, x: random.uniform(), y: random.uniform()
      ).pixels(of: (input.width, input.height))
      // What whole pixels make of it.
      share = 1 - Float(columns.count * rows.count) / Float(input.width * input.height)
      kind = .paste(columns: columns, rows: rows)
    }
    list.removeAll(keepingCapacity: true)
    for position in 0..<Int32(count) { list.append(position) }
    random.shuffle(&list)
    partners = list
  }

  /// The position whose picture is mixed into that at `position`; nil for its own.
  func partner(of position: Int) -> Int? {
    let partner = Int(partners[position])
    return partner == position ? nil : partner
  }

  /// Mixes a partner's picture into another.
  /// - Parameters: both `[height, width, channels]`.
  func apply(_ partner: UnsafePointer<Float>, to own: UnsafeMutablePointer<Float>) {
    switch kind {
    case .blend(let share):
      for i in 0..<input.floatCount { own[i] = partner[i] + share * (own[i] - partner[i]) }
    case .paste(let columns, let rows):
      for row in rows {
        let start = (row * input.width + columns.lowerBound) * input.channels
        (own + start).update(from: partner + start, count: columns.count * input.channels)
      }
    }
  }
}
