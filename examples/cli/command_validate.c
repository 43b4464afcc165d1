#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "files.h"
#include "interrupt.h"
#include "json.h"
#include "settings.h"
#include "terminal.h"

typedef struct validation {
  output_settings output;
  scanline_scan_options scan;
  scanline_limits limits;
  int32_t list_all;
  scanline_scan_summary total;
} validation;

static const char *format_name(scanline_format format) {
  static const char *const names[] = {"unknown", "jpeg", "png",  "gif",      "webp",
                                      "bmp",     "tiff", "heif", "jpeg2000", "jpegxl",
                                      "pdf",     "svg",  "other"};
  bool known = format >= 0 && format < (scanline_format)(sizeof names / sizeof names[0]);
  return known ? names[format] : "unknown";
}

static const char *colour_name(scanline_colour_space colour) {
  static const char *const names[] = {NULL, "gray", "ycbcr", "rgb", "cmyk", "ycck"};
  bool known = colour >= 0 && colour < (scanline_colour_space)(sizeof names / sizeof names[0]);
  return known ? names[colour] : NULL;
}

/* The flags by name, and the measures; null where nothing was measured. */
static void write_quality(json_writer *json, const scanline_image_report *report) {
  uint32_t left = report->quality_flags;
  json_open_array(json, "quality");
  for (uint32_t flag = 1; left != 0; flag <<= 1) {
    if (left & flag) json_string(json, NULL, scanline_quality_name(flag));
    left &= ~flag;
  }
  json_close_array(json);
  json_open_object(json, "measures");
  json_double(json, "brightness", report->brightness);
  json_double(json, "darkest", report->darkest);
  json_double(json, "brightest", report->brightest);
  json_double(json, "contrast", report->contrast);
  json_double(json, "detail", report->detail);
  json_double(json, "noise", report->noise);
  json_double(json, "gray_share", report->gray_share);
  json_double(json, "encoder_quality", report->encoder_quality);
  json_close_object(json);
}

static void write_json(const char *path, const scanline_image_report *report) {
  json_writer json = JSON_WRITER_INIT;
  bool damaged = report->reason != SCANLINE_REASON_NONE;
  json_open_object(&json, NULL);
  json_string(&json, "file", path);
  json_string(&json, "verdict", scanline_verdict_name(report->verdict));
  json_string(&json, "reason", damaged ? scanline_reason_name(report->reason) : NULL);
  json_string(&json, "message", damaged ? report->message : NULL);
  if (report->byte_offset >= 0) {
    json_integer(&json, "byte_offset", report->byte_offset);
  } else {
    json_null(&json, "byte_offset");
  }
  if (report->row >= 0) {
    json_integer(&json, "row", report->row);
  } else {
    json_null(&json, "row");
  }
  json_double(&json, "decoded_share", report->decoded_share);
  json_unsigned(&json, "warnings", report->warning_count);
  json_string(&json, "format", format_name(report->format));
  json_unsigned(&json, "width", report->width);
  json_unsigned(&json, "height", report->height);
  json_unsigned(&json, "components", report->components);
  json_string(&json, "colour_space", colour_name(report->colour_space));
  json_open_array(&json, "subsampling");
  json_unsigned(&json, NULL, report->subsampling_horizontal);
  json_unsigned(&json, NULL, report->subsampling_vertical);
  json_close_array(&json);
  json_unsigned(&json, "orientation", report->orientation);
  json_boolean(&json, "progressive", report->progressive != 0);
  json_boolean(&json, "arithmetic", report->arithmetic != 0);
  json_boolean(&json, "name_lies", report->name_lies != 0);
  write_quality(&json, report);
  json_close_object(&json);
  json_end_line(&json);
}

static void write_line(const char *path, const scanline_image_report *report) {
  printf("%-12s %s", scanline_verdict_name(report->verdict), path);
  if (report->verdict == SCANLINE_VERDICT_OK) {
    printf("  %" PRIu32 " x %" PRIu32, report->width, report->height);
  } else {
    printf(": %s", report->message);
    if (report->verdict == SCANLINE_VERDICT_SALVAGEABLE) {
      printf(", %.0f %% of the rows are good", 100 * report->decoded_share);
    }
  }
  putchar('\n');
}

