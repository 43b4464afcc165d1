/// `scanline_split`: parts of a data set.
package enum DatasetSplit: Int32, CaseIterable, Sendable {
  case training = 0
  case validation = 1
  case all = 2
}
