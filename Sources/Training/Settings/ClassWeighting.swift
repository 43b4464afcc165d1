import Platform

/// `scanline_class_weighting`.
package enum ClassWeighting: Int32, CodedChoice {
  case none = 0
  case balanced = 1
  case given = 2

  package static var what: String { "class_weighting" }
  package var name: String { "\(self)" }
}
