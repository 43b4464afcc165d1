import Compute
import Testing

@testable import Imaging

@Suite struct PolicyTests {
  private func draws(_ change: (inout Augmentation) -> Void) -> [AugmentationDraw] {
    var settings = Augmentation()
    change(&settings)
    return (0..<3000).map { AugmentationDraw(settings, seed: 4, epoch: 2, sample: $0) }
  }

  @Test func trivialDrawsOneOperationOfAllEquallyOften() {
    let draws = draws { $0.policy = .trivial }
    #expect(draws.allSatisfy { $0.operations.count <= 1 })
    let neutral = AugmentationDraw()
    func count(_ isDifferent: (AugmentationDraw) -> Bool) -> Int { draws.count(where: isDifferent) }
    // 3000 / 14 each, a standard deviation of 14.
    let counts = [
      count { $0 == neutral }, count { $0.shear != 0 }, count { $0.shearY != 0 },
      count { $0.rotation != 0 }, count { $0.translationX != 0 }, count { $0.translationY != 0 },
      count { $0.brightness != 1 }, count { $0.contrast != 1 }, count { $0.saturation != 1 },
      count { Array($0.operations) == [.autocontrast] },
      count { Array($0.operations) == [.equalize] },
    ]
    for count in counts { #expect(150...290 ~= count) }
    #expect(draws.allSatisfy { abs($0.shear) <= 0.99 && abs($0.rotation) <= 0.375 })
    #expect(draws.contains { $0.rotation > 0.3 } && draws.contains { $0.rotation < -0.3 })
  }

  @Test func theStrengthBoundsTheMagnitudes() {
    let weak = draws {
      $0.policy = .trivial
      $0.policyStrength = 0.2
    }
    #expect(weak.allSatisfy { abs($0.rotation) <= 0.0751 && abs($0.brightness - 1) <= 0.199 })
    #expect(weak.contains { abs($0.rotation) > 0.06 })
    for case .posterize(let bits) in weak.flatMap(\.operations) { #expect(bits >= 7) }
  }

  @Test func randDrawsSoManyAtOneMagnitude() {
    let draws = draws {
      $0.policy = .rand
      $0.policyStrength = 0.5
      $0.policyOperations = 3
    }
    #expect(draws.allSatisfy { $0.operations.count <= 3 })
    // Once, twice or three times the same, either way.
    let step: Float = 0.5 * 30 / 360
    #expect(draws.allSatisfy { abs(($0.rotation / step).rounded() - $0.rotation / step) < 1e-4 })
    #expect(draws.contains { abs($0.rotation) > 1.5 * step })
    let usual = self.draws { $0.policy = .rand }
    #expect(usual.allSatisfy { $0.operations.count <= 2 })
    #expect(usual.contains { abs($0.rotation - 0.3 * 30 / 360) < 1e-6 })
  }

  /// By way of bytes and back: the same picture but for one rounding.
  @Test(arguments: [1, 3])
  func operationsFollowTheGeometry(channels: Int) throws {
    let source = try TestPicture.noise(18, 18, channels: channels)
    let input = InputSpec(width: 16, height: 16, channels: channels)
    var settings = Augmentation()
    settings.rotation = 0.1
    let plain = try settings.preview(of: source, input: input, seed: 1, epoch: 0, sample: 0)
    settings.solarizeProbability = 1
    let solarized = try settings.preview(of: source, input: input, seed: 1, epoch: 0, sample: 0)
    let draw = AugmentationDraw(settings, seed: 1, epoch: 0, sample: 0)
    guard case .solarize(let threshold)? = draw.operations.first else {
      Issue.record("nothing was drawn")
      return
    }
    for (before, after) in zip(plain.bytes, solarized.bytes) {
      #expect(after == (Int(before) >= threshold ? 255 - before : before))
    }
    let values = try FloatBuffer(count: input.floatCount)
    settings.apply(to: source, input: input, seed: 1, epoch: 0, sample: 0, into: values.pointer)
    for (index, value) in values.floats.enumerated() {
      #expect(input.level(of: value, channel: index % channels) == solarized.bytes[index])
    }
  }
}
