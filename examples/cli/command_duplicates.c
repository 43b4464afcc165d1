#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "interrupt.h"
#include "json.h"
#include "settings.h"
#include "terminal.h"

typedef struct duplicates {
  output_settings output;
  scanline_duplicate_options options;
  scanline_limits limits;
  scanline_duplicate_summary summary;
} duplicates;

static int32_t show_count(uint64_t done, uint64_t total, void *user_data) {
  (void)user_data;
  terminal_progress("Reading pictures  [%s]  %" PRIu64 " of %" PRIu64,
                    terminal_bar((double)done, (double)total, 24), done, total);
  return interrupt_requested();
}

static const char *kind_of(const scanline_duplicate_group *group) {
  if (group->is_exact) return "exact";
  return group->is_cut ? "cut" : "near";
}

static void write_json(const scanline_duplicate_group *group) {
  json_writer json = JSON_WRITER_INIT;
  json_open_object(&json, NULL);
  json_unsigned(&json, "group", group->number);
  json_string(&json, "kind", kind_of(group));
  json_boolean(&json, "label_conflict", group->label_conflict != 0);
  json_boolean(&json, "leak", group->leak != 0);
  json_open_array(&json, "files");
  for (uint64_t i = 0; i < group->file_count; i++) {
    const scanline_duplicate_file *file = &group->files[i];
    json_open_object(&json, NULL);
    json_string(&json, "path", file->path);
    json_string(&json, "label", file->label);
    json_string(&json, "side", file->is_against ? "against" : "folder");
    json_unsigned(&json, "distance", file->distance);
    json_close_object(&json);
  }
  json_close_array(&json);
  json_close_object(&json);
  json_end_line(&json);
}

static void write_lines(const scanline_duplicate_group *group) {
  printf("%s, %" PRIu64 " files%s%s\n", kind_of(group), group->file_count,
         group->label_conflict ? ", more than one label" : "", group->leak ? ", in both" : "");
  for (uint64_t i = 0; i < group->file_count; i++) {
    const scanline_duplicate_file *file = &group->files[i];
    fputs("  ", stdout);
    terminal_put(stdout, file->path);
    if (file->distance > 0) printf("  (%" PRIu32 " bits away)", file->distance);
    putchar('\n');
  }
}

static int32_t take_group(const scanline_duplicate_group *group, void *user_data) {
  duplicates *self = user_data;
  terminal_clear();
  if (self->output.json) {
    write_json(group);
  } else {
    write_lines(group);
  }
  return interrupt_requested();
}

static void add_options(duplicates *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "What is the same"},
      {.kind = OPTION_UINT32,
       .name = "distance",
       .letter = 'd',
       .target = &self->options.distance,
       .argument = "BITS",
       .help = "how much two pictures may differ to be near duplicates, 0 to 16 of 64 bits"},
      {.kind = OPTION_CLEAR,
       .name = "exact",
       .target = &self->options.near,
       .help = "only files with the same bytes, and copies of them that were cut off"},
      {.kind = OPTION_TEXT,
       .name = "against",
       .target = &self->options.against,
       .argument = "FOLDER",
       .fallback = "none",
       .help = "only what is in both folders: pictures of a test set that are trained on"},
      {.kind = OPTION_CLEAR,
       .name = "no-classes",
       .target = &self->options.class_folders,
       .help = "the folder's own folders are no classes, their names no labels"},
      {.kind = OPTION_CLEAR,
       .name = "no-recursive",
       .target = &self->options.recursive,
       .help = "leave out the folders within a folder"},
      {.kind = OPTION_TEXT,
       .name = "report",
       .target = &self->options.report_path,
       .argument = "FILE",
       .fallback = "none",
       .help = "writes the groups to a file: .csv, or JSON Lines"},
      {.kind = OPTION_UINT32,
       .name = "threads",
       .letter = 't',
       .target = &self->options.threads,
       .argument = "N",
       .fallback = "0, one a processor",
       .help = "files read at once, at most 1024; the results do not depend on it"},
  };
  output_settings_add(&self->output, set);
  OPTIONS_ADD(set, options);
  limits_add(&self->limits, set);
}

static void say_summary(const scanline_duplicate_summary *summary) {
  terminal_note("%" PRIu64 " file%s: %" PRIu64 " in %" PRIu64 " group%s (%" PRIu64
                " exact), %" PRIu64 " group%s with more than one label, %" PRIu64
                " in both folders; %" PRIu64 " file%s could not be read",
                summary->files, plural(summary->files), summary->duplicates, summary->groups,
                plural(summary->groups), summary->exact_groups, summary->label_conflicts,
                plural(summary->label_conflicts), summary->leaks, summary->unreadable,
                plural(summary->unreadable));
}

int command_duplicates(int argc, char **argv) {
  duplicates self;
  option_set set = {
      .command = "scanline duplicates",
      .operands = "FOLDER",
      .purpose = "Finds pictures that are there more than once: the same files, cut copies of "
                 "them, and the same\n"
                 "pictures in another size or compression. A group a paragraph (with --json an "
                 "object a line), the\n"
                 "counts on standard error. Exit code 1 when there are any."};
  int operand;
  scanline_status status;

  memset(&self, 0, sizeof self);
  scanline_duplicate_options_init(&self.options);
  scanline_limits_init(&self.limits);
  scanline_duplicate_summary_init(&self.summary);
  self.options.limits = &self.limits;
  add_options(&self, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (argc - operand != 1) {
    options_complain(&set, "one folder is needed, not %d", argc - operand);
    return EXIT_USAGE;
  }
  terminal_start(self.output.quiet != 0);
  interrupt_watch();
  status = scanline_folder_find_duplicates(argv[operand], &self.options, show_count, take_group,
                                           &self, &self.summary);
  if (status != SCANLINE_OK) return report_failure(status);
  terminal_clear();
  say_summary(&self.summary);
  return self.summary.groups == 0 ? EXIT_GOOD : EXIT_FINDINGS;
}
