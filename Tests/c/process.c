#define _XOPEN_SOURCE 700
#include "process.h"

#include "check.h"

#include <stdio.h>
#include <sys/wait.h>
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
