import Glibc

/// A C string of each thread, in memory that ends with the thread.
final class ThreadText: Sendable {
  private let key: pthread_key_t?

  init() {
    var key = pthread_key_t()
    self.key = pthread_key_create(&key, { free($0) }) == 0 ? key : nil
  }

  /// Replaces the thread's text and returns it; it is valid until the thread sets another.
  @discardableResult
  func set(_ text: String) -> UnsafePointer<CChar> {
    // A character 0, as of a JSON text's "\u0000", would end the C string in its middle.
    let text = text.utf8.contains(0) ? text.replacing("\0", with: "\\u0000") : text
    guard let key, let copy = strdup(text) else { return StaticText.empty }
    let previous = pthread_getspecific(key)
    guard pthread_setspecific(key, copy) == 0 else {
      free(copy)
      return StaticText.empty
    }
    free(previous)
    return UnsafePointer(copy)
  }

  /// Never NULL; empty when the thread has set none.
  var current: UnsafePointer<CChar> {
    if let key, let raw = pthread_getspecific(key) {
      return UnsafePointer(raw.assumingMemoryBound(to: CChar.self))
    }
    return StaticText.empty
  }
}

/// The text of each thread's last failed call.
let lastError = ThreadText()

/// The path that a thread asked for last.
let lastPath = ThreadText()
