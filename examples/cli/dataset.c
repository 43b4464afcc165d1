#include "dataset.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "files.h"
#include "interrupt.h"
#include "json.h"
#include "terminal.h"

static int32_t show_count(uint64_t done, uint64_t total, void *user_data) {
  (void)user_data;
  terminal_progress("Checking pictures  [%s]  %" PRIu64 " of %" PRIu64,
                    terminal_bar((double)done, (double)total, 24), done, total);
  return interrupt_requested();
}

static void print_damaged(const char *path, const scanline_image_report *report,
                          const output_settings *output) {
  if (output->json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "event", "damaged");
    json_string(&json, "file", path);
    json_string(&json, "verdict", scanline_verdict_name(report->verdict));
    json_string(&json, "reason", scanline_reason_name(report->reason));
    json_string(&json, "message", report->message);
    json_close_object(&json);
    json_end_line(&json);
  } else if (!output->quiet) {
    printf("  left out: %s: %s\n", path, report->message);
  }
}

/* ---- What each policy loses, and what is there twice ----------------------------------------- */

enum { POLICY_COUNT = 3, TABLE_CLASSES = 12 };

static const char *const policy_names[POLICY_COUNT] = {"strict", "salvage", "all-decodable"};

static scanline_status policy_counts(scanline_dataset *dataset, scanline_policy policy,
                                     int32_t label, scanline_policy_counts *counts) {
  scanline_policy_counts_init(counts);
  return scanline_dataset_get_policy_counts(dataset, policy, label, counts);
}

static void write_counts(json_writer *json, const char *label, const scanline_policy_counts *counts) {
  json_open_object(json, NULL);
  json_string(json, "label", label);
  json_unsigned(json, "files", counts->files);
  json_unsigned(json, "whole", counts->whole);
  json_unsigned(json, "cropped", counts->cropped);
  json_unsigned(json, "lost", counts->lost);
  json_double(json, "lost_share", counts->lost_share);
  json_boolean(json, "stands_out", counts->stands_out != 0);
  json_close_object(json);
}

static scanline_status write_dataset_json(scanline_dataset *dataset,
                                          const scanline_dataset_info *info) {
  json_writer json = JSON_WRITER_INIT;
  scanline_status status = SCANLINE_OK;
  json_open_object(&json, NULL);
  json_string(&json, "event", "dataset");
  json_unsigned(&json, "files", info->file_count);
  json_unsigned(&json, "training", info->training_count);
  json_unsigned(&json, "validation", info->validation_count);
  json_unsigned(&json, "damaged", info->damaged_count);
  json_unsigned(&json, "salvaged", info->salvaged_count);
  json_unsigned(&json, "duplicate_groups", info->duplicate_group_count);
  json_unsigned(&json, "duplicates", info->duplicate_count);
  json_unsigned(&json, "label_conflicts", info->label_conflict_count);
  json_unsigned(&json, "refused", info->refused_count);
  json_unsigned(&json, "dropped", info->dropped_count);
  json_open_object(&json, "policies");
  for (scanline_policy policy = 0; policy < POLICY_COUNT; policy++) {
    json_open_array(&json, policy_names[policy]);
    for (uint32_t i = 0; i < info->label_count && status == SCANLINE_OK; i++) {
      scanline_policy_counts counts;
      const char *label;
      status = policy_counts(dataset, policy, (int32_t)i, &counts);
      if (status == SCANLINE_OK) status = scanline_dataset_get_label(dataset, i, &label);
      if (status == SCANLINE_OK) write_counts(&json, label, &counts);
    }
    json_close_array(&json);
  }
  json_close_object(&json);
  json_close_object(&json);
  json_end_line(&json);
  return status;
}

/* A line a class: the share of its files that each policy loses. */
static scanline_status print_losses(scanline_dataset *dataset, uint32_t label_count) {
  printf("  %-24s", "lost by policy");
  for (int policy = 0; policy < POLICY_COUNT; policy++) printf("  %13s", policy_names[policy]);
  putchar('\n');
  for (int32_t label = 0; label <= (int32_t)label_count; label++) {
    bool all = label == (int32_t)label_count;
    const char *name = "all";
    if (!all) {
      scanline_status status = scanline_dataset_get_label(dataset, (size_t)label, &name);
      if (status != SCANLINE_OK) return status;
      if (label_count > TABLE_CLASSES) continue;
    }
    printf("  %-24.24s", name);
    for (scanline_policy policy = 0; policy < POLICY_COUNT; policy++) {
      scanline_policy_counts counts;
      scanline_status status = policy_counts(dataset, policy, all ? -1 : label, &counts);
      if (status != SCANLINE_OK) return status;
      printf("  %11.1f %%", 100 * counts.lost_share);
    }
    putchar('\n');
  }
  return SCANLINE_OK;
}

/* "note: strict removes 31.0 % of panda, 2.0 % of cat", together with the options that are on. */
static scanline_status print_bias(scanline_dataset *dataset, uint32_t label_count,
                                  const scanline_dataset_options *options) {
  const char *refusal = options->refused_quality ? " with --refused-quality" : "";
  const char *drop = !options->drop_label_conflicts ? ""
                     : options->refused_quality     ? " and --drop-label-conflicts"
                                                    : " with --drop-label-conflicts";
  for (scanline_policy policy = 0; policy < POLICY_COUNT; policy++) {
    scanline_policy_counts counts;
    double most = -1, least = 2;
    uint32_t first = 0, last = 0;
    const char *first_name, *last_name;
    scanline_status status = policy_counts(dataset, policy, -1, &counts);
    if (status != SCANLINE_OK) return status;
    if (!counts.stands_out) continue;
    for (uint32_t i = 0; i < label_count; i++) {
      status = policy_counts(dataset, policy, (int32_t)i, &counts);
      if (status != SCANLINE_OK) return status;
      if (counts.lost_share > most) most = counts.lost_share, first = i;
      if (counts.lost_share < least) least = counts.lost_share, last = i;
    }
    status = scanline_dataset_get_label(dataset, first, &first_name);
    if (status == SCANLINE_OK) status = scanline_dataset_get_label(dataset, last, &last_name);
    if (status != SCANLINE_OK) return status;
    printf("  note: %s%s%s removes %.1f %% of %s, %.1f %% of %s\n", policy_names[policy], refusal,
           drop, 100 * most, first_name, 100 * least, last_name);
  }
  return SCANLINE_OK;
}

