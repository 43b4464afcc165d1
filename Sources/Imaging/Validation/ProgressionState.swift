/// How far each coefficient of each component of a progressive picture has been sent.
struct ProgressionState {
  /// Per component and coefficient: the lowest bit sent so far; -1: nothing.
  private var lowestBit = InlineArray<4, InlineArray<64, Int>>(
    repeating: InlineArray(repeating: -1))
  private let components: Int

  /// - Parameter components: at most 4.
  init(components: Int) { self.components = components }

  /// Parameters that T.81 (G.1.1.1) rules out, so that the scan cannot be decoded at all.
  static func isImpossible(_ scan: JPEGScan) -> Bool {
    if scan.spectralStart == 0 {
      if scan.spectralEnd != 0 { return true }
    } else if scan.spectralStart > scan.spectralEnd || scan.spectralEnd > 63
      || scan.members.count != 1
    {
      return true
    }
    if scan.approximationHigh != 0, scan.approximationLow != scan.approximationHigh - 1 {
      return true
    }
    return scan.approximationLow > 13
  }

  /// Takes note of a scan that is not impossible.
  /// - Returns: whether it goes on from where the scans before it ended.
  mutating func accept(_ scan: JPEGScan) -> Bool {
    var fits = true
    for member in scan.members {
      // AC coefficients need the DC coefficients before them.
      if scan.spectralStart > 0, lowestBit[member.component][0] < 0 { fits = false }
      for k in scan.spectralStart...scan.spectralEnd {
        let lowest = lowestBit[member.component][k]
        // What was sent down to its last bit is not sent again.
        if scan.approximationHigh != max(lowest, 0) || lowest == 0 { fits = false }
        lowestBit[member.component][k] = scan.approximationLow
      }
    }
    return fits
  }

  /// The first component that lacks something, and what.
  var missing: (component: Int, text: String)? {
    for component in 0..<components {
      let bits = lowestBit[component]
      let absent = bits.indices.count { bits[$0] < 0 }
      if absent > 0 { return (component, "\(absent) of 64 coefficients were never sent") }
      let unfinished = bits.indices.count { bits[$0] > 0 }
      if unfinished > 0 {
        return (component, "\(unfinished) of 64 coefficients lack their last bits")
      }
    }
    return nil
  }
}
