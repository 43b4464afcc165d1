extension ImageReport {
  /// Rows, as stored, before the first damage.
  package var goodRows: Int { Int((decodedShare * Double(height)).rounded()) }

  /// Rows, as stored, that show what was photographed: the good ones, without the gray that a decoder filled in
  /// before the file was saved anew, if the quality was measured.
  package var shownRows: Int {
    guard quality.flags.contains(.grayLowerPart) else { return goodRows }
    return min(goodRows, Int(((1 - quality.grayShare) * Double(height)).rounded(.down)))
  }
}
