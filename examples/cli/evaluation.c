#include "evaluation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

enum { MATRIX_CLASSES = 12, LABEL_WIDTH = 24 };

static scanline_status allocate(evaluation *result, scanline_model *model) {
  scanline_model_info info;
  scanline_status status;
  scanline_model_info_init(&info);
  status = scanline_model_get_info(model, &info);
  if (status != SCANLINE_OK) return status;
  result->label_count = info.label_count;
  result->classes = calloc(result->label_count, sizeof *result->classes);
  result->confusion = calloc(result->label_count, result->label_count * sizeof *result->confusion);
  result->labels = calloc(result->label_count, sizeof *result->labels);
  if (!result->classes || !result->confusion || !result->labels) return SCANLINE_NO_MEMORY;
  for (size_t i = 0; i < result->label_count && status == SCANLINE_OK; i++) {
    status = scanline_model_get_label(model, i, &result->labels[i]);
  }
  return status;
}

scanline_status evaluation_run(evaluation *result, scanline_model *model, scanline_dataset *dataset,
                               scanline_split split, uint32_t threads) {
  scanline_status status;
  memset(result, 0, sizeof *result);
  scanline_evaluation_init(&result->figures);
  status = allocate(result, model);
  if (status == SCANLINE_OK) {
    terminal_progress("Evaluating ...");
    status = scanline_model_evaluate(model, dataset, split, threads, &result->figures,
                                     result->classes, result->label_count, result->confusion,
                                     result->label_count * result->label_count);
    terminal_clear();
  }
  if (status != SCANLINE_OK) evaluation_free(result);
  return status;
}

void evaluation_free(evaluation *result) {
  free(result->classes);
  free(result->confusion);
  free(result->labels);
  memset(result, 0, sizeof *result);
}

/* ---- As a table ------------------------------------------------------------------------------ */

/* Characters of UTF-8 text. */
static int text_width(const char *text) {
  int width = 0;
  for (; *text; text++) width += ((unsigned char)*text & 0xC0) != 0x80;
  return width;
}

/* A label in `width` columns, cut where it is longer. */
static void print_label(const char *label, int width, bool right) {
  int columns = text_width(label);
  if (columns > width) {
    const char *end = label;
    for (int column = 0; column < width; column++) {
      end++;
      while (((unsigned char)*end & 0xC0) == 0x80) end++;
    }
    printf("%.*s", (int)(end - label), label);
  } else if (right) {
    printf("%*s%s", width - columns, "", label);
  } else {
    printf("%s%*s", label, width - columns, "");
  }
}

static int first_column(const evaluation *result) {
  int width = 5;
  for (size_t i = 0; i < result->label_count; i++) {
    int columns = text_width(result->labels[i]);
    if (columns > width) width = columns;
  }
  return width > LABEL_WIDTH ? LABEL_WIDTH : width;
}

void evaluation_print(const evaluation *result, const char *title) {
  int width = first_column(result);
  bool matrix = result->label_count <= MATRIX_CLASSES;
  printf("%s: accuracy %.1f %%, loss %.4f, on %" PRIu64 " pictures\n\n", title,
         100 * result->figures.accuracy, result->figures.loss, result->figures.sample_count);

  printf("  %-*s  precision  recall     f1  pictures", width, "truth");
  for (size_t j = 0; matrix && j < result->label_count; j++) {
    fputs(j == 0 ? "   taken for " : " ", stdout);
    print_label(result->labels[j], 8, true);
  }
  putchar('\n');
  for (size_t i = 0; i < result->label_count; i++) {
    const scanline_class_figures *figures = &result->classes[i];
    fputs("  ", stdout);
    print_label(result->labels[i], width, false);
    printf("  %9.3f  %6.3f  %5.3f  %8" PRIu64, figures->precision, figures->recall, figures->f1,
           figures->support);
    for (size_t j = 0; matrix && j < result->label_count; j++) {
      printf("%*s%8" PRIu64, j == 0 ? 13 : 1, "", result->confusion[i * result->label_count + j]);
    }
    putchar('\n');
  }
  if (!matrix) printf("\n  (the confusion matrix of %zu classes: --json)\n", result->label_count);
}

/* ---- As JSON --------------------------------------------------------------------------------- */

void evaluation_write_keys(const evaluation *result, json_writer *json) {
  json_unsigned(json, "samples", result->figures.sample_count);
  json_double(json, "accuracy", result->figures.accuracy);
  json_double(json, "loss", result->figures.loss);
  json_open_array(json, "labels");
  for (size_t i = 0; i < result->label_count; i++) json_string(json, NULL, result->labels[i]);
  json_close_array(json);
  json_open_object(json, "classes");
  for (size_t i = 0; i < result->label_count; i++) {
    json_open_object(json, result->labels[i]);
    json_double(json, "precision", result->classes[i].precision);
    json_double(json, "recall", result->classes[i].recall);
    json_double(json, "f1", result->classes[i].f1);
    json_unsigned(json, "support", result->classes[i].support);
    json_close_object(json);
  }
  json_close_object(json);
  json_open_array(json, "confusion");
  for (size_t i = 0; i < result->label_count; i++) {
    json_open_array(json, NULL);
    for (size_t j = 0; j < result->label_count; j++) {
      json_unsigned(json, NULL, result->confusion[i * result->label_count + j]);
    }
    json_close_array(json);
  }
  json_close_array(json);
}
