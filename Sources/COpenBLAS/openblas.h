/* What Scanline uses of OpenBLAS (libopenblas-dev). */
#ifndef SCANLINE_OPENBLAS_H
#define SCANLINE_OPENBLAS_H

#include <cblas.h>

char *openblas_get_corename(void);
char *openblas_get_config(void);

#endif
