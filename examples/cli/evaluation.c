#include "evaluation.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

/* The library makes no confusion matrix of more labels, a table none of more than a few. */
enum { LARGEST_MATRIX = 1024, MATRIX_CLASSES = 12, LABEL_WIDTH = 24 };

static scanline_status allocate(evaluation *result, scanline_model *model) {
  scanline_model_info info;
  scanline_status status;
  scanline_model_info_init(&info);
  status = scanline_model_get_info(model, &info);
  if (status != SCANLINE_OK) return status;
  result->label_count = info.label_count;
  result->classes = calloc(result->label_count, sizeof *result->classes);
  if (result->label_count <= LARGEST_MATRIX) {
    result->confusion = calloc(result->label_count, result->label_count * sizeof *result->confusion);
    if (!result->confusion) return SCANLINE_NO_MEMORY;
  }
  result->labels = calloc(result->label_count, sizeof *result->labels);
  if (!result->classes || !result->labels) return SCANLINE_NO_MEMORY;
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

static void print_calibration(const scanline_evaluation *figures) {
  printf("  calibration error %.3f", figures->calibration_error);
  if (figures->temperature != 1) {
    printf(" at temperature %.2f (without: %.3f, loss %.4f)", figures->temperature,
           figures->uncalibrated_error, figures->uncalibrated_loss);
  }
  if (figures->unknown_count > 0) {
    printf("; %" PRIu64 " pictures are answered with \"unknown\"", figures->unknown_count);
  }
  puts("\n");
}

void evaluation_print(const evaluation *result, const char *title) {
  int width = first_column(result);
  bool matrix = result->label_count <= MATRIX_CLASSES;
  printf("%s: accuracy %.1f %%, loss %.4f, on %" PRIu64 " pictures\n", title,
         100 * result->figures.accuracy, result->figures.loss, result->figures.sample_count);
  print_calibration(&result->figures);

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
  if (!matrix && result->confusion) {
    printf("\n  (the confusion matrix of %zu classes: --json)\n", result->label_count);
  }
}

/* ---- As JSON --------------------------------------------------------------------------------- */

void evaluation_write_keys(const evaluation *result, json_writer *json) {
  json_unsigned(json, "samples", result->figures.sample_count);
  json_double(json, "accuracy", result->figures.accuracy);
  json_double(json, "loss", result->figures.loss);
  json_double(json, "calibration_error", result->figures.calibration_error);
  json_double(json, "temperature", result->figures.temperature);
  json_double(json, "uncalibrated_loss", result->figures.uncalibrated_loss);
  json_double(json, "uncalibrated_error", result->figures.uncalibrated_error);
  json_unsigned(json, "unknown", result->figures.unknown_count);
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
  if (!result->confusion) return;
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

/* ---- The worst mistakes ---------------------------------------------------------------------- */

static void print_mistake(const evaluation *result, const scanline_sample_answer *answer,
                          const char *path, bool as_json) {
  const char *truth = result->labels[answer->truth], *label = result->labels[answer->label];
  if (!as_json) {
    printf("  %s: %s, taken for %s %.1f %% (loss %.3f)\n", path, truth, label,
           100 * (double)answer->probability, answer->loss);
    return;
  }
  json_writer json = JSON_WRITER_INIT;
  json_open_object(&json, NULL);
  json_string(&json, "event", "mistake");
  json_string(&json, "file", path);
  json_string(&json, "truth", truth);
  json_string(&json, "label", label);
  json_float(&json, "probability", answer->probability);
  json_float(&json, "truth_probability", answer->truth_probability);
  json_float(&json, "uncalibrated_probability", answer->uncalibrated_probability);
  json_double(&json, "loss", answer->loss);
  json_boolean(&json, "unknown", answer->is_unknown != 0);
  json_float(&json, "unknown_score", answer->unknown_score);
  json_close_object(&json);
  json_end_line(&json);
}

scanline_status evaluation_print_worst(const evaluation *result, scanline_model *model,
                                       scanline_dataset *dataset, scanline_split split,
                                       uint32_t threads, size_t most, bool as_json) {
  size_t count = 0;
  scanline_sample_answer *answers;
  scanline_status status = SCANLINE_NO_MEMORY;
  if (most > result->figures.sample_count) most = (size_t)result->figures.sample_count;
  answers = calloc(most + 1, sizeof *answers);
  if (answers) {
    /* The evaluation before has warned. */
    terminal_hush(true);
    status = scanline_model_evaluate_samples(model, dataset, split, SCANLINE_ANSWERS_WORST, threads,
                                             answers, most, &count);
    terminal_hush(false);
  }
  if (status == SCANLINE_OK && !as_json) {
    printf("\nThe worst of %zu mistakes\n\n", count);
  }
  for (size_t i = 0; i < count && i < most && status == SCANLINE_OK; i++) {
    const char *path;
    int32_t truth;
    scanline_split part;
    status = scanline_dataset_get_sample(dataset, answers[i].sample, &path, &truth, &part);
    if (status == SCANLINE_OK) print_mistake(result, &answers[i], path, as_json);
  }
  free(answers);
  return status;
}
