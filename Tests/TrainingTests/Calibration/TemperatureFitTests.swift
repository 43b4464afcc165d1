import Compute
import Foundation
import Platform
import Testing

@testable import Training

@Suite struct TemperatureFitTests {
  private func fit(
    _ rows: [([Float], label: Int)], threads: Int = 1, cancellation: Cancellation? = nil
  ) throws -> TemperatureFit {
    var fit = try TemperatureFit(
      classCount: rows.first?.0.count ?? 3, capacity: rows.count,
      pool: ThreadPool(threads: threads), cancellation: cancellation)
    for (row, label) in rows { fit.add(row, label: label) }
    return fit
  }

  /// Logits 2 and 0, of which the first label is right three times out of four.
  private func threeOfFour(_ count: Int = 4) -> [([Float], label: Int)] {
    (0..<count).map { ([2, 0], $0 % 4 == 2 ? 1 : 0) }
  }

  /// Noise in which the label stands out a little, so that its size is the doubt it should have.
  private func noisy(_ count: Int, classes: Int, scale: Float) -> [([Float], label: Int)] {
    var random = RandomStream(seed: 7, .test)
    return (0..<count).map { sample in
      let label = sample * 31 % classes
      return ((0..<classes).map { scale * Float(random.normal() + ($0 == label ? 2 : 0)) }, label)
    }
  }

  @Test func probabilitiesBecomeTheShareOfRightAnswers() throws {
    // Smoothed by a sixth: 5/6 of 3/4 and half of 1/6 are 17/24. Twenty more are right as often as the model says. Of that
    // share p = 1 / (1 + e^(-2 / T)) at T = 2 / ln (p / (1 - p)).
    let likely: Double = 1 / (1 + exp(-2))
    let share = (4.0 * 17 / 24 + 20 * likely) / 24
    let expected = 2 / Foundation.log(share / (1 - share))
    #expect(try abs(Double(fit(threeOfFour()).temperature()) - expected) < 1e-5)
    // Of many answers the smoothing is nothing: 2 / ln 3.
    let many = try fit(threeOfFour(40_000), threads: 2).temperature()
    #expect(abs(Double(many) - 2 / Foundation.log(3.0)) < 1e-3)
  }

  @Test func figuresAreTheHandComputedOnes() throws {
    let fit = try fit(threeOfFour())
    let likely: Double = 1 / (1 + exp(-2))
    let before = try fit.figures(1)
    // -ln p for three, 2 more for the fourth.
    let loss = 0.5 - Foundation.log(likely)
    #expect(abs(before.loss - loss) < 1e-6)
    #expect(abs(before.error - (likely - 0.75)) < 1e-6)
    let after = try fit.figures(Float(2 / Foundation.log(3.0)))
    // -(3/4 ln 3/4 + 1/4 ln 1/4)
    #expect(abs(after.loss - 0.562335144618808) < 1e-6)
    #expect(after.error < 1e-6)
  }

  @Test func fewAnswersMakeNobodyCertain() throws {
    let right = try fit(Array(repeating: ([4, 0, -1], label: 0), count: 10)).temperature()
    #expect(right > 0.5 && right < 2)
    #expect(try fit([]).temperature() == 1)
    #expect(try fit([([3e38, -3e38], label: 1)]).temperature() == 100)
    #expect(try fit([([1, 1], label: 1)]).temperature() == 1)
    #expect(try fit([([.nan, 1], label: 1)]).temperature().isFinite)
  }

  /// Held-out pictures by the handful, with logits as small and as large as a network's: what chance has made of them
  /// tells little. (Without the prior: 0.01 where all are right, 100 where two of three are wrong.)
  @Test(arguments: [1, 4, 15], [Float(0.5), 1, 2])
  func fewPicturesSayLittle(count: Int, scale: Float) throws {
    for wrong in [0, 2] {
      let rows: [([Float], label: Int)] = (0..<count).map { sample in
        ([scale, 0, -scale], sample % 3 < wrong ? 1 + sample % 2 : 0)
      }
      let found = try fit(rows).temperature()
      #expect(found > 0.45 && found < 2.5, "\(wrong) of three wrong")
    }
  }

