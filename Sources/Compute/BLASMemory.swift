import Glibc
import Platform

// A matrix product packs its operands into a buffer of OpenBLAS's. Debian's build without threads gives
// the same one to two threads that ask at once (it has no lock; wrong products follow, seen in the test of
// many threads), and ends the process when more than some fifty are in use. The link (`--wrap`) routes the
// question to these functions: each thread has a buffer of its own, from its first product to its end.

/// What OpenBLAS 0.3 reserves for one on x86-64. Only what a product touches, a few MB, becomes memory.
private let bufferSize = 32 << 22

private func reserveBuffer() -> UnsafeMutableRawPointer? {
  let buffer = mmap(
    nil, bufferSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
  guard let buffer, buffer != MAP_FAILED else { return nil }
  guard AddressSpace.hasRoom() else {
    munmap(buffer, bufferSize)
    return nil
  }
  return buffer
}

/// The key of the thread's buffer, which goes when the thread goes.
private let bufferKey: pthread_key_t = {
  var key = pthread_key_t()
  let code = pthread_key_create(&key) { buffer in munmap(buffer, bufferSize) }
  return code == 0 ? key : pthread_key_t.max  // of no thread: see `wrapBLASMemoryFree`
}()

/// OpenBLAS has no way to say that memory is short. A thread that cannot have a buffer waits for this one.
private final class SpareBuffer: @unchecked Sendable {
  let buffer: UnsafeMutableRawPointer?
  private let isTaken = Mutex(false)

  init() { buffer = reserveBuffer() }

  func take() -> UnsafeMutableRawPointer? {
    isTaken.wait(until: { !$0 }, then: { $0 = true })
    return buffer
  }

  func giveBack() { isTaken.signal { $0 = false } }
}

private let spare = SpareBuffer()

/// Whether this build was linked as the Makefile does it: OpenBLAS's question reaches us.
private let isRouted: Bool = {
  let buffer = blasMemoryAlloc(0)
  defer { blasMemoryFree(buffer) }
  return buffer == spare.buffer || buffer == pthread_getspecific(bufferKey)
}()

@_silgen_name("blas_memory_alloc")
private func blasMemoryAlloc(_ position: Int32) -> UnsafeMutableRawPointer?

@_silgen_name("blas_memory_free")
private func blasMemoryFree(_ buffer: UnsafeMutableRawPointer?)

extension BLAS {
  /// Makes sure that products can be had from now on, on any thread; to be called before the first.
  /// - Throws: `noMemory`; `internal` in a build that lacks the linker's options.
  package static func prepare() throws {
    guard isRouted else {
      throw ScanlineError(
        .internal,
        "this build cannot multiply on several threads: link it with --wrap=blas_memory_alloc and "
          + "--wrap=blas_memory_free, as the Makefile does")
    }
    guard spare.buffer != nil else {
      throw ScanlineError(.noMemory, "\(bufferSize) bytes of address space could not be had")
    }
  }
}

/// Products do not nest, so that one buffer a thread is enough.
@_cdecl("__wrap_blas_memory_alloc")
package func wrapBLASMemoryAlloc(_ position: Int32) -> UnsafeMutableRawPointer? {
  if let buffer = pthread_getspecific(bufferKey) { return buffer }
  guard let buffer = reserveBuffer() else { return spare.take() }
  pthread_setspecific(bufferKey, buffer)
  return buffer
}

/// The thread keeps its buffer for the next product. (Only a process that has no thread-specific keys left
/// gives it back each time.)
@_cdecl("__wrap_blas_memory_free")
package func wrapBLASMemoryFree(_ buffer: UnsafeMutableRawPointer?) {
  guard let buffer, pthread_getspecific(bufferKey) != buffer else { return }
  if buffer == spare.buffer {
    spare.giveBack()
  } else {
    munmap(buffer, bufferSize)
  }
}
