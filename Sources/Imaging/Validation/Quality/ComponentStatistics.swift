import Platform

/// What a walk gathers of one component: the DC coefficient of every block and the energy of every AC
/// coefficient, both in quantisation steps.
final class ComponentStatistics {
  /// Where a block of an MCU leaves what is met in it.
  struct Target {
    /// The DC coefficient of this block of the scan's first MCU.
    let dc: UnsafeMutablePointer<Int16>
    /// Blocks from one MCU to the next, and from one row of MCUs to the next.
    let columnStep: Int
    let rowStep: Int
    /// Sums of squares by coefficient. Has `ScanPlan.largestCount` entries: what lies past a block's end, as the walk
    /// counts it, is of no interest but has a place.
    let energy: UnsafeMutablePointer<UInt64>

    @inline(__always) func setDC(_ value: Int, row: Int, column: Int) {
      dc[row &* rowStep &+ column &* columnStep] = Int16(truncatingIfNeeded: value)
    }

    /// Adds lower bits to a DC coefficient.
    @inline(__always) func refineDC(_ bits: Int, row: Int, column: Int) {
      dc[row &* rowStep &+ column &* columnStep] |= Int16(truncatingIfNeeded: bits)
    }

    @inline(__always) func add(_ magnitude: UInt64, at coefficient: Int) {
      energy[coefficient] &+= magnitude &* magnitude
    }
  }

  /// Blocks of a row, and rows of blocks, those included that only fill the last MCUs.
  let columns: Int
  let rows: Int
  /// Blocks that show something of the picture.
  let visibleColumns: Int
  let visibleRows: Int
  private let plane: ByteBuffer
  private let sums: ByteBuffer

  /// - Throws: `noMemory`.
  init(_ component: JPEGComponent, of header: JPEGHeader) throws {
    (visibleColumns, visibleRows) = header.blocks(of: component)
    columns = header.mcuColumns * component.horizontal
    rows = header.mcuRows * component.vertical
    plane = try ByteBuffer(count: columns * rows * MemoryLayout<Int16>.stride)
    plane.pointer.initializeMemory(as: Int16.self, repeating: 0, count: columns * rows)
    sums = try ByteBuffer(count: ScanPlan.largestCount * MemoryLayout<UInt64>.stride)
    sums.pointer.initializeMemory(as: UInt64.self, repeating: 0, count: ScanPlan.largestCount)
  }

  /// The DC coefficients, row by row. Valid as long as the object lives.
  var dc: UnsafeMutablePointer<Int16> { plane.pointer.assumingMemoryBound(to: Int16.self) }

  /// Sums of squares of the 64 coefficients in zigzag order. Valid as long as the object lives.
  var energy: UnsafeMutablePointer<UInt64> { sums.pointer.assumingMemoryBound(to: UInt64.self) }

  /// - Parameters:
  ///   - column: of the block within its MCU.
  ///   - row: the same.
  ///   - step: blocks of an MCU of the scan in each direction.
  func target(column: Int, row: Int, step: (columns: Int, rows: Int)) -> Target {
    Target(
      dc: dc + row * columns + column, columnStep: step.columns, rowStep: step.rows * columns,
      energy: energy)
  }
}
