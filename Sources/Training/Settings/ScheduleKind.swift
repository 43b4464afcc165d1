import Platform

/// `scanline_schedule`.
package enum ScheduleKind: Int32, CodedChoice {
  case constant = 0
  case step = 1
  case cosine = 2
  case plateau = 3

  package static var what: String { "schedule" }
  package var name: String { "\(self)" }
}
