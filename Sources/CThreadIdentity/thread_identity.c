/*
 * Has a forked child ask for its thread's id anew.
 *
 * Swift's runtime for Linux makes a lazily made global under a futex with priority inheritance, whose
 * word holds the id of the thread that has it. The runtime keeps that id in a thread-local variable, which
 * fork() copies: the child's first thread goes on with the id of its parent's. As soon as a second
 * thread of the child comes to the same global, the kernel refuses both to wait for and to give back a
 * lock of another process, and both threads try again for ever.
 *
 * The runtime's variable, of an inline function, is a weak symbol; it is defined here once more, so that the
 * linker makes one of the two. Zero: not asked yet. It is set from the moment the library is loaded,
 * because the runtime fills it then; a host may fork before it calls anything.
 *
 * In C, because Swift has neither thread-local variables nor functions that run at loading.
 */
#include <pthread.h>
#include <stdint.h>

__attribute__((visibility("hidden"))) _Thread_local int32_t scanline_runtime_thread_id __asm__(
    "_ZZN5swift14threading_impl5linux13ulock_get_tidEvE3tid");

static void forget(void) {
  scanline_runtime_thread_id = 0;
}

__attribute__((constructor)) static void install(void) {
  pthread_atfork(NULL, NULL, forget);
}
