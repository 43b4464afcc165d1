/* Runs a part of a test in a child process, so that it may fork, mount, or set limits. */
#ifndef PROCESS_H
#define PROCESS_H

/* The exit code of `run(context)` in a child that is killed after a minute; -1 when it did not end
 * well. */
int in_child(int (*run)(void *context), void *context);

#endif
