/* What Scanline uses of OpenBLAS (libopenblas-dev). */
#ifndef SCANLINE_OPENBLAS_H
#define SCANLINE_OPENBLAS_H

#include <cblas.h>

char *openblas_get_corename(void);
char *openblas_get_config(void);

/* LAPACK as OpenBLAS implements it: matrices are column-major, and info is 0 for success. */
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info);
void dtrtri_(const char *uplo, const char *diag, const int *n, double *a, const int *lda, int *info);

#endif
