/// Walks the blocks of sequential arithmetic coding (T.81, F.2.4), and what progressive coding has in common with it.
enum ArithmeticWalk {
  /// - Parameters:
  ///   - cursor: at the start of a segment; afterwards behind the last block, or at the fault.
  ///   - first: the segment's first MCU.
  ///   - mcus: how many MCUs the segment should hold.
  /// - Returns: the first fault.
  static func run<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ contexts: ArithmeticContexts,
    _ cursor: inout ArithmeticCursor, _ end: ArithmeticEnd, from first: Int, mcus: Int
  ) -> EntropyFault? {
    guard let blocks = plan.blocks.baseAddress else { return nil }
    let blockCount = plan.blocks.count
    let (members, fixed) = (contexts.members, contexts.fixed)
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
        let target = Mode.isOn ? block.pointee.target : nil
        if Mode.isOn, let target {
          target.setDC(member.pointee.prediction, row: place.row, column: place.column)
        }
        var k = 1
        while k < 64, bits.decide(member.pointee.ac + 3 * (k - 1)) == 0 {
          guard skipZeros(member, &bits, &k, last: 63) else {
            return end.fault(.pastBlockEnd, bits, mcu: mcu)
          }
          _ = bits.decide(fixed)
          let value = magnitude(at: k, member, &bits)
          if width(value) > Int(block.pointee.largest[k]) {
            return end.fault(.coefficientTooLarge, bits, mcu: mcu)
          }
          bits.work &+= 2 &* width(value) &+ 2
          if Mode.isOn, let target { target.add(UInt64(truncatingIfNeeded: value), at: k) }
          k &+= 1
        }
        bits.work &+= k &+ 1
        if bits.isOverrun, let fault = end.check(bits, mcu: mcu) { return fault }
      }
      if bits.isOverworked { return end.fault(.tooMuchWork, bits, mcu: mcu) }
      if Mode.isOn { place.advance() }
    }
    return nil
  }

  /// Reads the difference of a DC coefficient from the last (T.81, F.1.4.1).
  @inline(__always) static func dc(
    _ block: UnsafeMutablePointer<ScanPlan.Block>,
    _ member: UnsafeMutablePointer<ArithmeticContexts.Member>, _ bits: inout ArithmeticCursor
  ) -> EntropyFault.Kind? {
    let start = member.pointee.dc + member.pointee.group
    guard bits.decide(start) != 0 else {
      member.pointee.group = 0
      return nil
    }
    let sign = bits.decide(start + 1)
    var context = start + 2 + sign
    var leading = bits.decide(context)
    if leading != 0 {
      context = member.pointee.dc + ArithmeticContexts.dcMagnitudes
      while bits.decide(context) != 0 {
        leading &<<= 1
        if leading == 0x8000 { return .dcOutOfRange }
        context += 1
      }
    }
    if leading < member.pointee.smallBounds.lower {
      member.pointee.group = 0
    } else {
      member.pointee.group = (leading > member.pointee.smallBounds.upper ? 12 : 4) + 4 * sign
    }
    let value = lowerBits(of: leading, context + ArithmeticContexts.bitsOffset, &bits)
    bits.work &+= 2 &* width(value) &+ 2
    member.pointee.prediction &+= sign == 0 ? value : 0 &- value
    return member.pointee.prediction.magnitude > UInt(bitPattern: block.pointee.dcBound)
      ? .dcOutOfRange : nil
  }

  /// Moves `k` on to the next coefficient that is not 0.
  /// - Returns: false when there is none up to `last`, though the block was said not to end.
  @inline(__always) static func skipZeros(
    _ member: UnsafeMutablePointer<ArithmeticContexts.Member>, _ bits: inout ArithmeticCursor,
    _ k: inout Int, last: Int
  ) -> Bool {
    var context = member.pointee.ac + (3 &* k &- 2)
    while bits.decide(context) == 0 {
      k &+= 1
      if k > last { return false }
      context += 3
    }
    return true
  }

  /// Reads the absolute value of an AC coefficient that is not 0 (T.81, F.1.4.2); `Int.max` for one of more than 15 bits.
  @inline(__always) static func magnitude(
    at k: Int, _ member: UnsafeMutablePointer<ArithmeticContexts.Member>,
    _ bits: inout ArithmeticCursor
  ) -> Int {
    var context = member.pointee.ac + (3 &* k &- 1)
    var leading = bits.decide(context)
    if leading != 0, bits.decide(context) != 0 {
      leading = 2
      context =
        member.pointee.ac
        + (k <= member.pointee.lastLow
          ? ArithmeticContexts.lowMagnitudes : ArithmeticContexts.highMagnitudes)
      while bits.decide(context) != 0 {
        leading &<<= 1
        if leading == 0x8000 { return .max }
        context += 1
      }
    }
    return lowerBits(of: leading, context + ArithmeticContexts.bitsOffset, &bits)
  }

  /// Bits that a value takes: its magnitude category.
  @inline(__always) static func width(_ value: Int) -> Int { 64 &- value.leadingZeroBitCount }

  /// - Parameter leading: the highest bit of a magnitude less one; 0: none.
  /// - Returns: the magnitude.
  @inline(__always) private static func lowerBits(
    of leading: Int, _ context: UnsafeMutablePointer<UInt8>, _ bits: inout ArithmeticCursor
  ) -> Int {
    var value = leading
    var bit = leading &>> 1
    while bit != 0 {
      if bits.decide(context) != 0 { value |= bit }
      bit &>>= 1
    }
    return value &+ 1
  }
}
