#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "json.h"
#include "settings.h"
#include "terminal.h"

static scanline_status build_info(scanline_model *none, char *json, size_t capacity,
                                  size_t *needed) {
  (void)none;
  return scanline_build_info(json, capacity, needed);
}

/* Of the library itself. */
static int describe_library(bool as_json) {
  scanline_status status;
  char *text = model_text(NULL, build_info, &status);
  if (!text) return report_failure(status);
  if (as_json) {
    json_writer json = JSON_WRITER_INIT;
    json_raw(&json, NULL, text);
    json_end_line(&json);
  } else {
    printf("scanline %s\n%s\n", scanline_version(), text);
  }
  free(text);
  return EXIT_GOOD;
}

static void write_calibration(json_writer *json, const scanline_calibration *calibration) {
  bool known = calibration->has_unknown != 0;
  json_open_object(json, "calibration");
  json_double(json, "temperature", calibration->temperature);
  json_double(json, "known_share", known ? calibration->known_share : NAN);
  json_double(json, "unknown_threshold", known ? calibration->unknown_threshold : NAN);
  json_close_object(json);
}

static scanline_status write_json(const char *path, scanline_model *model,
                                  const scanline_model_info *info, const char *spec,
                                  const char *summary) {
  scanline_calibration calibration;
  int32_t flip_average = 0;
  json_writer json = JSON_WRITER_INIT;
  json_open_object(&json, NULL);
  json_string(&json, "file", path);
  json_unsigned(&json, "width", info->input_width);
  json_unsigned(&json, "height", info->input_height);
  json_unsigned(&json, "channels", info->input_channels);
  json_unsigned(&json, "parameters", info->parameter_count);
  json_unsigned(&json, "statistics", info->statistic_count);
  json_unsigned(&json, "multiply_adds", info->multiply_adds);
  json_open_array(&json, "labels");
  for (uint32_t i = 0; i < info->label_count; i++) {
    const char *label;
    scanline_status status = scanline_model_get_label(model, i, &label);
    if (status != SCANLINE_OK) return status;
    json_string(&json, NULL, label);
  }
  json_close_array(&json);
  scanline_calibration_init(&calibration);
  if (scanline_model_get_calibration(model, &calibration) == SCANLINE_OK) {
    write_calibration(&json, &calibration);
  }
  if (scanline_model_get_flip_average(model, &flip_average) == SCANLINE_OK) {
    json_boolean(&json, "flip_average", flip_average != 0);
  }
  json_raw(&json, "spec", spec);
  json_raw(&json, "summary", summary);
  json_close_object(&json);
  json_end_line(&json);
  return SCANLINE_OK;
}

/* The end of the JSON value at `text`: the comma or bracket after it. */
static const char *value_end(const char *text) {
  int depth = 0;
  bool quoted = false;
  for (; *text; text++) {
    if (quoted) {
      if (*text == '\\' && text[1] != 0) text++;
      if (*text == '"') quoted = false;
    } else if (*text == '"') {
      quoted = true;
    } else if (*text == '{' || *text == '[') {
      depth++;
    } else if (depth == 0 && (*text == ',' || *text == '}')) {
      break;
    } else if (*text == '}' || *text == ']') {
      depth--;
    }
  }
  return text;
}

/* The members of a JSON object as the library writes it, a line each. Arrays (the history of
 * training) are left to --json. */
static void print_members(const char *object) {
  const char *at = object + (object[0] == '{');
  while (*at == '"') {
    const char *key = at + 1;
    size_t key_length = strcspn(key, "\"");
    const char *value = key + key_length + (key[key_length] == '"');
    const char *end;
    value += strspn(value, ": ");
    end = value_end(value);
    if (*value != '[') printf("    %.*s: %.*s\n", (int)key_length, key, (int)(end - value), value);
    at = end + strspn(end, ", ");
  }
}

static scanline_status write_text(const char *path, scanline_model *model,
                                  const scanline_model_info *info, const char *spec,
                                  const char *summary) {
  scanline_calibration calibration;
  int32_t flip_average = 0;
  printf("%s\n  input       %" PRIu32 " x %" PRIu32 " x %" PRIu32 "\n  parameters  %" PRIu64
         "\n  cost        %.3g million multiply-adds a picture\n  labels      ",
         path, info->input_width, info->input_height, info->input_channels, info->parameter_count,
         (double)info->multiply_adds / 1e6);
  for (uint32_t i = 0; i < info->label_count; i++) {
    const char *label;
    scanline_status status = scanline_model_get_label(model, i, &label);
    if (status != SCANLINE_OK) return status;
    printf("%s%s", i ? ", " : "", label);
  }
  scanline_calibration_init(&calibration);
  if (scanline_model_get_calibration(model, &calibration) == SCANLINE_OK) {
    printf("\n  temperature %.3g", calibration.temperature);
    if (calibration.has_unknown) {
      printf(", unknown above a score of %.3g", calibration.unknown_threshold);
    }
  }
  if (scanline_model_get_flip_average(model, &flip_average) == SCANLINE_OK && flip_average) {
    printf("\n  answers     the mean for a picture and its mirror image");
  }
  printf("\n  spec\n");
  print_members(spec);
  printf("  training\n");
  print_members(summary);
  return SCANLINE_OK;
}

static int describe_model(const char *path, bool as_json) {
  scanline_model *model = NULL;
  scanline_model_info info;
  char *spec = NULL, *summary = NULL;
  scanline_status status = scanline_model_load(path, &model);
  scanline_model_info_init(&info);
  if (status == SCANLINE_OK) status = scanline_model_get_info(model, &info);
  if (status == SCANLINE_OK) spec = model_text(model, scanline_model_get_spec, &status);
  if (status == SCANLINE_OK) summary = model_text(model, scanline_model_get_summary, &status);
  if (status == SCANLINE_OK) {
    status = (as_json ? write_json : write_text)(path, model, &info, spec, summary);
  }
  free(spec);
  free(summary);
  scanline_model_free(model);
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}

int command_info(int argc, char **argv) {
  output_settings output = {0, 0};
  option_set set = {.command = "scanline info",
                    .operands = "[MODEL...]",
                    .purpose =
                        "Describes models: input, labels, network and how they were trained.\n"
                        "Without a model: the library and how it was built."};
  int operand, code = EXIT_GOOD;

  output_settings_add(&output, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  terminal_start(output.quiet != 0);
  if (operand == argc) return describe_library(output.json != 0);
  for (; operand < argc && code == EXIT_GOOD; operand++) {
    code = describe_model(argv[operand], output.json != 0);
  }
  return code;
}
