/* The table of the elementwise kernels, of which there is one an instruction set; see VectorKernels.
 * Declarations only: the kernels are Swift. Matrices are row-major, and their rows contiguous unless a
 * stride (in floats) is given. */
#ifndef SCANLINE_KERNELS_H
#define SCANLINE_KERNELS_H

#include <stddef.h>

/* Asks for a line of memory before it is needed, to be read or to be written; any address will do. */
static inline void scanline_prefetch(const float *_Nullable address) {
  __builtin_prefetch(address, 0, 3);
}
static inline void scanline_prefetch_for_writing(const float *_Nullable address) {
  __builtin_prefetch(address, 1, 3);
}

#pragma clang assume_nonnull begin

/* y [rows, columns] = x [rows, depth] times a packed matrix (see `pack`), added to y if `accumulates`, else
 * to the bias [columns] of all rows if there is one. */
typedef struct {
  const float *x;
  long xStride;
  const float *packed;
  float *y;
  long yStride;
  long rows, depth, columns;
  _Bool accumulates;
  const float *_Nullable bias;
  _Bool alternates; /* even and odd depths are summed apart: faster for a row or two */
} PackedProduct;

/* One step of an LSTM from the pre-activations on, for `rows` samples. */
typedef struct {
  float *gates;              /* [rows, 4 units]: pre-activations of i, f, g, o; becomes the gates */
  const float *previousCell; /* [rows, units], as all below */
  float *cell;               /* out: c' */
  float *squashed;           /* out: tanh c' */
  float *state;              /* out: h' */
  long rows, units;
} LSTMForward;

/* One step back to the pre-activations of an LSTM. */
typedef struct {
  float *gates;              /* [rows, 4 units]: becomes the gradients of the pre-activations */
  const float *previousCell; /* [rows, units], as all below */
  const float *squashed;
  const float *stateGradient; /* dL/dh' */
  float *cellGradient;        /* dL/dc' but for what comes through h'; becomes dL/dc */
  long rows, units;
} LSTMBackward;

/* One step of a GRU whose reset gate follows the product with the state. */
typedef struct {
  float *gates;               /* [rows, 3 units]: x W + b of z, r, h; becomes z, r, g */
  float *recurrent;           /* [rows, 3 units]: h R; its block h gets its bias */
  const float *recurrentBias; /* [3 units] */
  const float *previousState; /* [rows, units] */
  float *state;               /* out: [rows, units] */
  long rows, units;
} GRUForward;

/* One step back. Also for the GRU whose reset gate comes first, without `recurrent`. */
typedef struct {
  float *gates;               /* [rows, 3 units]: becomes the gradients of x W + b */
  float *recurrent;           /* [rows, 3 units]: becomes those of h R */
  const float *previousState; /* [rows, units] */
  float *stateGradient;       /* dL/dh'; becomes the part of dL/dh that does not go through h R */
  long rows, units;
} GRUBackward;

/* How tokens fall into lines that are read step by step; distances in tokens. */
typedef struct {
  long blocks, blockStride, steps, stepStride, lines;
} TokenLines;

/* Batch normalisation of x [rows, width] by mean and inverse deviation [width] of each column. */
typedef struct {
  const float *x;
  long rows, width;
  const float *mean, *inverse, *scale, *offset;
  float *y; /* out: (x - mean) inverse scale + offset */
} Normalisation;

typedef struct {
  const float *x, *dy; /* [rows, width] */
  long rows, width;
  const float *mean, *inverse, *scale;
  /* [width]: the sums of dy (x - mean) inverse and of dy, which `normalisationSums` writes. */
  float *scaleGradient, *offsetGradient;
  float share; /* 1 / rows if mean and inverse are those of the rows, else 0 */
  float *_Nullable dx; /* out, of `normalisationGradient` */
} NormalisationGradient;

/* Layer normalisation of x [rows, width]: each row by its own mean and inverse deviation. */
typedef struct {
  const float *x;
  long rows, width;
  float epsilon;
  const float *scale, *offset; /* [width] */
  float *moments;              /* out: [rows, 2], mean and inverse */
  float *y;                    /* out: (x - mean) inverse scale + offset */
} RowNormalisation;