static scanline_status print_curation(scanline_dataset *dataset, const scanline_dataset_info *info,
                                      const scanline_dataset_options *options) {
  scanline_policy_counts counts;
  scanline_status status = policy_counts(dataset, SCANLINE_POLICY_STRICT, -1, &counts);
  if (info->duplicate_group_count > 0) {
    printf("  %" PRIu64 " pictures are there more than once, in %" PRIu64
           " groups, each kept in one part",
           info->duplicate_count, info->duplicate_group_count);
    if (info->label_conflict_count > 0) {
      printf("; %" PRIu64 " with more than one label", info->label_conflict_count);
    }
    putchar('\n');
  }
  if (status == SCANLINE_OK && counts.lost > 0) status = print_losses(dataset, info->label_count);
  if (status == SCANLINE_OK && counts.lost > 0) {
    status = print_bias(dataset, info->label_count, options);
  }
  return status;
}

/* ---- Opening ---------------------------------------------------------------------------------- */

static void print_counts(const scanline_dataset_info *info) {
  printf("%" PRIu64 " pictures of %" PRIu32 " classes: %" PRIu64 " to train, %" PRIu64
         " to validate, %" PRIu64 " damaged",
         info->file_count, info->label_count, info->training_count, info->validation_count,
         info->damaged_count - info->refused_count - info->dropped_count);
  if (info->salvaged_count > 0) printf(" and left out, %" PRIu64 " salvaged", info->salvaged_count);
  if (info->refused_count > 0) printf(", %" PRIu64 " refused for quality", info->refused_count);
  if (info->dropped_count > 0) printf(", %" PRIu64 " dropped for their labels", info->dropped_count);
  putchar('\n');
}

static scanline_status print_findings(scanline_dataset *dataset, const data_settings *data,
                                      const output_settings *output) {
  scanline_dataset_info info;
  scanline_image_report report;
  scanline_status status;
  scanline_dataset_info_init(&info);
  scanline_image_report_init(&report);
  status = scanline_dataset_get_info(dataset, &info);
  if (status != SCANLINE_OK) return status;
  terminal_clear();
  if (!output->json && !output->quiet) {
    print_counts(&info);
  }
  for (uint64_t i = 0; i < info.damaged_count && !data->brief; i++) {
    const char *path;
    int32_t label;
    status = scanline_dataset_get_damaged(dataset, i, &path, &label, &report);
    if (status != SCANLINE_OK) return status;
    print_damaged(path, &report, output);
  }
  if (output->json) {
    if (info.damaged_count + info.salvaged_count + info.duplicate_group_count > 0) {
      status = write_dataset_json(dataset, &info);
    }
  } else if (!output->quiet) {
    status = print_curation(dataset, &info, &data->dataset);
  }
  terminal_flush_output();
  return status;
}

static bool write_report(scanline_dataset *dataset, const char *path) {
  char *text;
  size_t needed = 0;
  bool written = false;
  if (scanline_dataset_get_report(dataset, NULL, 0, &needed) != SCANLINE_OK) return false;
  text = malloc(needed);
  if (text && scanline_dataset_get_report(dataset, text, needed, NULL) == SCANLINE_OK) {
    text[needed - 1] = '\n';
    written = write_file(path, text, needed);
  }
  free(text);
  return written;
}

int dataset_open(const char *path, const data_settings *data, const output_settings *output,
                 scanline_dataset **dataset) {
  scanline_status status;
  if (data->report_path && !can_write(data->report_path)) return EXIT_FAULT;
  if (data->report_path && is_same_file(path, data->report_path)) {
    terminal_error("cannot write %s: it is the dataset", data->report_path);
    return EXIT_FAULT;
  }
  if (is_folder(path)) {
    status = scanline_dataset_open_folder(path, &data->dataset, show_count, NULL, dataset);
  } else {
    status = scanline_dataset_open_csv(path, &data->dataset, show_count, NULL, dataset);
  }
  if (status != SCANLINE_OK) return report_failure(status);
  status = print_findings(*dataset, data, output);
  if (status == SCANLINE_OK && (!data->report_path || write_report(*dataset, data->report_path))) {
    return EXIT_GOOD;
  }
  scanline_dataset_free(*dataset);
  *dataset = NULL;
  return status == SCANLINE_OK ? EXIT_FAULT : report_failure(status);
}

const char **dataset_labels(scanline_dataset *dataset, size_t *count) {
  scanline_dataset_info info;
  const char **labels;
  scanline_dataset_info_init(&info);
  if (scanline_dataset_get_info(dataset, &info) != SCANLINE_OK) return NULL;
  labels = calloc(info.label_count + 1, sizeof *labels);
  for (uint32_t i = 0; labels && i < info.label_count; i++) {
    if (scanline_dataset_get_label(dataset, i, &labels[i]) != SCANLINE_OK) {
      free(labels);
      return NULL;
    }
  }
  *count = info.label_count;
  return labels;
}
