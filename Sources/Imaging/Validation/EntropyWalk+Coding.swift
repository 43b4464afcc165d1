/// The codings: what a segment's blocks are walked by.
extension EntropyWalk {
  /// What the walk of a segment came to.
  struct Outcome {
    let fault: EntropyFault?
    /// Bytes of the segment up to its last block's end, without stuffing, and behind it.
    let bytesRead: Int
    let bytesLeft: Int
    /// The last block is followed by padding. If not, what is left goes on from it.
    let isPadded: Bool
  }

  /// - Parameters:
  ///   - mcu: the segment's first.
  ///   - count: how many MCUs the segment should hold.
  ///   - isCut: what is missing at the segment's end was lost, and not left out by the encoder.
  mutating func walk<Mode: Gathering>(
    _ segment: EntropySegment, _ mode: Mode.Type, _ scan: JPEGScan, _ plan: ScanPlan,
    from mcu: Int, count: Int, isCut: Bool
  ) throws -> Outcome {
    let window = open(segment)
    // Only what is refined later is remembered.
    let history =
      scan.spectralStart > 0 && header.isProgressive
      ? try history(of: scan.members[0].component, blocks: plan.mcuCount).map { $0 + mcu } : nil
    guard let contexts = plan.contexts else {
      var cursor = BitCursor(window)
      let fault = walkHuffman(mode, &cursor, scan, plan, history, from: mcu, count: count)
      return Outcome(
        fault: fault, bytesRead: (cursor.position + 7) / 8, bytesLeft: cursor.bytesLeft,
        isPadded: cursor.isPadded)
    }
    contexts.reset()
    var cursor = ArithmeticCursor(
      window, estimates: contexts.estimates, allowance: allowance)
    let end = ArithmeticEnd(isCut: isCut)
    let fault = walkArithmetic(
      mode, &cursor, end, scan, plan, contexts, history, from: mcu, count: count)
    allowance -= cursor.work
    return Outcome(
      fault: fault, bytesRead: (cursor.position + 7) / 8, bytesLeft: cursor.bytesLeft,
      isPadded: true)
  }

  private func walkHuffman<Mode: Gathering>(
    _ mode: Mode.Type, _ cursor: inout BitCursor, _ scan: JPEGScan, _ plan: ScanPlan,
    _ history: UnsafeMutablePointer<UInt64>?, from mcu: Int, count: Int
  ) -> EntropyFault? {
    guard header.isProgressive else {
      return SequentialWalk.run(mode, plan, &cursor, from: mcu, mcus: count)
    }
    let shift = scan.approximationLow
    if scan.spectralStart == 0 {
      return scan.approximationHigh == 0
        ? ProgressiveWalk.dcFirst(mode, plan, &cursor, from: mcu, mcus: count, shift: shift)
        : ProgressiveWalk.dcRefine(mode, plan, &cursor, from: mcu, mcus: count, shift: shift)
    }
    let band = scan.spectralStart...scan.spectralEnd
    guard scan.approximationHigh > 0 else {
      return ProgressiveWalk.acFirst(
        mode, plan, &cursor, mcus: count, band: band, shift: shift, history: history)
    }
    guard let history else { return nil }
    return ProgressiveWalk.acRefine(
      plan, &cursor, mcus: count, band: band, shift: shift, history: history)
  }

  private func walkArithmetic<Mode: Gathering>(
    _ mode: Mode.Type, _ cursor: inout ArithmeticCursor, _ end: ArithmeticEnd, _ scan: JPEGScan,
    _ plan: ScanPlan, _ contexts: ArithmeticContexts, _ history: UnsafeMutablePointer<UInt64>?,
    from mcu: Int, count: Int
  ) -> EntropyFault? {
    guard header.isProgressive else {
      return ArithmeticWalk.run(mode, plan, contexts, &cursor, end, from: mcu, mcus: count)
    }
    let shift = scan.approximationLow
    if scan.spectralStart == 0 {
      return scan.approximationHigh == 0
        ? ArithmeticWalk.dcFirst(
          mode, plan, contexts, &cursor, end, from: mcu, mcus: count, shift: shift)
        : ArithmeticWalk.dcRefine(
          mode, plan, contexts, &cursor, end, from: mcu, mcus: count, shift: shift)
    }
    let band = scan.spectralStart...scan.spectralEnd
    guard scan.approximationHigh > 0 else {
      return ArithmeticWalk.acFirst(
        mode, plan, contexts, &cursor, end, mcus: count, band: band, shift: shift,
        history: history)
    }
    guard let history else { return nil }
    return ArithmeticWalk.acRefine(
      plan, contexts, &cursor, end, mcus: count, band: band, shift: shift, history: history)
  }
}
