import Testing

@testable import Imaging

@Suite struct ShareRectangleTests {
  @Test func liesInsideAndReachesBothEnds() {
    let size = (width: 20, height: 10)
    let first = ShareRectangle(width: 0.25, height: 0.5, x: 0, y: 0).pixels(of: size)
    #expect(first.columns == 0..<5 && first.rows == 0..<5)
    let last = ShareRectangle(width: 0.25, height: 0.5, x: 0.9999, y: 0.9999).pixels(of: size)
    #expect(last.columns == 15..<20 && last.rows == 5..<10)
    // Sixteen places, each as likely.
    let middle = ShareRectangle(width: 0.25, height: 0.5, x: 0.5, y: 0.5).pixels(of: size)
    #expect(middle.columns == 8..<13 && middle.rows == 3..<8)
  }

  @Test func allAndNothing() {
    let all = ShareRectangle(width: 1, height: 1, x: 0.7, y: 0.2).pixels(of: (7, 3))
    #expect(all.columns == 0..<7 && all.rows == 0..<3)
    let none = ShareRectangle(width: 0.01, height: 1, x: 0.99, y: 0).pixels(of: (7, 3))
    #expect(none.columns.isEmpty && none.rows == 0..<3)
  }
}
