import Testing

@testable import Imaging

@Suite("Quantisation tables that an encoder wrote")
struct QuantisationCheckTests {
  private func fault(in steps: [UInt16]) -> String? {
    QuantisationCheck.fault(in: JPEGQuantisation { steps[$0] })
  }

  @Test("A step that stands out from all around it is an altered byte")
  func spikes() {
    var steps = Zigzag.order.map { $0.row >= 5 ? UInt16(80) : 12 }
    #expect(fault(in: steps) == nil)
    steps[63] = 255
    #expect(fault(in: steps) == nil)
    steps[63] = 20
    #expect(fault(in: steps)?.contains("step 63, 20, stands 4.0 times") == true)
    steps[63] = 80
    steps[11] = 43
    #expect(fault(in: steps)?.contains("step 11, 43, stands 3.58") == true)
    // The mean may be finer than all else.
    #expect(fault(in: [2] + [UInt16](repeating: 16, count: 63)) == nil)
    #expect(fault(in: [16] + [UInt16](repeating: 4, count: 63)) != nil)
  }

  @Test("One step of 0 may be a slip; more are damage")
  func zeroSteps() {
    var steps = [UInt16](repeating: 8, count: 64)
    steps[60] = 0
    #expect(fault(in: steps) == nil)
    steps[50] = 0
    #expect(fault(in: steps)?.contains("2 steps are 0") == true)
  }

  @Test("Tables that encoders write, at every quality")
  func encoderTables() {
    // The MPEG standard's, whose small steps rounding throws furthest apart.
    let mpeg: [[Double]] = [
      [8, 16, 19, 22, 26, 27, 29, 34], [16, 16, 22, 24, 27, 29, 34, 37],
      [19, 22, 26, 27, 29, 34, 34, 38], [22, 22, 26, 27, 29, 34, 37, 40],
      [22, 26, 27, 29, 32, 35, 40, 48], [26, 27, 29, 32, 35, 40, 48, 58],
      [26, 27, 29, 34, 38, 46, 56, 69], [27, 29, 35, 38, 46, 56, 69, 83],
    ]
    for quality in 1...100 {
      let scale = quality < 50 ? 50 / Double(quality) : 2 - Double(quality) / 50
      let steps = Zigzag.order.map {
        UInt16(min(max((mpeg[$0.row][$0.column] * scale + 0.5).rounded(.down), 1), 255))
      }
      #expect(fault(in: steps) == nil, "\(quality)")
    }
  }
}
