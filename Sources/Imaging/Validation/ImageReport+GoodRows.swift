extension ImageReport {
  /// Rows, as stored, before the first damage.
  package var goodRows: Int { Int((decodedShare * Double(height)).rounded()) }
}
