#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "dataset.h"
#include "files.h"
#include "json.h"
#include "settings.h"
#include "sheet.h"
#include "terminal.h"

/* A sheet of tiles: every picture begins a row with its plain self, then come its versions. Or, with
 * --batch, the pictures of a training batch. */
typedef struct augment {
  output_settings output;
  data_settings data;
  training_settings settings;
  const char *sheet_path;
  const char *model_path;
  const char *network_path;
  uint32_t epoch;
  int32_t batch;
  uint32_t versions; /* of each picture, the plain one not counted */
  uint32_t pictures; /* at most */
  int32_t quality;
  scanline_model *model;
  scanline_model_info info;
  contact_sheet sheet;
} augment;

static scanline_status make_model(augment *self, const char *const *labels, size_t label_count) {
  scanline_status status;
  char *network;
  if (self->model_path) return scanline_model_load(self->model_path, &self->model);
  if (!read_network(self->network_path, &network)) return SCANLINE_IO;
  status = scanline_model_create(network, labels, label_count, 0, &self->model);
  free(network);
  return status;
}

/* As many columns as make the rows of a picture's tiles, or of a batch's, the same length, at most eight. */
static uint32_t fitting_columns(uint64_t tiles) {
  enum { MOST = 8 };
  uint64_t rows = (tiles + MOST - 1) / MOST;
  return rows == 0 ? 1 : (uint32_t)((tiles + rows - 1) / rows);
}

static uint32_t rows_a_picture(const augment *self) {
  return (uint32_t)(((uint64_t)self->versions + self->sheet.columns) / self->sheet.columns);
}

static scanline_status draw_picture(augment *self, size_t index, const char *path, uint8_t *tile,
                                    size_t tile_size) {
  char fault[512];
  size_t size, needed;
  scanline_status status = SCANLINE_OK;
  char *bytes = read_file(path, &size, fault, sizeof fault);
  if (!bytes) {
    terminal_error("%s", fault);
    return SCANLINE_IO;
  }
  for (uint32_t i = 0; i <= self->versions && status == SCANLINE_OK; i++) {
    /* The versions are those of the epochs from `epoch` on: what training would see in turn. */
    status = scanline_model_augment(self->model, bytes, size, path,
                                    i == 0 ? NULL : &self->settings.augmentation,
                                    self->settings.train.seed, self->epoch + (i == 0 ? 0 : i - 1),
                                    index, tile, tile_size, &needed);
    if (status == SCANLINE_OK) {
      sheet_place(&self->sheet, tile,
                  (uint64_t)index * rows_a_picture(self) + i / self->sheet.columns,
                  i % self->sheet.columns);
    }
  }
  free(bytes);
  if (status != SCANLINE_OK) terminal_error("%s", scanline_last_error_message());
  return status;
}

static void report(const augment *self, size_t drawn, size_t failed) {
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "file", self->sheet_path);
    json_unsigned(&json, "width", self->sheet.width);
    json_unsigned(&json, "height", self->sheet.height);
    json_unsigned(&json, "pictures", drawn);
    json_unsigned(&json, "failed", failed);
    json_unsigned(&json, "versions", self->batch ? 1 : self->versions);
    json_close_object(&json);
    json_end_line(&json);
  } else if (self->batch) {
    printf("%s: a batch of %zu picture%s as training sees them\n", self->sheet_path, drawn,
           plural(drawn));
  } else {
    printf("%s: %zu picture%s as training sees them, in %" PRIu32 " version%s each\n",
           self->sheet_path, drawn, plural(drawn), self->versions, plural(self->versions));
  }
}

/* The model's input gives the size of the tiles. */
static scanline_status measure_tiles(augment *self) {
  scanline_model_info info;
  scanline_status status;
  scanline_model_info_init(&info);
  status = scanline_model_get_info(self->model, &info);
  self->sheet.tile_width = info.input_width;
  self->sheet.tile_height = info.input_height;
  self->sheet.channels = info.input_channels;
  return status;
}

static size_t tile_size(const augment *self) {
  return (size_t)self->sheet.tile_width * self->sheet.tile_height * self->sheet.channels;
}

static int finish(const augment *self, size_t drawn, size_t failed) {
  scanline_status status = sheet_save(&self->sheet, self->sheet_path, self->quality);
  if (status == SCANLINE_IO) return EXIT_FAULT;
  if (status != SCANLINE_OK) return report_failure(status);
  report(self, drawn, failed);
  return failed == 0 ? EXIT_GOOD : EXIT_FINDINGS;
}

