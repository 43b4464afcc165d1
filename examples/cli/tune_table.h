/* What a search has found so far, as a table for people. */
#ifndef CLI_TUNE_TABLE_H
#define CLI_TUNE_TABLE_H

#include <scanline.h>

/* Prints the best trials with all that their hyperparameters differ in, those that matter most first; the
 * front where there are several objectives; and how much each hyperparameter matters. */
scanline_status tune_table_print(scanline_tuner *tuner);

/* Prints a trial's hyperparameters on the rest of a line, shortened. */
void tune_point_print(const char *point);

const char *trial_state_name(scanline_trial_state state);

#endif
