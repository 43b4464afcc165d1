/// The one process-wide log: silent until a host sets a callback. May be called from any thread.
package enum Log {
  package enum Level: Int32, Sendable { case warning = 0, info = 1 }
  package typealias Sink = @Sendable (Level, String) -> Void

  private static let sink = Mutex<Sink?>(nil, survivesFork: true)

  /// Has the sink's mutex made.
  static func settle() { sink.withLock { _ in } }

  package static func setSink(_ new: Sink?) { sink.withLock { $0 = new } }

  /// The callback runs outside the lock, so that it may log or change the sink itself.
  package static func write(_ level: Level, _ message: @autoclosure () -> String) {
    guard let sink = sink.withLock({ $0 }) else { return }
    sink(level, message())
  }
}
