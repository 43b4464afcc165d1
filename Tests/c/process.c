#define _XOPEN_SOURCE 700
#include "process.h"

#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int in_child(int (*run)(void *context), void *context) {
  int status = 0;
  pid_t child;
  fflush(stdout);
  child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    alarm(60);
    check_start_child();
    _exit(run(context));
  }
  if (waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void pause_a_moment(void) {
  const struct timespec moment = {0, 2000000};
  nanosleep(&moment, NULL);
}

static int thread_count(void) {
  int count = -2; /* "." and ".." */
  DIR *folder = opendir("/proc/self/task");
  if (folder == NULL) return 0;
  while (readdir(folder) != NULL) count++;
  closedir(folder);
  return count;
}

int settled_thread_count(void) {
  int count = thread_count();
  for (int same = 0; same < 20; same++) {
    pause_a_moment();
    if (thread_count() != count) same = 0;
    count = thread_count();
  }
  return count;
}

int is_thread_count(int wanted) {
  for (int i = 0; i < 1000 && thread_count() != wanted; i++) pause_a_moment();
  return thread_count() == wanted;
}
