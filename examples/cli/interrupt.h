/* Ctrl-C: the first asks the running work to stop cleanly, the second ends the process. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT and SIGTERM ask for a clean stop, each once. */
void interrupt_watch(void);
/* Whether a stop was asked for. */
bool interrupt_requested(void);
/* From here to interrupt_forward_end() a thread calls stop(object) once a stop is or was asked for: for work
 * that asks seldom, or not at all while it waits. After interrupt_watch(); one at a time. */
void interrupt_forward(void (*stop)(void *object), void *object);
void interrupt_forward_end(void);

#endif
