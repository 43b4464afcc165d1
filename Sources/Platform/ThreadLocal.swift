import Glibc

/// One object a thread: made when the thread first asks for it, ended with the thread. For what work on any
/// thread of the host's would otherwise make anew each time.
package final class ThreadLocal<Object: AnyObject>: @unchecked Sendable {
  private let make: @Sendable () -> Object
  /// nil if the process has no key left: then every use makes an object of its own.
  private let key: pthread_key_t?

  /// To be kept as long as the process: the key is never given back.
  package init(_ make: @escaping @Sendable () -> Object) {
    self.make = make
    var key = pthread_key_t()
    let code = pthread_key_create(&key) { raw in
      if let raw { Unmanaged<AnyObject>.fromOpaque(raw).release() }
    }
    self.key = code == 0 ? key : nil
  }

  /// The calling thread's.
  package var object: Object {
    guard let key else { return make() }
    if let raw = pthread_getspecific(key) {
      return Unmanaged<Object>.fromOpaque(raw).takeUnretainedValue()
    }
    let object = make()
    let owned = Unmanaged.passRetained(object)
    if pthread_setspecific(key, owned.toOpaque()) != 0 { owned.release() }
    return object
  }
}
