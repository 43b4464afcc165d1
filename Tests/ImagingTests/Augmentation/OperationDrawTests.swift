import Testing

@testable import Imaging

/// Which operations are drawn, in which ranges: those of the settings, and those of the policies at the strengths of
/// their papers.
@Suite struct OperationDrawTests {
  private func draws(_ change: (inout Augmentation) -> Void) -> [AugmentationDraw] {
    var settings = Augmentation()
    change(&settings)
    return (0..<3000).map { AugmentationDraw(settings, seed: 2, epoch: 1, sample: $0) }
  }

  private func operations(_ change: (inout Augmentation) -> Void) -> [PictureOperation] {
    draws(change).flatMap(\.operations)
  }

  @Test func posterisingKeepsFourToSevenBits() {
    let found = operations { $0.posterizeProbability = 0.5 }
    #expect(1350...1650 ~= found.count)
    for bits in 4...7 { #expect(found.contains(.posterize(bits: bits))) }
    #expect(found.allSatisfy { (4...7).map(PictureOperation.posterize).contains($0) })
  }

  @Test func solarisingBeginsInTheUpperHalf() {
    var thresholds: [Int] = []
    for case .solarize(let threshold) in operations({ $0.solarizeProbability = 1 }) {
      thresholds.append(threshold)
    }
    #expect(thresholds.count == 3000 && thresholds.min() == 128 && thresholds.max() == 255)
  }

  @Test func blursAreUniformUpToTheLargest() {
    var deviations: [Float] = []
    let found = operations {
      $0.blurProbability = 1
      $0.blurSigma = 2
    }
    for case .blur(let sigma) in found { deviations.append(sigma) }
    #expect(deviations.count == 3000 && deviations.allSatisfy { 0...2 ~= $0 })
    // Of 3000, a standard deviation of 27.
    #expect(abs(deviations.count { $0 < 1 } - 1500) < 110)
  }

  @Test func sharpnessGoesBothWays() {
    var factors: [Float] = []
    for case .sharpness(let factor) in operations({ $0.sharpness = 0.4 }) { factors.append(factor) }
    #expect(factors.allSatisfy { abs($0 - 1) <= 0.4001 })
    #expect(abs(factors.count { $0 < 1 } - 1500) < 110)
  }

  /// The largest of each magnitude that was drawn.
  private struct Reach {
    var shear: Float = 0
    var translation: Float = 0
    var rotation: Float = 0
    var enhancement: Float = 0
    var sharpness: Float = 0
    var bits = 8
    var threshold = 256

    init(_ draws: [AugmentationDraw]) {
      for draw in draws {
        shear = max(shear, abs(draw.shear), abs(draw.shearY))
        translation = max(translation, abs(draw.translationX), abs(draw.translationY))
        rotation = max(rotation, abs(draw.rotation))
        for factor in [draw.brightness, draw.contrast, draw.saturation] {
          enhancement = max(enhancement, abs(factor - 1))
        }
        for operation in draw.operations {
          switch operation {
          case .sharpness(let factor): sharpness = max(sharpness, abs(factor - 1))
          case .posterize(let kept): bits = min(bits, kept)
          case .solarize(let from): threshold = min(threshold, from)
          default: break
          }
        }
      }
    }
  }

  /// The wide space of the paper: all magnitudes up to these.
  @Test func trivialReachesItsPapersStrengths() {
    let all = draws { $0.policy = .trivial }
    let reach = Reach(all)
    #expect(0.95...0.99 ~= reach.shear && 0.95...0.99 ~= reach.enhancement)
    #expect(0.95...0.99 ~= reach.sharpness)
    #expect(0.137...32 / 224 ~= reach.translation && 0.36...0.375 ~= reach.rotation)
    #expect(reach.bits == 2 && 0...8 ~= reach.threshold)
    // Uniform below them.
    let turns = all.map { abs($0.rotation) }.filter { $0 > 0 }
    #expect(abs(turns.count { $0 < 0.1875 } - turns.count / 2) < turns.count / 5)
  }

  @Test func randIsAtItsPapersStrengths() {
    let reach = Reach(
      draws {
        $0.policy = .rand
        $0.policyStrength = 1
        $0.policyOperations = 1
      })
    #expect(abs(reach.shear - 0.3) < 1e-6 && abs(reach.translation - 150 / 331) < 1e-6)
    #expect(abs(reach.rotation - 30 / 360) < 1e-6 && abs(reach.enhancement - 0.9) < 1e-6)
    #expect(abs(reach.sharpness - 0.9) < 1e-6 && reach.bits == 4 && reach.threshold == 0)
  }
}
