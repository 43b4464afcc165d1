/// What the walk of one scan needs to know of its MCUs, prepared once.
struct ScanPlan {
  /// One block of an MCU.
  struct Block {
    let dc: EntropyTable.View
    let ac: EntropyTable.View
    /// For each coefficient index the largest magnitude category; -1 past the block's end.
    let largest: UnsafeMutablePointer<Int8>
    /// Index of its DC predictor.
    let component: Int
    /// Largest absolute DC value.
    let dcBound: Int
    /// Where to leave what `ImageQuality` needs; nil when nobody asks.
    let target: ComponentStatistics.Target?
    /// Where to leave its coefficients; nil when no picture is made.
    let drawing: ScaledComponent.Target?
  }

  /// Where an MCU lies.
  struct Place {
    fileprivate(set) var row: Int
    fileprivate(set) var column: Int
    fileprivate let mcusPerRow: Int

    /// Moves on to the next MCU.
    @inline(__always) mutating func advance() {
      column &+= 1
      if column == mcusPerRow { (row, column) = (row &+ 1, 0) }
    }
  }

  /// Blocks of an MCU, by the standard.
  static let largestBlockCount = 10
  /// Entries of a `largest` table: 64 coefficients, what lies past them, and end of block.
  static let largestCount = 256

  let blocks: UnsafeMutableBufferPointer<Block>
  let mcusPerRow: Int
  let mcuRows: Int
  /// Pixel rows of one MCU row.
  let rowHeight: Int
  /// Made by the walk; nil for a check alone.
  let picture: ScaledPicture?
  /// Of arithmetic coding; nil for Huffman codes.
  let contexts: ArithmeticContexts?
  /// Zero bytes in a row that an encoder may write. Any number where they are codes of flat blocks. Where they
  /// are codes of coefficients they fill a whole MCU with equal ones at all frequencies, which nothing looks
  /// like but a picture that was cut, and saved again with the MCU that a decoder read from zeros. An arithmetic
  /// coder writes zeros wherever what comes is what is most probable.
  let longestZeroRun: Int

  var mcuCount: Int { mcusPerRow * mcuRows }

  func place(of mcu: Int) -> Place {
    Place(row: mcu / mcusPerRow, column: mcu % mcusPerRow, mcusPerRow: mcusPerRow)
  }

  /// DC and AC table of each of a scan's members.
  typealias Tables = InlineArray<4, (dc: EntropyTable.View, ac: EntropyTable.View)?>

  /// - Parameters:
  ///   - tables: those that the scan does not use may be any.
  ///   - statistics: one for each component of the picture, which must outlive the plan; none when
  ///     nothing is gathered.
  ///   - picture: for a scan of all components.
  ///   - memory: the plan's until the next one is made in it.
  init(
    _ header: JPEGHeader, _ scan: JPEGScan, tables: Tables, statistics: [ComponentStatistics],
    picture: ScaledPicture?, in memory: WalkMemory
  ) {
    self.picture = picture
    var count = 0
    for (index, member) in scan.members.enumerated() {
      guard let tables = tables[index] else { continue }
      let component = header.components[member.component]
      let largest = memory.largest + index * Self.largestCount
      largest.initialize(repeating: -1, count: Self.largestCount)
      for k in 0..<64 {
        largest[k] = Self.largestCategory(
          step: Int(component.quantisation[k]), shift: scan.approximationLow)
      }
      // Behind an end of block the index lies here, with category 0.
      for k in 127..<Self.largestCount { largest[k] = 0 }
      let step = max(Int(component.quantisation[0]), 1)
      // A scan of one component has one block an MCU, and none that are padding only.
      let (across, down) =
        scan.members.count == 1 ? (1, 1) : (component.horizontal, component.vertical)
      for place in 0..<across * down where count < Self.largestBlockCount {
        let target =
          statistics.isEmpty
          ? nil
          : statistics[member.component].target(
            column: place % across, row: place / across, step: (columns: across, rows: down))
        (memory.blocks + count).initialize(
          to: Block(
            dc: tables.dc, ac: tables.ac, largest: largest, component: index,
            dcBound: (Self.dcBound / step + 1) >> scan.approximationLow + 1,
            target: target,
            drawing: picture?.components[member.component].target(
              column: place % across, row: place / across)))
        count += 1
      }
    }
    blocks = UnsafeMutableBufferPointer(start: memory.blocks, count: count)
    contexts = header.arithmetic ? ArithmeticContexts(scan) : nil
    longestZeroRun = header.arithmetic ? .max : Self.longestZeroRun(blocks)

    if scan.members.count == 1 {
      let component = header.components[scan.members[0].component]
      (mcusPerRow, mcuRows) = header.blocks(of: component)
      rowHeight = 8 * header.maxVertical / component.vertical
    } else {
      mcusPerRow = header.mcuColumns
      mcuRows = header.mcuRows
      rowHeight = 8 * header.maxVertical
    }
  }

  private static func longestZeroRun(_ blocks: UnsafeMutableBufferPointer<Block>) -> Int {
    guard blocks.contains(where: { $0.ac.entryOfZeros >> 16 & 15 != 0 }) else { return .max }
    let bits = blocks.reduce(0) { sum, block in
      let (dc, ac) = (block.dc.entryOfZeros, block.ac.entryOfZeros)
      let run = Int(ac >> 20 & 15) + 1
      let codes = ac >> 16 & 15 == 0 ? 1 : (63 + run - 1) / run
      return sum + Int(dc & 0xFF) + codes * Int(ac & 0xFF)
    }
    return bits / 8 + 1
  }

  /// What the DCT of 8-bit samples can give: 8 times the darkest sample after the level shift. Encoders
  /// that overshoot at edges on purpose do not change a block's mean.
  private static let dcBound = 1024
  /// AC coefficients reach 928; the rest is for encoders that overshoot.
  private static let acBound = 1280

  /// Magnitude category `s` stands for values from `2^(s-1)`; 8-bit pictures use up to 10
  /// (T.81, table F.2).
  private static func largestCategory(step: Int, shift: Int) -> Int8 {
    var category = 0
    while category < 10, (1 << (category + shift)) * step <= acBound + (step << shift) {
      category += 1
    }
    return Int8(category)
  }
}
