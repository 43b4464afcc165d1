/* What a search has found so far, as a table for people. */
#ifndef CLI_TUNE_TABLE_H
#define CLI_TUNE_TABLE_H

#include <scanline.h>

/* Prints the best trials, the front where there are several objectives, and how much each
 * hyperparameter matters. */
scanline_status tune_table_print(scanline_tuner *tuner);

/* Prints a trial's hyperparameters on the rest of a line, shortened: those in which it differs from one of
 * the others; with fewer than two, all. */
void tune_point_print(const char *point, char *const *others, size_t count);

const char *trial_state_name(scanline_trial_state state);

#endif