typedef struct {
  const float *x, *dy; /* [rows, width] */
  long rows, width;
  const float *scale, *moments;
  float *scaleGradient, *offsetGradient; /* out: [width] */
  float *_Nullable dx;                   /* out: [rows, width] */
} RowNormalisationGradient;

typedef enum { MinGRULinear, MinGRUReLU, MinGRUTanh } MinGRUCandidate;

/* The recurrence of a minGRU in both directions, from pre-activations without bias. */
typedef struct {
  float *values;     /* [tokens, 2 width]: becomes z and g */
  const float *bias; /* [2 width] */
  float *states;     /* out: [tokens, width] */
  TokenLines lines;
  long width; /* even */
  MinGRUCandidate candidate;
} MinGRUForward;

typedef struct {
  float *values;               /* z and g; becomes the gradients of the pre-activations */
  const float *states;         /* [tokens, width] */
  const float *stateGradients; /* [tokens, width] */
  float *carry;                /* room for lines.lines x width / 2 */
  TokenLines lines;
  long width;
  MinGRUCandidate candidate;
} MinGRUBackward;

/* Elementwise updates of `count` weights; `gradientScale` is applied on reading. */
typedef struct {
  float *weights;
  const float *gradients;
  float *momentum, *velocity;
  long count;
  float gradientScale, rate, share1, share2, epsilon;
} AdamUpdate;

/* Blocks of a random stream (Philox 4x32-10), four numbers each, as a dropout mask: 0 where the upper 24 bits
 * of a number are below `threshold`, else `kept`. */
typedef struct {
  unsigned key[2], name[2]; /* `name`: the upper half of the counter */
  unsigned long first;      /* the lower half of the first block's */
  unsigned threshold;
  float kept;
  float *mask; /* out: [4 blocks] */
  long blocks;
} RandomMask;

/* A row of pictures' pixels, 8 bits a channel, seen through a map that goes on evenly from pixel to pixel: bilinear
 * between the four pixels around each place. */
typedef struct {
  const unsigned char *pixels; /* of 1 or 3 channels; four bytes are read at each */
  long channels;
  const long *columns, *rows;  /* bytes to where each column and row lies, and to its neighbour's in the next entry */
  long x, y;                   /* the first pixel's place among these entries, with 32 bits after the point */
  long stepX, stepY;           /* on to the next pixel's */
  long width;
  /* What one unit of each channel becomes [channels, channels], and what is added to all; NULL: as they are. */
  const float *_Nullable colour;
  float *levels; /* out: [width, channels], 0 to 255 */
} WarpedRow;

/* Levels y[i] = weights[0] pixels[i] + weights[1] pixels[stride + i] + ..., `count` rows of `length` bytes. */
typedef struct {
  const unsigned char *pixels;
  long stride;
  const float *weights;
  long count;
  float *levels; /* out: [length] */
  long length;
} BlendedRows;

/* `count` bytes of a row of pixels made sharper than a smoothed copy by a factor: smooth + factor (x - smooth), where
 * smooth weighs a byte 5 and its eight neighbours 1; the nearest of 0 to 255, halves upwards. */
typedef struct {
  const unsigned char *above, *row, *below;
  long channels; /* bytes to the neighbours, which are read on both sides */
  float factor;
  unsigned char *sharpened; /* out */
  long count;
} SharpenedRow;

