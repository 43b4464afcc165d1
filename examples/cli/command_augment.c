#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "json.h"
#include "settings.h"
#include "terminal.h"

enum { GAP = 2, SHEET_SIDE_LIMIT = 32768 };

/* A sheet of tiles: every picture begins a row with its plain self, then come its versions. */
typedef struct sheet {
  output_settings output;
  scanline_augmentation augmentation;
  const char *sheet_path;
  const char *model_path;
  const char *network_path;
  uint64_t seed;
  uint32_t epoch;
  uint32_t versions; /* of each picture, the plain one not counted */
  uint32_t columns;
  uint32_t pictures; /* at most */
  uint32_t scale;    /* sheet pixels a tile pixel */
  int32_t quality;
  scanline_model *model;
  scanline_model_info info;
  uint32_t width, height; /* of the sheet */
  uint8_t *pixels;        /* [height, width, channels] */
} sheet;

static scanline_status make_model(sheet *self) {
  static const char *const labels[] = {"a", "b"};
  scanline_status status;
  char *network;
  if (self->model_path) return scanline_model_load(self->model_path, &self->model);
  if (!read_network(self->network_path, &network)) return SCANLINE_IO;
  status = scanline_model_create(network, labels, 2, 0, &self->model);
  free(network);
  return status;
}

static uint32_t rows_a_picture(const sheet *self) {
  return (uint32_t)(((uint64_t)self->versions + self->columns) / self->columns);
}

/* Lays the sheet out for `count` pictures. Says so when it would be too large. */
static bool lay_out(sheet *self, size_t count) {
  uint64_t tile_width = (uint64_t)self->info.input_width * self->scale + GAP;
  uint64_t tile_height = (uint64_t)self->info.input_height * self->scale + GAP;
  uint64_t rows = (uint64_t)count * rows_a_picture(self);
  if (tile_width > SHEET_SIDE_LIMIT || tile_height > SHEET_SIDE_LIMIT ||
      rows > SHEET_SIDE_LIMIT / tile_height || self->columns > SHEET_SIDE_LIMIT / tile_width) {
    terminal_error("a sheet of %" PRIu64 " rows and %" PRIu32 " columns of %" PRIu64 " x %" PRIu64
                   " pixels is over the limit of %d pixels a side",
                   rows, self->columns, tile_width, tile_height, SHEET_SIDE_LIMIT);
    return false;
  }
  self->width = (uint32_t)(self->columns * tile_width + GAP);
  self->height = (uint32_t)(rows * tile_height + GAP);
  self->pixels = malloc((size_t)self->width * self->height * self->info.input_channels);
  if (!self->pixels) {
    terminal_error("no memory for a sheet of %" PRIu32 " x %" PRIu32 " pixels", self->width,
                   self->height);
    return false;
  }
  memset(self->pixels, 255, (size_t)self->width * self->height * self->info.input_channels);
  return true;
}

/* Copies a tile to a place of the sheet, every pixel `scale` times in both directions. */
static void place(sheet *self, const uint8_t *tile, uint64_t row, uint64_t column) {
  size_t channels = self->info.input_channels;
  size_t tile_width = (size_t)self->info.input_width * self->scale;
  size_t tile_height = (size_t)self->info.input_height * self->scale;
  size_t left = GAP + column * (tile_width + GAP);
  size_t top = GAP + row * (tile_height + GAP);
  for (size_t y = 0; y < tile_height; y++) {
    const uint8_t *from = tile + y / self->scale * self->info.input_width * channels;
    uint8_t *to = self->pixels + ((top + y) * self->width + left) * channels;
    for (size_t x = 0; x < tile_width; x++) {
      memcpy(to + x * channels, from + x / self->scale * channels, channels);
    }
  }
}

static scanline_status draw_picture(sheet *self, size_t index, const char *path, uint8_t *tile,
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
    status = scanline_model_augment(
        self->model, bytes, size, path, i == 0 ? NULL : &self->augmentation, self->seed,
        self->epoch + (i == 0 ? 0 : i - 1), index, tile, tile_size, &needed);
    if (status == SCANLINE_OK) {
      place(self, tile, (uint64_t)index * rows_a_picture(self) + i / self->columns,
            i % self->columns);
    }
  }
  free(bytes);
  if (status != SCANLINE_OK) terminal_error("%s", scanline_last_error_message());
  return status;
}

static scanline_status save(const sheet *self) {
  scanline_pixels pixels;
  scanline_status status;
  uint8_t *jpeg;
  size_t size = 0;
  scanline_pixels_init(&pixels);
  pixels.format = self->info.input_channels == 1 ? SCANLINE_PIXELS_GRAY : SCANLINE_PIXELS_RGB;
  pixels.data = self->pixels;
  pixels.width = self->width;
  pixels.height = self->height;
  status = scanline_image_encode_jpeg(&pixels, self->quality, NULL, 0, &size);
  if (status != SCANLINE_OK) return status;
  jpeg = malloc(size);
  if (!jpeg) return SCANLINE_NO_MEMORY;
  status = scanline_image_encode_jpeg(&pixels, self->quality, jpeg, size, &size);
  if (status == SCANLINE_OK && !write_file(self->sheet_path, jpeg, size)) status = SCANLINE_IO;
  free(jpeg);
  return status;
}

