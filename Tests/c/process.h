/* Runs a part of a test in a child process, so that it may fork, mount, or set limits; counts threads. */
#ifndef PROCESS_H
#define PROCESS_H

/* The exit code of `run(context)` in a child that is killed after a minute; -1 when it did not end
 * well. */
int in_child(int (*run)(void *context), void *context);

/* Threads of this process, once those that were joined have left the system's list; 0 when it does not tell. */
int settled_thread_count(void);

/* Whether there are soon so many. */
int is_thread_count(int wanted);

#endif