/* The kernels of one instruction set. */
typedef struct {
  const char *name;

  /* y = f(x), `count` floats; y may be x. */
  void (*exp)(const float *x, float *y, long count);
  void (*sigmoid)(const float *x, float *y, long count);
  void (*tanh)(const float *x, float *y, long count);
  void (*relu)(const float *x, float *y, long count);
  void (*silu)(const float *x, float *y, long count);
  void (*gelu)(const float *x, float *y, long count);
  /* dy *= f'(x) in terms of y = f(x). */
  void (*sigmoidGradient)(const float *y, float *dy, long count);
  void (*tanhGradient)(const float *y, float *dy, long count);
  void (*reluGradient)(const float *y, float *dy, long count);
  /* dy *= f'(x). */
  void (*siluGradient)(const float *x, float *dy, long count);
  void (*geluGradient)(const float *x, float *dy, long count);
  /* Rows of logits to probabilities; y may be x. */
  void (*softmax)(const float *x, float *y, long rows, long classes);

  /* y += x; y = x + factor branch (y may be either); y = factor x (y may be x). */
  void (*add)(const float *x, float *y, long count);
  void (*combine)(const float *x, const float *branch, float factor, float *y, long count);
  void (*scale)(const float *x, float factor, float *y, long count);
  /* y[r, j] += bias[j] */
  void (*addBias)(const float *bias, float *y, long rows, long width);
  /* sums[j] = x[0, j] + x[1, j] + ..., in this order; added to what is there if `accumulates`. */
  void (*columnSums)(const float *x, long stride, long rows, long width, float *sums,
                     _Bool accumulates);
  /* y[r, j] += scale x[r, j] */
  void (*addScaled)(const float *x, long xStride, float scale, float *y, long yStride, long rows,
                    long width);
  /* y = x * mask, or y += x * mask; the mask starts again after `period` floats. */
  void (*multiply)(const float *x, const float *mask, long period, float *y, long count);
  void (*addProduct)(const float *x, const float *mask, long period, float *y, long count);

  /* Mean and variance (divided by `rows`) of the columns of x [rows, width]. */
  void (*moments)(const float *x, long rows, long width, float *mean, float *variance);
  void (*normalise)(Normalisation);
  void (*normalisationSums)(NormalisationGradient);
  void (*normalisationGradient)(NormalisationGradient);

  /* The floats that `pack` writes for a matrix [depth, columns]. */
  long (*packedSize)(long depth, long columns);
  /* Element [d, c] is at matrix[d depthStride + c columnStride]. */
  void (*pack)(const float *matrix, long depthStride, long columnStride, long depth, long columns,
               float *packed);
  void (*packedProduct)(PackedProduct);

  void (*lstmForward)(LSTMForward);
  void (*lstmBackward)(LSTMBackward);
  void (*gruForward)(GRUForward);
  void (*gruBackward)(GRUBackward);
  /* gates [rows, 3 units]: opens z and r from their pre-activations; resets [rows, units] = r h. */
  void (*gruOpenGates)(float *gates, const float *previousState, float *resets, long rows, long units);
  /* g = tanh of block h; state = z h + (1 - z) g. */
  void (*gruMix)(float *gates, const float *previousState, float *state, long rows, long units);
  /* Back through `gruMix`: z and g become the gradients of their pre-activations. */
  void (*gruUnmix)(float *gates, const float *previousState, float *stateGradient, long rows,
                   long units);
  /* Back through `gruOpenGates` for r; adds what goes through r h to `stateGradient`. */
  void (*gruCloseGates)(float *gates, const float *previousState, const float *resetGradients,
                        float *stateGradient, long rows, long units);

  void (*minGRUForward)(MinGRUForward);
  void (*minGRUBackward)(MinGRUBackward);

  void (*adam)(AdamUpdate);
  void (*randomMask)(RandomMask);

  /* Pixels, with the same bits on every instruction set: no sum is rounded but once an operation. */
  void (*warpRow)(WarpedRow);
  void (*blendRows)(BlendedRows);
  /* Levels to the nearest of 0 to 255, halves upwards. */
  void (*roundLevels)(const float *levels, unsigned char *bytes, long count);
  /* y = scale levels + offset; scale and offset start again after 48, which are whole vectors and whole pixels of one
   * or three channels. y may be levels. */
  void (*normaliseLevels)(const float *levels, const float *scale, const float *offset, float *y,
                          long count);
  void (*sharpenRow)(SharpenedRow);

  void (*normaliseRows)(RowNormalisation);
  void (*normaliseRowsGradient)(RowNormalisationGradient);
} KernelTable;

/* The variants that the Makefile compiles and links; a build without them runs the baseline's. */
__attribute__((weak, visibility("hidden"))) void scanline_kernels_avx2(KernelTable *table);
__attribute__((weak, visibility("hidden"))) void scanline_kernels_avx512(KernelTable *table);

static inline _Bool scanline_has_avx2_kernels(void) { return scanline_kernels_avx2 != NULL; }
static inline _Bool scanline_has_avx512_kernels(void) { return scanline_kernels_avx512 != NULL; }

#pragma clang assume_nonnull end

/* The compiler's own test: it looks at what the operating system saves as well as at what the CPU offers. */
static inline _Bool scanline_cpu_has_avx512(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("fma");
}
static inline _Bool scanline_cpu_has_avx2(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

#endif
