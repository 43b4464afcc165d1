/* Ctrl-C: the first asks the running work to stop cleanly, the second ends the process. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdbool.h>

/* From now on SIGINT and SIGTERM ask for a clean stop, each once. */
void interrupt_watch(void);
/* Whether a stop was asked for. */
bool interrupt_requested(void);

#endif
