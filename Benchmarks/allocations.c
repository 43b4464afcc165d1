/* Counts what a program asks of the heap: LD_PRELOAD=build/liballocations.so PROGRAM writes
 * "allocations N, TurboJPEG's M" as the last line of stderr. What TurboJPEG asks for while it decodes a picture is
 * nobody else's to save, and so counted apart, by where the calls come from. A program may ask for the first of the
 * two on its way. */
#define _GNU_SOURCE
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_long count, of_turbojpeg;
static uintptr_t turbojpeg_start, turbojpeg_end;

static int look(struct dl_phdr_info *library, size_t size, void *unused) {
  (void)size;
  (void)unused;
  if (strstr(library->dlpi_name, "libturbojpeg") == NULL) return 0;
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &library->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
    turbojpeg_start = library->dlpi_addr + part->p_vaddr;
    turbojpeg_end = turbojpeg_start + part->p_memsz;
  }
  return 1;
}

__attribute__((constructor)) static void find_turbojpeg(void) { dl_iterate_phdr(look, NULL); }

static void add(void *caller) {
  uintptr_t place = (uintptr_t)caller;
  int is_turbojpeg = place >= turbojpeg_start && place < turbojpeg_end;
  atomic_fetch_add(is_turbojpeg ? &of_turbojpeg : &count, 1);
}

#define ADD() add(__builtin_return_address(0))

void *malloc(size_t size) {
  ADD();
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  ADD();
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  ADD();
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  ADD();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  ADD();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  ADD();
  *memory = __libc_memalign(alignment, size);
  return *memory == NULL ? ENOMEM : 0;
}

long allocations_so_far(void);
long allocations_so_far(void) { return atomic_load(&count); }

__attribute__((destructor)) static void report(void) {
  fprintf(stderr, "allocations %ld, TurboJPEG's %ld\n", atomic_load(&count),
          atomic_load(&of_turbojpeg));
}
