/// Walks the blocks of progressive Huffman coding (T.81, G.1.2).
enum ProgressiveWalk {
  /// The first scan of the DC coefficients.
  /// - Parameters:
  ///   - first: the segment's first MCU.
  ///   - shift: the bit position down to which they are sent.
  static func dcFirst<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ cursor: inout BitCursor, from first: Int, mcus: Int,
    shift: Int
  ) -> EntropyFault? {
    guard let blocks = plan.blocks.baseAddress else { return nil }
    let blockCount = plan.blocks.count
    var predictors = (0, 0, 0, 0)
    return withUnsafeMutablePointer(to: &predictors) { tuple in
      tuple.withMemoryRebound(to: Int.self, capacity: 4) { predictors in
        var bits = cursor
        defer { cursor = bits }
        var place = plan.place(of: first)
        for mcu in 0..<mcus {
          for index in 0..<blockCount {
            let block = blocks + index
            bits.refill()
            let entry = bits.entry(block.pointee.dc)
            bits.drop(Int(truncatingIfNeeded: entry &>> 24))
            let component = block.pointee.component
            let value =
              predictors[component]
              &+ bits.takeSigned(Int(truncatingIfNeeded: entry &>> 16 & 15))
            predictors[component] = value
            if bits.isExhausted() {
              return EntropyFault(kind: .outOfData, mcu: mcu, bit: bits.total)
            }
            if entry == 0 { return EntropyFault(kind: .badCode, mcu: mcu, bit: bits.position) }
            if value.magnitude > UInt(bitPattern: block.pointee.dcBound) {
              return EntropyFault(kind: .dcOutOfRange, mcu: mcu, bit: bits.position)
            }
            if Mode.isOn, let target = block.pointee.target {
              target.setDC(value &<< shift, row: place.row, column: place.column)
            }
          }
          if Mode.isOn { place.advance() }
        }
        return nil
      }
    }
  }

  /// A later scan of the DC coefficients: one bit a block, so there is nothing to look at but whether
  /// the bits are there.
  static func dcRefine<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ cursor: inout BitCursor, from first: Int, mcus: Int,
    shift: Int
  ) -> EntropyFault? {
    let blockCount = plan.blocks.count
    var bits = cursor
    defer { cursor = bits }
    var place = plan.place(of: first)
    for mcu in 0..<mcus {
      if Mode.isOn {
        for block in plan.blocks {
          bits.refillIfLow()
          let bit = bits.take(1)
          block.target?.refineDC(bit &<< shift, row: place.row, column: place.column)
        }
        place.advance()
      } else {
        bits.skip(blockCount)
      }
      if bits.isExhausted() { return EntropyFault(kind: .outOfData, mcu: mcu, bit: bits.total) }
    }
    return nil
  }

  /// The first scan of a band of AC coefficients of one component.
  /// - Parameters:
  ///   - shift: the bit position down to which they are sent.
  ///   - history: one word a block, from the segment's first block: bit k is set when coefficient k is
  ///     not 0. nil when no later scan needs it.
  static func acFirst<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ cursor: inout BitCursor, mcus: Int,
    band: ClosedRange<Int>, shift: Int, history: UnsafeMutablePointer<UInt64>?
  ) -> EntropyFault? {
    guard let block = plan.blocks.first else { return nil }
    let target = Mode.isOn ? block.target : nil
    // The middle of what later scans can make of a value.
    let middle = (1 &<< UInt64(truncatingIfNeeded: shift)) &>> 1
    let table = block.ac
    let largest = block.largest
    let last = band.upperBound
    var bits = cursor
    defer { cursor = bits }
    var mcu = 0
    while mcu < mcus {
      var k = band.lowerBound
      var set: UInt64 = 0
      var run = 0
      while k <= last {
        bits.refillIfLow()
        let entry = bits.entry(table)
        let symbol = Int(truncatingIfNeeded: entry &>> 16 & 0xFF)
        if symbol & 15 != 0 {
          let magnitude =
            Mode.isOn
            ? bits.magnitude(after: Int(truncatingIfNeeded: entry &>> 24), size: symbol & 15) : 0
          bits.drop(Int(truncatingIfNeeded: entry & 0xFF))
          k &+= symbol &>> 4
          if k > last || Int(largest[k]) < symbol & 15 {
            let kind: EntropyFault.Kind = k > last ? .pastBlockEnd : .coefficientTooLarge
            return fault(kind, mcu, bits)
          }
          if Mode.isOn, let target {
            target.add(magnitude &<< UInt64(truncatingIfNeeded: shift) &+ middle, at: k)
          }
          set |= 1 &<< UInt64(truncatingIfNeeded: k)
          k &+= 1
        } else {
          if entry == 0 { return fault(.badCode, mcu, bits) }
          bits.drop(Int(truncatingIfNeeded: entry &>> 24))
          guard symbol == 0xF0 else {
            run = (1 &<< (symbol &>> 4)) &+ bits.take(symbol &>> 4)
            break
          }
          k &+= 16
        }
      }
      if bits.isExhausted() { return EntropyFault(kind: .outOfData, mcu: mcu, bit: bits.total) }
      if let history { history[mcu] |= set }
      // An end-of-band run counts this block, too.
      mcu += max(run, 1)
    }
    return mcu > mcus ? EntropyFault(kind: .runPastEnd, mcu: mcus, bit: bits.position) : nil
  }

  /// A later scan of a band of AC coefficients of one component. Gathers those that it is the first to
  /// send; of the others a middle value is known.
  static func acRefine(
    _ plan: ScanPlan, _ cursor: inout BitCursor, mcus: Int, band: ClosedRange<Int>, shift: Int,
    history: UnsafeMutablePointer<UInt64>
  ) -> EntropyFault? {
    guard let block = plan.blocks.first else { return nil }
    let unit = 1 &<< UInt64(truncatingIfNeeded: shift)
    let found = block.target.map { FoundHere(target: $0, magnitude: unit &+ unit &>> 1) }
    var bits = cursor
    defer { cursor = bits }
    let inBand = mask(from: band.lowerBound, to: band.upperBound)
    var mcu = 0
    while mcu < mcus {
      var run = 0
      if let kind = refineBlock(block.ac, &bits, band, &history[mcu], &run, found) {
        return fault(kind, mcu, bits)
      }
      if bits.isExhausted() { return EntropyFault(kind: .outOfData, mcu: mcu, bit: bits.total) }
      mcu += 1
      // The other blocks of an end-of-band run have correction bits only, and most of them none: a few
      // bytes can stand for a whole picture.
      let end = mcu + max(run - 1, 0)
      while mcu < min(end, mcus) {
        let corrected = history[mcu] & inBand
        if corrected != 0 {
          bits.skip(corrected.nonzeroBitCount)
          if bits.isExhausted() { return EntropyFault(kind: .outOfData, mcu: mcu, bit: bits.total) }
        }
        mcu &+= 1
      }
      if end > mcus { return EntropyFault(kind: .runPastEnd, mcu: mcus, bit: bits.position) }
    }
    return nil
  }

  private struct FoundHere {
    let target: ComponentStatistics.Target
    let magnitude: UInt64

    @inline(__always) func add(at coefficient: Int) { target.add(magnitude, at: coefficient) }
  }

  /// - Parameters:
  ///   - known: which coefficients are not 0; those found here are added.
  ///   - run: becomes the length of an end-of-band run that begins here, this block included.
  ///   - found: where to leave the coefficients that are sent first here.
  @inline(__always) private static func refineBlock(
    _ table: EntropyTable.View, _ bits: inout BitCursor, _ band: ClosedRange<Int>,
    _ known: inout UInt64, _ run: inout Int, _ found: FoundHere?
  ) -> EntropyFault.Kind? {
    let before = known
    let last = band.upperBound
    var k = band.lowerBound
    while k <= last {
      bits.refill()
      let entry = bits.entry(table)
      if entry == 0 { return .badCode }
      let symbol = Int(truncatingIfNeeded: entry &>> 16 & 0xFF)
      bits.drop(Int(truncatingIfNeeded: entry &>> 24))
      var zeros = symbol &>> 4
      if symbol & 15 == 0 {
        if zeros != 15 {
          run = (1 &<< zeros) &+ bits.take(zeros)
          bits.skip((before & mask(from: k, to: last)).nonzeroBitCount)
          return nil
        }
      } else {
        if symbol & 15 != 1 { return .badRefinement }
        bits.drop(1)
      }
      // Past the coefficients that are not 0 (each has a correction bit) and `zeros` that are.
      var corrections = 0
      while k <= last {
        if before &>> UInt64(truncatingIfNeeded: k) & 1 != 0 {
          corrections &+= 1
        } else {
          if zeros == 0 { break }
          zeros &-= 1
        }
        k &+= 1
      }
      bits.skip(corrections)
      if symbol & 15 != 0 {
        if k > last { return .pastBlockEnd }
        found?.add(at: k)
        known |= 1 &<< UInt64(truncatingIfNeeded: k)
      }
      k &+= 1
    }
    return nil
  }

  /// Bits `first` to `last`, both from 0 to 63.
  @inline(__always) private static func mask(from first: Int, to last: Int) -> UInt64 {
    (UInt64.max &<< UInt64(truncatingIfNeeded: first))
      & (UInt64.max &>> UInt64(truncatingIfNeeded: 63 &- last))
  }

  private static func fault(
    _ kind: EntropyFault.Kind, _ mcu: Int, _ bits: BitCursor
  ) -> EntropyFault {
    EntropyFault(
      kind: bits.isOverrun ? .outOfData : kind, mcu: mcu, bit: min(bits.position, bits.total))
  }
}
