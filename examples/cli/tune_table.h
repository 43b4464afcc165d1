/* What a search has found so far, as a table for people. */
#ifndef CLI_TUNE_TABLE_H
#define CLI_TUNE_TABLE_H

#include <scanline.h>

/* Prints the best trials, the front where there are several objectives, and how much each
 * hyperparameter matters. */
scanline_status tune_table_print(scanline_tuner *tuner);

const char *trial_state_name(scanline_trial_state state);

#endif
