/// A rectangle of a picture in shares of its sides, so that one draw fits every size.
package struct ShareRectangle: Equatable, Sendable {
  package let width: Float
  package let height: Float
  /// Where it lies among the places that it can take: 0 leftmost, below 1 rightmost.
  package let x: Float
  /// 0 topmost, below 1 lowest.
  package let y: Float

  package init(width: Float, height: Float, x: Float, y: Float) {
    self.width = width
    self.height = height
    self.x = x
    self.y = y
  }

  /// The whole pixels of a picture that it covers; none when a side rounds to 0.
  package func pixels(
    of size: (width: Int, height: Int)
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    (Self.stretch(width, x, size.width), Self.stretch(height, y, size.height))
  }

  private static func stretch(_ share: Float, _ place: Float, _ length: Int) -> Range<Int> {
    let count = min(max(Int((share * Float(length)).rounded()), 0), length)
    let start = min(Int(place * Float(length - count + 1)), length - count)
    return start..<start + count
  }
}
