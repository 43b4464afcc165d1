/* What Scanline uses of OpenBLAS (libopenblas-dev), and the processor test that chooses its kernels. */
#ifndef SCANLINE_OPENBLAS_H
#define SCANLINE_OPENBLAS_H

#include <cblas.h>

char *openblas_get_corename(void);
char *openblas_get_config(void);

/* The compiler's own test: it looks at what the operating system saves as well as at what the CPU offers. */
static inline int scanline_cpu_has_avx512(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}
static inline int scanline_cpu_has_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#endif
