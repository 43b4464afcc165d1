/* What the processor gives at most, which the bounds in RESULTS.md are reckoned with: fused multiply-adds, and reading
 * what fills the second-level cache as a recurrent kernel does. On one thread, and on several at once.
 * usage: peak [THREADS] */
#define _POSIX_C_SOURCE 200112L
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined __AVX512F__
enum { LANES = 16 };
#elif defined __AVX__
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

enum { ROUNDS = 15, MOST_THREADS = 64, CHAINS = 12, READ_BYTES = 256 << 10 };

typedef struct worker {
  pthread_t thread;
  pthread_barrier_t *start;
  lanes *memory;
  double flops[ROUNDS], bytes[ROUNDS]; /* a second */
} worker;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* As many independent chains as keep the units busy while each product is under way. */
static double products(void) {
  const long steps = 10000000;
  lanes sums[CHAINS] = {{0}};
  double began = now();
  for (long step = 0; step < steps; step++) {
#pragma GCC unroll 12
    for (int i = 0; i < CHAINS; i++) {
      sums[i] = sums[i] * 0.999f + 0.001f;
      __asm__ volatile("" : "+x"(sums[i])); /* each step is done */
    }
  }
  return 2.0 * LANES * CHAINS * (double)steps / (now() - began);
}

static double reads(const lanes *memory) {
  const long times = 10000, count = READ_BYTES / sizeof(lanes);
  lanes sums[8] = {{0}};
  double began = now();
  for (long time = 0; time < times; time++) {
    for (long i = 0; i < count; i += 8) {
#pragma GCC unroll 8
      for (int j = 0; j < 8; j++) {
        sums[j] += memory[i + j];
        __asm__ volatile("" : "+x"(sums[j]));
      }
    }
  }
  return (double)READ_BYTES * (double)times / (now() - began);
}

static void *work(void *context) {
  worker *w = context;
  for (int round = 0; round < ROUNDS; round++) {
    pthread_barrier_wait(w->start);
    w->flops[round] = products();
    pthread_barrier_wait(w->start);
    w->bytes[round] = reads(w->memory);
  }
  return NULL;
}

static int order(const void *left, const void *right) {
  double l = *(const double *)left, r = *(const double *)right;
  return (l > r) - (l < r);
}

int main(int count, char **words) {
  static worker workers[MOST_THREADS];
  double flops[ROUNDS] = {0}, bytes[ROUNDS] = {0};
  pthread_barrier_t start;
  int threads = count > 1 ? atoi(words[1]) : 1;
  if (threads < 1 || threads > MOST_THREADS) {
    fprintf(stderr, "usage: peak [THREADS], from 1 to %d\n", MOST_THREADS);
    return 2;
  }
  pthread_barrier_init(&start, NULL, (unsigned)threads);
  for (int i = 0; i < threads; i++) {
    void *memory = NULL;
    if (posix_memalign(&memory, 4096, READ_BYTES) != 0) return 1;
    for (int j = 0; j < (int)(READ_BYTES / sizeof(float)); j++) ((float *)memory)[j] = 0;
    workers[i].start = &start;
    workers[i].memory = memory;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) return 1;
  }
  for (int i = 0; i < threads; i++) {
    pthread_join(workers[i].thread, NULL);
    free(workers[i].memory);
    for (int round = 0; round < ROUNDS; round++) {
      flops[round] += workers[i].flops[round];
      bytes[round] += workers[i].bytes[round];
    }
  }
  qsort(flops, ROUNDS, sizeof *flops, order);
  qsort(bytes, ROUNDS, sizeof *bytes, order);
  printf("threads %d: %.0f GFLOP/s (best %.0f), %.0f GB/s of 256 KiB (best %.0f)\n", threads,
         flops[ROUNDS / 2] / 1e9, flops[ROUNDS - 1] / 1e9, bytes[ROUNDS / 2] / 1e9,
         bytes[ROUNDS - 1] / 1e9);
  return 0;
}
