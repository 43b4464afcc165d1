/* A model's figures on a dataset: measured, and printed as a table or as JSON. */
#ifndef CLI_EVALUATION_H
#define CLI_EVALUATION_H

#include <scanline.h>
#include <stdbool.h>

#include "json.h"

typedef struct evaluation {
  scanline_evaluation figures;
  scanline_class_figures *classes; /* [label_count] */
  uint64_t *confusion;             /* [label_count, label_count], row: truth, column: prediction; or NULL */
  const char **labels;             /* [label_count], borrowed from the model */
  size_t label_count;
} evaluation;

scanline_status evaluation_run(evaluation *result, scanline_model *model, scanline_dataset *dataset,
                               scanline_split split, uint32_t threads);
void evaluation_free(evaluation *result);

/* Accuracy, a line a class, and the confusion matrix when it fits a page. */
void evaluation_print(const evaluation *result, const char *title);
/* The same as keys of an open object. */
void evaluation_write_keys(const evaluation *result, json_writer *json);

/* Measures again and prints the worst mistakes, a line each. */
scanline_status evaluation_print_worst(const evaluation *result, scanline_model *model,
                                       scanline_dataset *dataset, scanline_split split,
                                       uint32_t threads, size_t most, bool as_json);

#endif
