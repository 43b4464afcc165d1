extension FixedWidthInteger {
  /// The sum, or the largest value if it is beyond that: sizes of sparse files add up to anything.
  package func addingClamped(_ other: Self) -> Self {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
