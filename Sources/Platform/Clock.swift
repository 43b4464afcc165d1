import Glibc

/// The times that the library looks at. No result depends on them but where a limit is a time.
package enum Clock {
  /// Seconds of a clock that never jumps, from a moment of no meaning.
  package static var seconds: Double { seconds(CLOCK_MONOTONIC) }

  /// Seconds since 1970, UTC.
  package static var date: Double { seconds(CLOCK_REALTIME) }

  /// When this machine was started, in seconds since 1970.
  package static var bootDate: Double { date - seconds(CLOCK_BOOTTIME) }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
