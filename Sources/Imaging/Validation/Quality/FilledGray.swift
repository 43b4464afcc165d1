/// Finds the gray that decoders fill in for data that a cut file lacks, once such a picture was saved anew: then the
/// file is whole and only its content tells. Gray that someone added below a picture begins at a straight edge; data
/// end anywhere in a row of MCUs, so that the gray begins with a step of that row's height.
enum FilledGray {
  /// Levels of tolerance: filled-in blocks are 128 in every component, and encoders round.
  private static let tolerance = 3.0
  /// Of the step, by which it is told from a photo's last row, that may end in any gray.
  private static let stepTolerance = 1.0

  /// - Parameter rows: of blocks of the first component, from the top.
  /// - Returns: the share of the rows that are gray throughout.
  static func share(
    _ components: [ComponentStatistics], of header: JPEGHeader, rows: Int
  ) -> Double {
    guard let first = components.first, components.count != 4, rows > 1 else { return 0 }
    let columns = first.visibleColumns
    let all = components.indices
    /// Blocks at the right end of a row that are gray in some components.
    func grayEnd(_ row: Int, in parts: Range<Int>, within tolerance: Double = tolerance) -> Int {
      var count = 0
      while count < columns,
        parts.allSatisfy({
          isGray(
            components, header, $0, column: columns - 1 - count, row: row, within: tolerance)
        })
      { count += 1 }
      return count
    }
    // Brightness alone tells where the gray begins: a block of a halved colour may reach over the edge.
    var edge = rows - 1
    while edge >= 0, grayEnd(edge, in: 0..<1) == columns { edge -= 1 }
    guard edge >= 0, edge < rows - 1,
      grayEnd(edge, in: 0..<1, within: stepTolerance) > 0,
      (min(edge + 2, rows - 1)..<rows).allSatisfy({ grayEnd($0, in: all) == columns })
    else { return 0 }
    // An MCU is one or two blocks high. A backdrop that is gray by nature is so further up, too.
    guard edge < 2 || grayEnd(edge - 2, in: all) == 0 else { return 0 }
    // A frame is gray above the picture, too; what is filled in is below.
    guard grayEnd(0, in: 0..<1) < columns else { return 0 }
    return Double(rows - 1 - edge) / Double(rows)
  }

  /// - Parameters:
  ///   - column: in blocks of the first component.
  ///   - row: the same.
  ///   - tolerance: in levels.
  private static func isGray(
    _ components: [ComponentStatistics], _ header: JPEGHeader, _ index: Int, column: Int, row: Int,
    within tolerance: Double
  ) -> Bool {
    let (here, first) = (header.components[index], header.components[0])
    let component = components[index]
    let x = min(column * here.horizontal / first.horizontal, component.columns - 1)
    let y = min(row * here.vertical / first.vertical, component.rows - 1)
    let coefficient = Int(component.dc[y * component.columns + x]) * Int(here.quantisation[0])
    return Double(coefficient.magnitude) <= 8 * tolerance
  }
}
