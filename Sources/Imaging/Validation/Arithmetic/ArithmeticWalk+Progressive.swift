/// The scans of progressive arithmetic coding (T.81, G.1.3).
extension ArithmeticWalk {
  /// The first scan of the DC coefficients.
  /// - Parameters:
  ///   - first: the segment's first MCU.
  ///   - shift: the bit position down to which they are sent.
  static func dcFirst<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ contexts: ArithmeticContexts,
    _ cursor: inout ArithmeticCursor, _ end: ArithmeticEnd, from first: Int, mcus: Int, shift: Int
  ) -> EntropyFault? {
    guard let blocks = plan.blocks.baseAddress else { return nil }
    let blockCount = plan.blocks.count
    let members = contexts.members
    var end = end
    var bits = cursor
    defer { cursor = bits }
    var place = plan.place(of: first)
    for mcu in 0..<mcus {
      for index in 0..<blockCount {
        let block = blocks + index
        let member = members + block.pointee.component
        if let kind = dc(block, member, &bits) {
          return end.fault(kind, bits, mcu: mcu)
        }
        if Mode.isOn, let target = block.pointee.target {
          target.setDC(
            member.pointee.prediction &<< shift, row: place.row, column: place.column)
        }
        bits.work &+= 1
        if bits.isOverrun, let fault = end.check(bits, mcu: mcu) { return fault }
      }
      if bits.isOverworked { return end.fault(.tooMuchWork, bits, mcu: mcu) }
      if Mode.isOn { place.advance() }
    }
    return nil
  }

  /// A later scan of the DC coefficients: a decision of equal odds a block.
  static func dcRefine<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ contexts: ArithmeticContexts,
    _ cursor: inout ArithmeticCursor, _ end: ArithmeticEnd, from first: Int, mcus: Int, shift: Int
  ) -> EntropyFault? {
    guard let blocks = plan.blocks.baseAddress else { return nil }
    let blockCount = plan.blocks.count
    let fixed = contexts.fixed
    var end = end
    var bits = cursor
    defer { cursor = bits }
    var place = plan.place(of: first)
    for mcu in 0..<mcus {
      for index in 0..<blockCount {
        let bit = bits.decide(fixed)
        if Mode.isOn, let target = blocks[index].target {
          target.refineDC(bit &<< shift, row: place.row, column: place.column)
        }
        bits.work &+= 1
        if bits.isOverrun, let fault = end.check(bits, mcu: mcu) { return fault }
      }
      if bits.isOverworked { return end.fault(.tooMuchWork, bits, mcu: mcu) }
      if Mode.isOn { place.advance() }
    }
    return nil
  }

  /// The first scan of a band of AC coefficients of one component.
  /// - Parameters:
  ///   - shift: the bit position down to which they are sent.
  ///   - history: as for `ProgressiveWalk.acFirst`.
  static func acFirst<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ contexts: ArithmeticContexts,
    _ cursor: inout ArithmeticCursor, _ end: ArithmeticEnd, mcus: Int, band: ClosedRange<Int>,
    shift: Int, history: UnsafeMutablePointer<UInt64>?
  ) -> EntropyFault? {
    guard let block = plan.blocks.first else { return nil }
    let target = Mode.isOn ? block.target : nil
    // The middle of what later scans can make of a value.
    let middle = (1 &<< UInt64(truncatingIfNeeded: shift)) &>> 1
    let (member, fixed, largest) = (contexts.members, contexts.fixed, block.largest)
    let last = band.upperBound
    var end = end
    var bits = cursor
    defer { cursor = bits }
    for mcu in 0..<mcus {
      var k = band.lowerBound
      var set: UInt64 = 0
      while k <= last, bits.decide(member.pointee.ac + 3 * (k - 1)) == 0 {
        guard skipZeros(member, &bits, &k, last: last) else {
          return end.fault(.pastBlockEnd, bits, mcu: mcu)
        }
        _ = bits.decide(fixed)
        let value = magnitude(at: k, member, &bits)
        if width(value) > Int(largest[k]) {
          return end.fault(.coefficientTooLarge, bits, mcu: mcu)
        }
        bits.work &+= 2 &* width(value) &+ 2
        if Mode.isOn, let target {
          let magnitude = UInt64(truncatingIfNeeded: value)
          target.add(magnitude &<< UInt64(truncatingIfNeeded: shift) &+ middle, at: k)
        }
        set |= 1 &<< UInt64(truncatingIfNeeded: k)
        k &+= 1
      }
      if let history { history[mcu] |= set }
      bits.work &+= k &- band.lowerBound &+ 1
      if bits.isOverrun, let fault = end.check(bits, mcu: mcu) { return fault }
      if bits.isOverworked { return end.fault(.tooMuchWork, bits, mcu: mcu) }
    }
    return nil
  }

  /// A later scan of a band of AC coefficients of one component. Gathers as `ProgressiveWalk.acRefine`.
  static func acRefine(
    _ plan: ScanPlan, _ contexts: ArithmeticContexts, _ cursor: inout ArithmeticCursor,
    _ end: ArithmeticEnd, mcus: Int, band: ClosedRange<Int>, shift: Int,
    history: UnsafeMutablePointer<UInt64>
  ) -> EntropyFault? {
    guard let block = plan.blocks.first else { return nil }
    let unit = 1 &<< UInt64(truncatingIfNeeded: shift)
    let (member, fixed, target) = (contexts.members, contexts.fixed, block.target)
    let last = band.upperBound
    let sent = UInt64.max &>> UInt64(truncatingIfNeeded: 63 &- last)
    var end = end
    var bits = cursor
    defer { cursor = bits }
    for mcu in 0..<mcus {
      let before = history[mcu]
      // The block cannot end before what earlier scans have sent of it.
      let known = 63 &- (before & sent).leadingZeroBitCount
      var k = band.lowerBound
      while k <= last {
        var context = member.pointee.ac + 3 * (k - 1)
        if k > known, bits.decide(context) != 0 { break }
        while true {
          if before &>> UInt64(truncatingIfNeeded: k) & 1 != 0 {
            _ = bits.decide(context + 2)
            break
          }
          if bits.decide(context + 1) != 0 {
            _ = bits.decide(fixed)
            history[mcu] |= 1 &<< UInt64(truncatingIfNeeded: k)
            target?.add(unit &+ unit &>> 1, at: k)
            break
          }
          context += 3
          k &+= 1
          if k > last { return end.fault(.pastBlockEnd, bits, mcu: mcu) }
        }
        k &+= 1
      }
      bits.work &+= k &- band.lowerBound &+ 1
      if bits.isOverrun, let fault = end.check(bits, mcu: mcu) { return fault }
      if bits.isOverworked { return end.fault(.tooMuchWork, bits, mcu: mcu) }
    }
    return nil
  }
}