  /// Labels drawn from the model's probabilities at a temperature: that is found, whatever it is.
  @Test(arguments: [Float(0.25), 0.8, 1.5, 4])
  func manyPicturesGiveTheirTemperature(temperature: Float) throws {
    var random = RandomStream(seed: 3, .test)
    let rows: [([Float], label: Int)] = (0..<20_000).map { _ in
      let own = (0..<4).map { _ in Float(random.normal()) * 2 }
      let weights = own.map { Float(exp(Double($0))) }
      var left = random.uniform(0, weights.reduce(0, +))
      let label = weights.firstIndex { weight in
        left -= weight
        return left < 0
      }
      return (own.map { $0 * temperature }, label ?? 0)
    }
    let found = try fit(rows, threads: 2).temperature()
    #expect(abs(found / temperature - 1) < 0.03)
  }

  /// The slope of the loss, as its definition has it: below the temperature found it has one sign, above the other.
  @Test(arguments: [(300, 3, Float(0.3)), (200, 10, 3), (60, 1000, 1), (7, 20_000, 2)])
  func isWhereTheLossIsLeast(count: Int, classes: Int, scale: Float) throws {
    let rows = noisy(count, classes: classes, scale: scale)
    func slope(_ temperature: Double) -> Double {
      let smoothing = 1 / Double(count + 2)
      let prior = TemperatureFit.priorCount / Double(count)
      return rows.reduce(0) { sum, each in
        let row = each.0.map(Double.init)
        let peak = row.max() ?? 0
        func mean(_ temperature: Double) -> Double {
          let weights = row.map { exp(($0 - peak) / temperature) }
          return zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        }
        let even = row.reduce(0, +) / Double(classes)
        let target = (1 - smoothing) * row[each.label] + smoothing * even
        return sum + mean(temperature) - target + prior * (mean(temperature) - mean(1))
      }
    }
    let found = Double(try fit(rows, threads: 2).temperature())
    #expect(found > 0.1 && found < 10)
    #expect(slope(found * (1 - 1e-5)) > 0 && slope(found * (1 + 1e-5)) < 0)
  }

  @Test func threadsDoNotChangeABit() throws {
    let rows = noisy(700, classes: 100, scale: 2)
    let one = try fit(rows, threads: 1)
    let temperature = try one.temperature()
    for threads in [2, 3, 5] {
      let other = try fit(rows, threads: threads)
      #expect(try other.temperature() == temperature)
      let (found, expected) = (try other.figures(temperature), try one.figures(temperature))
      #expect(found.loss == expected.loss && found.error == expected.error)
    }
  }

  @Test(arguments: [1, 3]) func cancellingEndsIt(threads: Int) throws {
    let cancellation = Cancellation()
    let fit = try fit(
      noisy(700, classes: 100, scale: 2), threads: threads, cancellation: cancellation)
    _ = try fit.temperature()
    cancellation.raise()
    #expect(scanlineError { _ = try fit.temperature() }?.kind == .cancelled)
    #expect(scanlineError { _ = try fit.figures(2) }?.kind == .cancelled)
  }

  @Test func noMoreThanTheCapacityIsTaken() throws {
    var fit = try TemperatureFit(classCount: 2, capacity: 4, pool: ThreadPool(threads: 1))
    for (row, label) in threeOfFour() { fit.add(row, label: label) }
    let before = try fit.temperature()
    fit.add([2, 0], label: 1)
    #expect(try fit.temperature() == before)
    let error = scanlineError {
      _ = try TemperatureFit(classCount: .max, capacity: 2, pool: ThreadPool(threads: 1))
    }
    #expect(error?.kind == .noMemory)
  }
}
