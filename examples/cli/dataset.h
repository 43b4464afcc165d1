/* Opening labelled pictures, with progress and a list of what was left out. */
#ifndef CLI_DATASET_H
#define CLI_DATASET_H

#include <scanline.h>

#include "settings.h"

/* Opens a folder of class folders, or a CSV file of paths and labels, and prints the damaged files.
 * Returns an exit code; EXIT_GOOD with the dataset. */
int dataset_open(const char *path, const data_settings *data, const output_settings *output,
                 scanline_dataset **dataset);

/* The labels, borrowed from the dataset, in an array to be freed; NULL after a failure. */
const char **dataset_labels(scanline_dataset *dataset, size_t *count);

#endif