static int draw_versions(augment *self, const file_list *files) {
  static const char *const labels[] = {"a", "b"};
  size_t count = files->count < self->pictures ? files->count : self->pictures;
  size_t failed = 0;
  uint8_t *tile;
  scanline_status status = make_model(self, labels, 2);
  if (self->sheet.columns == 0) self->sheet.columns = fitting_columns((uint64_t)self->versions + 1);
  if (status == SCANLINE_IO && !self->model_path) return EXIT_FAULT;
  if (status == SCANLINE_OK) status = measure_tiles(self);
  if (status != SCANLINE_OK) return report_failure(status);
  if (!sheet_lay_out(&self->sheet, (uint64_t)count * rows_a_picture(self))) return EXIT_USAGE;
  tile = malloc(tile_size(self));
  if (!tile) {
    terminal_error("no memory for a tile of %zu bytes", tile_size(self));
    return EXIT_FAULT;
  }
  for (size_t i = 0; i < count; i++) {
    /* From a longer list, pictures at equal distances: all classes of a folder show. */
    const char *path = files->paths[i * files->count / count];
    terminal_progress("%zu of %zu pictures", i, count);
    status = draw_picture(self, i, path, tile, tile_size(self));
    if (status == SCANLINE_INVALID_ARGUMENT) break; /* an option, and so for the others, too */
    if (status != SCANLINE_OK) failed++;
  }
  free(tile);
  terminal_clear();
  if (status == SCANLINE_INVALID_ARGUMENT) return EXIT_USAGE;
  return failed == count ? EXIT_FAULT : finish(self, count - failed, failed);
}

/* The first batch of an epoch, as the trainer has it. */
static int draw_batch(augment *self, scanline_trainer *trainer, scanline_dataset *dataset) {
  size_t count = 0;
  uint32_t columns;
  uint8_t *pixels;
  scanline_status status =
      scanline_trainer_preview(trainer, dataset, self->epoch, 0, &count, NULL, 0, NULL, 0);
  if (status != SCANLINE_OK) return report_failure(status);
  if (self->sheet.columns == 0) self->sheet.columns = fitting_columns(count);
  columns = self->sheet.columns;
  if (!sheet_lay_out(&self->sheet, (count + columns - 1) / columns)) return EXIT_USAGE;
  pixels = malloc(count * tile_size(self));
  status = pixels ? scanline_trainer_preview(trainer, dataset, self->epoch, 0, &count, pixels,
                                             count * tile_size(self), NULL, 0)
                  : SCANLINE_NO_MEMORY;
  for (size_t i = 0; status == SCANLINE_OK && i < count; i++) {
    sheet_place(&self->sheet, pixels + i * tile_size(self), i / columns, i % columns);
  }
  free(pixels);
  return status == SCANLINE_OK ? finish(self, count, 0) : report_failure(status);
}

static int draw_dataset(augment *self, const char *path) {
  scanline_dataset *dataset = NULL;
  scanline_trainer *trainer = NULL;
  size_t label_count = 0;
  const char **labels;
  scanline_status status;
  int code = dataset_open(path, &self->data, &self->output, &dataset);
  if (code != EXIT_GOOD) return code;
  labels = dataset_labels(dataset, &label_count);
  status = labels ? make_model(self, labels, label_count) : SCANLINE_NO_MEMORY;
  free(labels);
  if (status == SCANLINE_OK) status = measure_tiles(self);
  self->settings.train.epochs = self->epoch;
  if (status == SCANLINE_OK) {
    status = scanline_trainer_create(self->model, &self->settings.train, &trainer);
  }
  code = status == SCANLINE_OK ? draw_batch(self, trainer, dataset) : report_failure(status);
  scanline_trainer_free(trainer);
  scanline_dataset_free(dataset);
  return code;
}

