import Glibc

// A matrix product packs its operands into a buffer of OpenBLAS's. Debian's build without threads gives
// the same one to two threads that ask at once (it has no lock; wrong products follow, seen in the test of
// many threads), and ends the process when more than some fifty are in use. The link (`--wrap`) routes the
// question to these functions: each thread has a buffer of its own, from its first product to its end.

/// What OpenBLAS 0.3 reserves for one on x86-64. Only what a product touches, a few MB, becomes memory.
private let bufferSize = 32 << 22

/// The key of the thread's buffer, which goes when the thread goes.
private let bufferKey: pthread_key_t = {
  var key = pthread_key_t()
  let code = pthread_key_create(&key) { buffer in munmap(buffer, bufferSize) }
  return code == 0 ? key : pthread_key_t.max  // of no thread: see `wrapBLASMemoryFree`
}()

/// Products do not nest, so that one buffer a thread is enough.
@_cdecl("__wrap_blas_memory_alloc")
package func wrapBLASMemoryAlloc(_ position: Int32) -> UnsafeMutableRawPointer? {
  if let buffer = pthread_getspecific(bufferKey) { return buffer }
  let buffer = mmap(
    nil, bufferSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
  guard let buffer, buffer != MAP_FAILED else { return nil }
  pthread_setspecific(bufferKey, buffer)
  return buffer
}

/// The thread keeps its buffer for the next product. (Only a process that has no thread-specific keys left
/// gives it back each time.)
@_cdecl("__wrap_blas_memory_free")
package func wrapBLASMemoryFree(_ buffer: UnsafeMutableRawPointer?) {
  guard let buffer, pthread_getspecific(bufferKey) != buffer else { return }
  munmap(buffer, bufferSize)
}
