import Glibc
import Platform

/// The text of each thread's last failed call, kept in memory that ends with the thread.
enum LastError {
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, { free($0) }) == 0 ? key : nil
  }()

  static func set(_ message: String) {
    guard let key else { return }
    let previous = pthread_getspecific(key)
    if pthread_setspecific(key, strdup(message)) == 0 { free(previous) }
  }

  /// Never NULL; empty when no call of this thread has failed.
  static var message: UnsafePointer<CChar> {
    if let key, let raw = pthread_getspecific(key) {
      return UnsafePointer(raw.assumingMemoryBound(to: CChar.self))
    }
    return StaticText.empty
  }
}