static void add_options(augment *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_TEXT,
       .name = "output",
       .letter = 'o',
       .target = &self->sheet_path,
       .argument = "JPEG",
       .help = "where the sheet is written; must be given"},
      {.kind = OPTION_INT32,
       .name = "quality",
       .target = &self->quality,
       .argument = "Q",
       .help = "of the JPEG, 1 to 100"},
      {.kind = OPTION_HEADING, .help = "Sheet"},
      {.kind = OPTION_UINT32,
       .name = "versions",
       .letter = 'n',
       .target = &self->versions,
       .argument = "N",
       .help = "augmented versions of each picture"},
      {.kind = OPTION_UINT32,
       .name = "columns",
       .letter = 'c',
       .target = &self->sheet.columns,
       .argument = "N",
       .fallback = "0, up to 8, as many as make rows of one length",
       .help = "tiles in a row"},
      {.kind = OPTION_UINT32,
       .name = "pictures",
       .target = &self->pictures,
       .argument = "N",
       .help = "pictures at most, spread over the list"},
      {.kind = OPTION_UINT32,
       .name = "scale",
       .target = &self->sheet.scale,
       .argument = "N",
       .help = "enlarges the tiles"},
      {.kind = OPTION_SET,
       .name = "batch",
       .target = &self->batch,
       .help = "draws the first training batch of a labelled folder or CSV file, mixed, instead"},
      {.kind = OPTION_UINT32,
       .name = "batch-size",
       .letter = 'b',
       .target = &self->settings.train.batch_size,
       .argument = "N",
       .help = "pictures of the batch"},
      {.kind = OPTION_HEADING, .help = "What sees them"},
      {.kind = OPTION_TEXT,
       .name = "model",
       .letter = 'm',
       .target = &self->model_path,
       .argument = "MODEL",
       .help = "takes this model's input"},
      {.kind = OPTION_TEXT,
       .name = "network",
       .target = &self->network_path,
       .argument = "NETWORK",
       .fallback = "64 x 64 pixels, RGB",
       .help = "takes the input of this preset or JSON file, see docs/"},
      {.kind = OPTION_UINT64,
       .name = "seed",
       .letter = 's',
       .target = &self->settings.train.seed,
       .argument = "SEED",
       .help = "of the random numbers"},
      {.kind = OPTION_UINT32,
       .name = "epoch",
       .target = &self->epoch,
       .argument = "N",
       .help = "the first version's epoch"},
  };
  output_settings_add(&self->output, set);
  OPTIONS_ADD(set, options);
  training_recipe_add(&self->settings, set);
  augmentation_add(&self->settings.augmentation, set);
  mixing_add(&self->settings.train, set);
}

static bool check_use(const augment *self, const option_set *set, int operands) {
  const scanline_train_options *train = &self->settings.train;
  if (operands == 0 || !self->sheet_path) {
    options_complain(set, "pictures and --output JPEG are needed");
  } else if (self->batch && operands != 1) {
    options_complain(set, "--batch takes one folder or CSV file, not %d", operands);
  } else if (!self->batch && train->mixup_probability + train->cutmix_probability > 0) {
    options_complain(set, "what is mixed shows in a batch: --batch");
  } else if (self->model_path && self->network_path) {
    options_complain(set, "--model and --network exclude each other");
  } else if (self->sheet.scale == 0 || self->pictures == 0 || self->versions == 0) {
    options_complain(set, "--scale, --pictures and --versions are at least 1");
  } else if (self->versions > UINT32_MAX - self->epoch) {
    options_complain(set, "--versions %" PRIu32 " from --epoch %" PRIu32 " on are too many",
                     self->versions, self->epoch);
  } else {
    return true;
  }
  return false;
}

int command_augment(int argc, char **argv) {
  augment self;
  file_list files = {NULL, 0, 0};
  option_set set = {.command = "scanline augment",
                    .operands = "FILE|FOLDER... -o JPEG",
                    .purpose =
                        "Draws what training sees: a sheet with each picture as it is and in "
                        "augmented versions."};
  int operand, code = EXIT_GOOD;

  memset(&self, 0, sizeof self);
  data_settings_init(&self.data);
  training_settings_init(&self.settings);
  self.epoch = 1;
  self.versions = 11;
  self.pictures = 6;
  self.sheet.scale = 2;
  self.quality = 90;
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (!check_use(&self, &set, argc - operand)) return EXIT_USAGE;
  terminal_start(self.output.quiet != 0);
  training_settings_connect(&self.settings);
  if (self.batch) {
    code = draw_dataset(&self, argv[operand]);
  } else {
    for (; operand < argc && code == EXIT_GOOD; operand++) {
      if (!file_list_add(&files, argv[operand])) code = EXIT_FAULT;
    }
    if (code == EXIT_GOOD && files.count == 0) {
      terminal_error("no .jpg or .jpeg file was found");
      code = EXIT_FAULT;
    }
    if (code == EXIT_GOOD) code = draw_versions(&self, &files);
  }
  file_list_free(&files);
  sheet_free(&self.sheet);
  scanline_model_free(self.model);
  return code;
}
