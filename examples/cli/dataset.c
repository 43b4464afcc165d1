#include "dataset.h"

#include <inttypes.h>
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

static scanline_status print_findings(scanline_dataset *dataset, bool brief,
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
    printf("%" PRIu64 " pictures of %" PRIu32 " classes: %" PRIu64 " to train, %" PRIu64
           " to validate, %" PRIu64 " damaged\n",
           info.file_count, info.label_count, info.training_count, info.validation_count,
           info.damaged_count);
  }
  for (uint64_t i = 0; i < info.damaged_count && !brief; i++) {
    const char *path;
    int32_t label;
    status = scanline_dataset_get_damaged(dataset, i, &path, &label, &report);
    if (status != SCANLINE_OK) return status;
    print_damaged(path, &report, output);
  }
  terminal_flush_output();
  return SCANLINE_OK;
}

int dataset_open(const char *path, const data_settings *data, const output_settings *output,
                 scanline_dataset **dataset) {
  scanline_status status;
  if (is_folder(path)) {
    status = scanline_dataset_open_folder(path, &data->dataset, show_count, NULL, dataset);
  } else {
    status = scanline_dataset_open_csv(path, &data->dataset, show_count, NULL, dataset);
  }
  if (status != SCANLINE_OK) return report_failure(status);
  status = print_findings(*dataset, data->brief != 0, output);
  if (status == SCANLINE_OK) return EXIT_GOOD;
  scanline_dataset_free(*dataset);
  *dataset = NULL;
  return report_failure(status);
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