static void report(const sheet *self, size_t drawn, size_t failed) {
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "file", self->sheet_path);
    json_unsigned(&json, "width", self->width);
    json_unsigned(&json, "height", self->height);
    json_unsigned(&json, "pictures", drawn);
    json_unsigned(&json, "failed", failed);
    json_unsigned(&json, "versions", self->versions);
    json_close_object(&json);
    json_end_line(&json);
  } else {
    printf("%s: %zu pictures as training sees them, in %" PRIu32 " versions each\n",
           self->sheet_path, drawn, self->versions);
  }
}

static int draw(sheet *self, const file_list *files) {
  size_t count = files->count < self->pictures ? files->count : self->pictures;
  size_t tile_size, failed = 0;
  uint8_t *tile;
  scanline_status status = make_model(self);
  scanline_model_info_init(&self->info);
  if (status == SCANLINE_IO && !self->model_path) return EXIT_FAULT;
  if (status == SCANLINE_OK) status = scanline_model_get_info(self->model, &self->info);
  if (status != SCANLINE_OK) return report_failure(status);
  if (!lay_out(self, count)) return EXIT_USAGE;
  tile_size = (size_t)self->info.input_width * self->info.input_height * self->info.input_channels;
  tile = malloc(tile_size);
  if (!tile) {
    terminal_error("no memory for a tile of %zu bytes", tile_size);
    return EXIT_FAULT;
  }
  for (size_t i = 0; i < count; i++) {
    /* From a longer list, pictures at equal distances: all classes of a folder show. */
    const char *path = files->paths[i * files->count / count];
    terminal_progress("%zu of %zu pictures", i, count);
    if (draw_picture(self, i, path, tile, tile_size) != SCANLINE_OK) failed++;
  }
  free(tile);
  terminal_clear();
  if (failed == count) return EXIT_FAULT;
  status = save(self);
  if (status == SCANLINE_IO) return EXIT_FAULT;
  if (status != SCANLINE_OK) return report_failure(status);
  report(self, count - failed, failed);
  return failed == 0 ? EXIT_GOOD : EXIT_FINDINGS;
}

static void add_options(sheet *self, option_set *set) {
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
       .target = &self->columns,
       .argument = "N",
       .help = "tiles in a row"},
      {.kind = OPTION_UINT32,
       .name = "pictures",
       .target = &self->pictures,
       .argument = "N",
       .help = "pictures at most, spread over the list"},
      {.kind = OPTION_UINT32,
       .name = "scale",
       .target = &self->scale,
       .argument = "N",
       .help = "enlarges the tiles"},
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
       .target = &self->seed,
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
  augmentation_add(&self->augmentation, set);
}

static bool check_use(const sheet *self, const option_set *set, int operands) {
  if (operands == 0 || !self->sheet_path) {
    options_complain(set, "pictures and --output JPEG are needed");
  } else if (self->model_path && self->network_path) {
    options_complain(set, "--model and --network exclude each other");
  } else if (self->columns == 0 || self->scale == 0 || self->pictures == 0) {
    options_complain(set, "--columns, --scale and --pictures are at least 1");
  } else if (self->versions > UINT32_MAX - self->epoch) {
    options_complain(set, "--versions %" PRIu32 " from --epoch %" PRIu32 " on are too many",
                     self->versions, self->epoch);
  } else {
    return true;
  }
  return false;
}

int command_augment(int argc, char **argv) {
  sheet self;
  file_list files = {NULL, 0, 0};
  option_set set = {.command = "scanline augment",
                    .operands = "FILE|FOLDER... -o JPEG",
                    .purpose =
                        "Draws what training sees: a sheet with each picture as it is and in "
                        "augmented versions."};
  int operand, code = EXIT_GOOD;

  memset(&self, 0, sizeof self);
  scanline_augmentation_init(&self.augmentation);
  self.epoch = 1;
  self.versions = 11;
  self.columns = 6;
  self.pictures = 6;
  self.scale = 2;
  self.quality = 90;
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (!check_use(&self, &set, argc - operand)) return EXIT_USAGE;
  terminal_set_quiet(self.output.quiet != 0);
  for (; operand < argc && code == EXIT_GOOD; operand++) {
    if (!file_list_add(&files, argv[operand])) code = EXIT_FAULT;
  }
  if (code == EXIT_GOOD && files.count == 0) {
    terminal_error("no .jpg or .jpeg file was found");
    code = EXIT_FAULT;
  }
  if (code == EXIT_GOOD) code = draw(&self, &files);
  file_list_free(&files);
  free(self.pixels);
  scanline_model_free(self.model);
  return code;
}
