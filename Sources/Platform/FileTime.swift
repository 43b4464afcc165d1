import Glibc

/// A moment of the file system, to the nanosecond.
package struct FileTime: Sendable, Equatable {
  /// Since 1970 in UTC; negative before.
  package let seconds: Int
  /// 0 to 999,999,999.
  package let nanoseconds: Int

  package init(seconds: Int, nanoseconds: Int) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  init(_ time: timespec) { self.init(seconds: time.tv_sec, nanoseconds: time.tv_nsec) }

  /// ISO 8601 in UTC with all digits, "2026-11-23T02:10:00.000000000Z": equal texts are equal times.
  package var text: String {
    var moment = tm()
    var seconds = seconds
    gmtime_r(&seconds, &moment)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = [
      (1900 + Int(moment.tm_year), 4), (Int(moment.tm_mon) + 1, 2), (Int(moment.tm_mday), 2),
    ]
    let clock = [Int(moment.tm_hour), Int(moment.tm_min), Int(moment.tm_sec)]
    return date.map { padded($0.0, $0.1) }.joined(separator: "-") + "T"
      + clock.map { padded($0, 2) }.joined(separator: ":") + ".\(padded(nanoseconds, 9))Z"
  }
}