static int32_t take_report(const char *path, const scanline_image_report *report, void *user_data) {
  validation *self = user_data;
  self->total.files++;
  switch (report->verdict) {
    case SCANLINE_VERDICT_OK: self->total.ok++; break;
    case SCANLINE_VERDICT_SALVAGEABLE: self->total.salvageable++; break;
    case SCANLINE_VERDICT_CORRUPT: self->total.corrupt++; break;
    case SCANLINE_VERDICT_UNSUPPORTED: self->total.unsupported++; break;
    default: self->total.hostile++;
  }
  if (self->output.json) {
    write_json(path, report);
  } else if (self->list_all || report->verdict != SCANLINE_VERDICT_OK) {
    terminal_clear();
    write_line(path, report);
  }
  terminal_progress("%" PRIu64 " files, %" PRIu64 " ok", self->total.files, self->total.ok);
  return interrupt_requested();
}

static scanline_status validate_path(validation *self, const char *path) {
  scanline_image_report report;
  scanline_status status;
  if (is_folder(path)) {
    return scanline_folder_validate(path, &self->scan, take_report, self, NULL);
  }
  scanline_image_report_init(&report);
  status = scanline_image_validate_file(path, &self->limits, &report);
  if (status == SCANLINE_OK && take_report(path, &report, self) != 0) return SCANLINE_CANCELLED;
  return status;
}

static void say_summary(const scanline_scan_summary *total) {
  terminal_note("%" PRIu64 " file%s: %" PRIu64 " ok, %" PRIu64 " salvageable, %" PRIu64
                " corrupt, %" PRIu64 " unsupported, %" PRIu64 " hostile",
                total->files, total->files == 1 ? "" : "s", total->ok, total->salvageable,
                total->corrupt, total->unsupported, total->hostile);
}

static void add_options(validation *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_SET,
       .name = "list-all",
       .letter = 'a',
       .target = &self->list_all,
       .help = "list good files too"},
      {.kind = OPTION_HEADING, .help = "Folders"},
      {.kind = OPTION_CLEAR,
       .name = "no-recursive",
       .target = &self->scan.recursive,
       .help = "leave out the folders within a folder"},
      {.kind = OPTION_SET,
       .name = "all-files",
       .target = &self->scan.all_files,
       .help = "check every file, whatever its name ends with"},
      {.kind = OPTION_UINT32,
       .name = "threads",
       .letter = 't',
       .target = &self->scan.threads,
       .argument = "N",
       .fallback = "0, one a processor",
       .help = "files checked at once"},
  };
  output_settings_add(&self->output, set);
  OPTIONS_ADD(set, options);
  limits_add(&self->limits, set);
}

int command_validate(int argc, char **argv) {
  validation self;
  option_set set = {
      .command = "scanline validate",
      .operands = "FILE|FOLDER...",
      .purpose =
          "Decodes pictures whole and reports what is damaged: a line for every file that is not "
          "ok\n"
          "(with --json an object for every file), and the counts on standard error.\n"
          "Exit code 1 when a file is not ok."};
  int operand;

  memset(&self, 0, sizeof self);
  scanline_scan_options_init(&self.scan);
  scanline_limits_init(&self.limits);
  scanline_scan_summary_init(&self.total);
  self.scan.limits = &self.limits;
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (operand == argc) {
    options_complain(&set, "no file or folder");
    return EXIT_USAGE;
  }
  terminal_set_quiet(self.output.quiet != 0);
  interrupt_watch();
  for (; operand < argc; operand++) {
    scanline_status status = validate_path(&self, argv[operand]);
    if (status != SCANLINE_OK) return report_failure(status);
  }
  say_summary(&self.total);
  return self.total.ok == self.total.files ? EXIT_GOOD : EXIT_FINDINGS;
}
