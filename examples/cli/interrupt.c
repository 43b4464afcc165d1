#define _POSIX_C_SOURCE 200809L

#include "interrupt.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile sig_atomic_t requested;

/* Posted by the signals, and at the end of the forwarding. */
static sem_t news;

static struct {
  pthread_t thread;
  bool runs;
  bool ended;
  void (*stop)(void *object);
  void *object;
} forwarding;

static void request(int signal_number) {
  (void)signal_number;
  requested = 1;
  sem_post(&news);
}

void interrupt_watch(void) {
  struct sigaction action;
  sem_init(&news, 0, 0);
  memset(&action, 0, sizeof action);
  action.sa_handler = request;
  /* Once: after the first signal the default is back, so that the second one kills. */
  action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

bool interrupt_requested(void) {
  return requested != 0;
}

static void *forward(void *unused) {
  (void)unused;
  while (sem_wait(&news) != 0 && errno == EINTR) continue;
  if (!forwarding.ended) forwarding.stop(forwarding.object);
  return NULL;
}

void interrupt_forward(void (*stop)(void *object), void *object) {
  forwarding.stop = stop;
  forwarding.object = object;
  forwarding.ended = false;
  /* Without the thread the work stops where it asks. */
  forwarding.runs = pthread_create(&forwarding.thread, NULL, forward, NULL) == 0;
}

void interrupt_forward_end(void) {
  if (!forwarding.runs) return;
  forwarding.ended = true;
  sem_post(&news);
  pthread_join(forwarding.thread, NULL);
  forwarding.runs = false;
}
