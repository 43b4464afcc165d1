#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "json.h"
#include "settings.h"
#include "sheet.h"
#include "terminal.h"

typedef struct explanation {
  output_settings output;
  const char *sheet_path;
  const char *label;
  scanline_saliency method;
  int32_t quality;
  contact_sheet sheet;
  scanline_model *model;
} explanation;

static const option_choice methods[] = {{"gradient", SCANLINE_SALIENCY_GRADIENT},
                                        {"occlusion", SCANLINE_SALIENCY_OCCLUSION},
                                        {NULL, 0}};

/* The number of a label by its name; -1 for none. Says which there are when the model lacks it. */
static bool find_label(const explanation *self, int32_t *index) {
  const char *name;
  char names[512] = "";
  size_t length = 0;
  *index = -1;
  if (!self->label) return true;
  for (int32_t i = 0; scanline_model_get_label(self->model, (size_t)i, &name) == SCANLINE_OK; i++) {
    if (strcmp(name, self->label) == 0) *index = i;
    if (length < sizeof names) {
      length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", i ? ", " : "", name);
    }
  }
  if (*index < 0) {
    terminal_error("the model has no label '%s', but %s%s", self->label, names,
                   length < sizeof names ? "" : " ...");
  }
  return *index >= 0;
}

static void report(const explanation *self, const char *path, const scanline_answer *answer,
                   int32_t index) {
  const char *answered = "", *shown = "";
  scanline_model_get_label(self->model, answer->label, &answered);
  scanline_model_get_label(self->model, index < 0 ? answer->label : (size_t)index, &shown);
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "file", path);
    json_string(&json, "label", answered);
    json_float(&json, "probability", answer->probability);
    json_boolean(&json, "unknown", answer->is_unknown != 0);
    json_string(&json, "shown", shown);
    json_string(&json, "map", self->sheet_path);
    json_close_object(&json);
    json_end_line(&json);
  } else if (!self->output.quiet) {
    bool covers = self->method == SCANLINE_SALIENCY_OCCLUSION;
    printf("%s:%s %s %.1f %%; %s: %s %s%s\n", path,
           answer->is_unknown ? " unknown, else" : "", answered, 100 * (double)answer->probability,
           self->sheet_path, covers ? "what speaks for" : "where", shown,
           covers ? "" : " changes most easily");
  }
}

/* The picture as the network sees it, in three channels; beside it the map over it. */
static scanline_status draw(explanation *self, const char *path, const uint8_t *bytes, size_t size,
                            int32_t index, uint8_t *tile) {
  size_t pixels = (size_t)self->sheet.tile_width * self->sheet.tile_height;
  scanline_augmentation none;
  size_t seen;
  scanline_status status;
  scanline_augmentation_init(&none);
  status = scanline_model_augment(self->model, bytes, size, path, &none, 0, 1, 0, tile, 3 * pixels,
                                  &seen);
  if (status != SCANLINE_OK) return status;
  for (size_t i = pixels; seen == pixels && i-- > 0;) memset(tile + 3 * i, tile[i], 3);
  sheet_place(&self->sheet, tile, 0, 0);
  status = scanline_model_explain(self->model, bytes, size, path, self->method, index, NULL, 0,
                                  tile, 3 * pixels);
  if (status == SCANLINE_OK) sheet_place(&self->sheet, tile, 0, 1);
  return status;
}

static int run(explanation *self, const char *model_path, const char *path) {
  scanline_model_info info;
  scanline_answer answer;
  char fault[512];
  size_t size;
  int32_t index;
  char *bytes;
  uint8_t *tile;
  scanline_status status = scanline_model_load(model_path, &self->model);
  scanline_model_info_init(&info);
  if (status == SCANLINE_OK) status = scanline_model_get_info(self->model, &info);
  if (status != SCANLINE_OK) return report_failure(status);
  if (!find_label(self, &index)) return EXIT_USAGE;
  bytes = read_file(path, &size, fault, sizeof fault);
  if (!bytes) {
    terminal_error("%s", fault);
    return EXIT_FAULT;
  }
  self->sheet.tile_width = info.input_width;
  self->sheet.tile_height = info.input_height;
  self->sheet.channels = 3;
  self->sheet.columns = 2;
  tile = malloc((size_t)3 * info.input_width * info.input_height);
  scanline_answer_init(&answer);
  status = tile ? scanline_model_answer(self->model, bytes, size, path, &answer, NULL, 0)
                : SCANLINE_NO_MEMORY;
  if (status == SCANLINE_OK && !sheet_lay_out(&self->sheet, 1)) {
    free(tile);
    free(bytes);
    return EXIT_FAULT;
  }
  if (status == SCANLINE_OK) {
    status = draw(self, path, (const uint8_t *)bytes, size, index, tile);
  }
  free(tile);
  free(bytes);
  if (status != SCANLINE_OK) return report_failure(status);
  status = sheet_save(&self->sheet, self->sheet_path, self->quality);
  if (status == SCANLINE_IO) return EXIT_FAULT;
  if (status != SCANLINE_OK) return report_failure(status);
  report(self, path, &answer, index);
  return EXIT_GOOD;
}

int command_explain(int argc, char **argv) {
  explanation self;
  option_set set = {.command = "scanline explain",
                    .operands = "MODEL PICTURE -o JPEG",
                    .purpose =
                        "Draws which places of a picture an answer hangs on: the picture as the network "
                        "sees it, and beside\nit the same in gray with those places in red and "
                        "yellow."};
  const cli_option options[] = {
      {.kind = OPTION_TEXT,
       .name = "output",
       .letter = 'o',
       .target = &self.sheet_path,
       .argument = "JPEG",
       .help = "where the map is written; must be given"},
      {.kind = OPTION_CHOICE,
       .name = "method",
       .target = &self.method,
       .argument = "NAME",
       .choices = methods,
       .help = "gradient: where the answer changes most easily, for or against (SmoothGrad); occlusion: "
               "what speaks for it, by what covering each place costs, slower"},
      {.kind = OPTION_TEXT,
       .name = "label",
       .target = &self.label,
       .argument = "LABEL",
       .fallback = "the answer",
       .help = "asks about this one"},
      {.kind = OPTION_UINT32,
       .name = "scale",
       .target = &self.sheet.scale,
       .argument = "N",
       .help = "enlarges the map"},
      {.kind = OPTION_INT32,
       .name = "quality",
       .target = &self.quality,
       .argument = "Q",
       .help = "of the JPEG, 1 to 100"},
  };
  int operand, code;

  memset(&self, 0, sizeof self);
  self.sheet.scale = 5;
  self.quality = 90;
  output_settings_add(&self.output, &set);
  OPTIONS_ADD(&set, options);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (argc - operand != 2 || !self.sheet_path || self.sheet.scale == 0) {
    options_complain(&set, "a model, one picture, --output JPEG and a --scale from 1 on are needed");
    return EXIT_USAGE;
  }
  terminal_start(self.output.quiet != 0);
  code = run(&self, argv[operand], argv[operand + 1]);
  sheet_free(&self.sheet);
  scanline_model_free(self.model);
  return code;
}
