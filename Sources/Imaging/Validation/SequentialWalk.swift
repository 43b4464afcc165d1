/// Walks the blocks of sequential (baseline and extended) Huffman coding (T.81, F.2.2).
enum SequentialWalk {
  /// - Parameters:
  ///   - cursor: at the first bit of a segment; afterwards behind the last block, or at the fault.
  ///   - first: the segment's first MCU.
  ///   - mcus: how many MCUs the segment should hold.
  /// - Returns: the first fault.
  static func run<Mode: Gathering>(
    _ mode: Mode.Type, _ plan: ScanPlan, _ cursor: inout BitCursor, from first: Int, mcus: Int
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
            if let kind = block(mode, blocks + index, predictors, &bits, place) {
              return EntropyFault(
                kind: bits.isOverrun ? .outOfData : kind, mcu: mcu, bit: bits.position)
            }
          }
          if bits.isExhausted() {
            return EntropyFault(kind: .outOfData, mcu: mcu, bit: bits.total)
          }
          if Mode.isOn || Mode.draws { place.advance() }
          if Mode.draws, place.column == 0 { plan.picture?.finish(row: place.row - 1) }
        }
        return nil
      }
    }
  }

  /// Whether the data of a segment end behind a whole block, with an encoder's padding: then nothing was cut off there.
  /// - Parameters:
  ///   - cursor: at the segment's first bit.
  ///   - mcus: how many MCUs the segment should hold; it has fewer.
  static func endsBehindBlock(_ plan: ScanPlan, _ cursor: inout BitCursor, mcus: Int) -> Bool {
    guard let blocks = plan.blocks.baseAddress else { return false }
    var predictors = (0, 0, 0, 0)
    return withUnsafeMutablePointer(to: &predictors) { tuple in
      tuple.withMemoryRebound(to: Int.self, capacity: 4) { predictors in
        for _ in 0..<mcus {
          for index in 0..<plan.blocks.count {
            let kind = block(
              CheckOnly.self, blocks + index, predictors, &cursor, plan.place(of: 0))
            guard kind == nil else { return false }
            if cursor.isBeforeEnd { return true }
          }
          if cursor.isExhausted() { return false }
        }
        return false
      }
    }
  }

  @inline(__always) private static func block<Mode: Gathering>(
    _ mode: Mode.Type, _ block: UnsafeMutablePointer<ScanPlan.Block>,
    _ predictors: UnsafeMutablePointer<Int>, _ bits: inout BitCursor, _ place: ScanPlan.Place
  ) -> EntropyFault.Kind? {
    if let kind = dc(block, predictors, &bits) { return kind }
    let target = Mode.isOn ? block.pointee.target : nil
    if Mode.isOn, let target {
      target.setDC(predictors[block.pointee.component], row: place.row, column: place.column)
    }
    let drawing = Mode.draws ? block.pointee.drawing : nil
    if Mode.draws, let drawing { drawing.set(predictors[block.pointee.component], at: 0) }
    let table = block.pointee.ac
    let largest = block.pointee.largest
    var k = 1
    // Becomes negative with the first coefficient that is too large or past the end.
    var room = 0
    repeat {
      bits.refillIfLow()
      let entry = bits.entry(table)
      let advance = Int(truncatingIfNeeded: entry &>> 8 & 0xFF)
      if advance == 0 { return entry == 0 ? .badCode : .undefinedSymbol }
      if Mode.isOn, let target {
        let magnitude = bits.magnitude(
          after: Int(truncatingIfNeeded: entry &>> 24),
          size: Int(truncatingIfNeeded: entry &>> 16 & 15))
        target.add(magnitude, at: k &+ advance &- 1)
      }
      if Mode.draws, let drawing {
        let value = bits.signed(
          after: Int(truncatingIfNeeded: entry &>> 24),
          size: Int(truncatingIfNeeded: entry &>> 16 & 15))
        drawing.set(value, at: k &+ advance &- 1)
      }
      bits.drop(Int(truncatingIfNeeded: entry & 0xFF))
      k &+= advance
      room |= Int(largest[k &- 1]) &- Int(truncatingIfNeeded: entry &>> 16 & 15)
    } while k < 64
    if Mode.draws, let drawing {
      drawing.finish(column: place.column, isFlat: k == 1 + EntropyTable.endOfBlock)
    }
    if room >= 0 { return nil }
    return k > 64 && k < EntropyTable.endOfBlock ? .pastBlockEnd : .coefficientTooLarge
  }

  @inline(__always) private static func dc(
    _ block: UnsafeMutablePointer<ScanPlan.Block>, _ predictors: UnsafeMutablePointer<Int>,
    _ bits: inout BitCursor
  ) -> EntropyFault.Kind? {
    bits.refill()
    let entry = bits.entry(block.pointee.dc)
    if entry == 0 { return .badCode }
    bits.drop(Int(truncatingIfNeeded: entry &>> 24))
    let value =
      predictors[block.pointee.component]
      &+ bits.takeSigned(Int(truncatingIfNeeded: entry &>> 16 & 15))
    predictors[block.pointee.component] = value
    return value.magnitude > UInt(bitPattern: block.pointee.dcBound) ? .dcOutOfRange : nil
  }
}
