/// How the tokens of a batch of grids [N, H, W, features] fall into lines that are read step by step. A
/// block holds lines whose tokens of the same step are neighbours in memory. Distances are in tokens.
struct ScanLines: Sendable {
  let blocks: Int
  let blockStride: Int
  let steps: Int
  let stepStride: Int
  /// The lines of a block.
  let lines: Int

  /// - Parameter alongColumns: the columns are the lines, and not the rows.
  init(count: Int, height: Int, width: Int, alongColumns: Bool) {
    if alongColumns {
      (blocks, blockStride, steps, stepStride, lines) = (
        count, height * width, height, width, width
      )
    } else {
      (blocks, blockStride, steps, stepStride, lines) = (count * height, width, width, 1, 1)
    }
  }
}
