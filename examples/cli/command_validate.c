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
  scanline_curation_options options;
  scanline_scan_options scan;
  scanline_limits limits;
  int32_t list_all;
  scanline_curation_result result;
  const char *manifest; /* of the quarantine to be undone */
  uint64_t counts[5];   /* by verdict */
  uint64_t unreadable;  /* of the corrupt */
  uint64_t findings;
} validation;

/* ---- Output --------------------------------------------------------------------------------- */

/* The line of the report, and behind it what became of the file. */
static void write_json(const scanline_curation_event *event) {
  json_writer json = {true};
  size_t length = strlen(event->line);
  if (event->moved_to || event->failure) {
    fwrite(event->line, 1, length - 1, stdout);
    if (event->moved_to) json_string(&json, "moved_to", event->moved_to);
    if (event->failure) json_string(&json, "failure", event->failure);
    json_close_object(&json);
  } else {
    fwrite(event->line, 1, length, stdout);
  }
  json_end_line(&json);
}

static void write_quality(uint32_t flags) {
  const char *before = "  ";
  for (uint32_t flag = 1; flags != 0; flag <<= 1) {
    if (flags & flag) {
      printf("%s%s", before, scanline_quality_name(flag));
      before = ", ";
    }
    flags &= ~flag;
  }
}

static void write_line(const scanline_curation_event *event) {
  const scanline_image_report *report = event->report;
  printf("%-12s ", scanline_verdict_name(report->verdict));
  terminal_put(stdout, event->path);
  if (report->verdict == SCANLINE_VERDICT_OK) {
    printf("  %" PRIu32 " x %" PRIu32, report->width, report->height);
    if (report->name_lies) printf("  named as another format");
  } else {
    fputs(": ", stdout);
    terminal_put(stdout, report->message);
    if (report->verdict == SCANLINE_VERDICT_SALVAGEABLE) {
      printf(", %.0f %% of the rows are good", 100 * report->decoded_share);
    }
  }
  write_quality(report->quality_flags);
  if (event->moved_to) {
    fputs("  -> ", stdout);
    terminal_put(stdout, event->moved_to);
  }
  putchar('\n');
}

static void show_progress(const validation *self, const scanline_curation_event *event) {
  double megabytes = (double)event->bytes / 1e6;
  if (!event->path) {
    terminal_progress("counting: %" PRIu64 " files, %.0f MB", event->done, megabytes);
  } else if (event->total_files) {
    terminal_progress("%s %" PRIu64 " of %" PRIu64 " files, %.0f MB, %" PRIu64 " findings",
                      terminal_bar((double)event->bytes, (double)event->total_bytes, 20),
                      event->done, event->total_files, megabytes, self->findings);
  } else {
    terminal_progress("%" PRIu64 " files, %.0f MB, %" PRIu64 " findings", event->done, megabytes,
                      self->findings);
  }
}

static int32_t take_event(const scanline_curation_event *event, void *user_data) {
  validation *self = user_data;
  if (event->path) {
    self->counts[event->report->verdict]++;
    self->unreadable += event->report->reason == SCANLINE_REASON_UNREADABLE;
    self->findings += event->is_finding != 0;
    if (self->output.json) {
      write_json(event);
    } else if (self->list_all || event->is_finding) {
      terminal_clear();
      write_line(event);
    }
    if (event->failure) terminal_error("%s", event->failure);
  }
  show_progress(self, event);
  return interrupt_requested();
}

static void say_summary(const validation *self) {
  const uint64_t *counts = self->counts;
  uint64_t files = 0;
  for (size_t i = 0; i < 5; i++) files += counts[i];
  terminal_note("%" PRIu64 " file%s: %" PRIu64 " ok, %" PRIu64 " salvageable, %" PRIu64
                " corrupt, %" PRIu64 " unsupported, %" PRIu64 " hostile",
                files, plural(files), counts[SCANLINE_VERDICT_OK],
                counts[SCANLINE_VERDICT_SALVAGEABLE], counts[SCANLINE_VERDICT_CORRUPT],
                counts[SCANLINE_VERDICT_UNSUPPORTED], counts[SCANLINE_VERDICT_HOSTILE]);
  if (self->unreadable) {
    terminal_note("Of the corrupt, %" PRIu64 " could not be read.", self->unreadable);
  }
}

/* ---- Options -------------------------------------------------------------------------------- */

static bool is_word(const char *name, const char *word, size_t length) {
  return strlen(name) == length && memcmp(name, word, length) == 0;
}

static uint32_t verdict_bit(const char *word, size_t length) {
  for (uint32_t verdict = 0; verdict < 5; verdict++) {
    if (is_word(scanline_verdict_name((scanline_verdict)verdict), word, length)) {
      return UINT32_C(1) << verdict;
    }
  }
  return 0;
}

static bool parse_verdicts(const char *text, void *target) {
  return parse_words(text, verdict_bit,
                     "verdict; they are ok, salvageable, corrupt, unsupported, hostile", target);
}

static void add_report_options(validation *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_SET,
       .name = "list-all",
       .letter = 'a',
       .target = &self->list_all,
       .help = "list good files too"},
      {.kind = OPTION_SET,
       .name = "count-first",
       .target = &self->options.count_first,
       .help = "count the files first, so that the progress has a total"},
      {.kind = OPTION_HEADING, .help = "Reports"},
      {.kind = OPTION_TEXT,
       .name = "report",
       .target = &self->options.report_path,
       .argument = "FILE",
       .fallback = "none",
       .help = "JSON Lines, a line a file"},
      {.kind = OPTION_SET,
       .name = "resume",
       .target = &self->options.resume,
       .help = "go on where the run that wrote the report stopped; files changed since are checked again"},
      {.kind = OPTION_TEXT,
       .name = "csv",
       .target = &self->options.csv_path,
       .argument = "FILE",
       .fallback = "none",
       .help = "the same as CSV, for spreadsheets"},
      {.kind = OPTION_TEXT,
       .name = "summary",
       .target = &self->options.summary_path,
       .argument = "FILE",
       .fallback = "none",
       .help = "the counts as JSON"},
  };
  OPTIONS_ADD(set, options);
}

static void add_finding_options(validation *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Findings"},
      {.kind = OPTION_PARSED,
       .name = "verdicts",
       .target = &self->options.verdicts,
       .parse = parse_verdicts,
       .argument = "LIST",
       .fallback = "salvageable,corrupt,unsupported,hostile",
       .help = "the verdicts that make a file a finding"},
      {.kind = OPTION_PARSED,
       .name = "flag-quality",
       .target = &self->options.quality_flags,
       .parse = parse_quality,
       .argument = "LIST",
       .fallback = "none",
       .help = "the flags that do, too: flat, dark, overexposed, blurred, noise, tiny, gray-lower-part, heavy-compression, "
               "or all"},
      {.kind = OPTION_TEXT,
       .name = "list",
       .target = &self->options.list_path,
       .argument = "FILE",
       .fallback = "none",
       .help = "write the findings' paths, one a line"},
      {.kind = OPTION_SET,
       .name = "list-zero",
       .target = &self->options.list_zero,
       .help = "end each path of the list with a 0 byte, for xargs -0"},
      {.kind = OPTION_TEXT,
       .name = "quarantine",
       .target = &self->options.quarantine_path,
       .argument = "FOLDER",
       .fallback = "none",
       .help = "move the findings to a folder, with a manifest that leads back"},
      {.kind = OPTION_TEXT,
       .name = "restore",
       .target = &self->manifest,
       .argument = "MANIFEST",
       .fallback = "none",
       .help = "undo a quarantine by its manifest.jsonl; no FILE or FOLDER then, no report, list or quarantine"},
  };
  OPTIONS_ADD(set, options);
}

static void add_folder_options(validation *self, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Folders"},
      {.kind = OPTION_CLEAR,
       .name = "no-recursive",
       .target = &self->scan.recursive,
       .help = "leave out the folders within a folder"},
      {.kind = OPTION_SET,
       .name = "all-files",
       .target = &self->scan.all_files,
       .help = "check every file, not only those that are named as pictures (.jpg, .png ...)"},
      {.kind = OPTION_UINT32,
       .name = "threads",
       .letter = 't',
       .target = &self->scan.threads,
       .argument = "N",
       .fallback = "0, one a processor",
       .help = "files checked at once, at most 1024"},
  };
  OPTIONS_ADD(set, options);
}

/* ---- The command ---------------------------------------------------------------------------- */

static int32_t take_restored(const char *path, scanline_restore_outcome outcome,
                             const char *failure, void *user_data) {
  static const char *const names[] = {"restored", "in-place", "failed"};
  const validation *self = user_data;
  if (self->output.json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "file", path);
    json_string(&json, "outcome", names[outcome]);
    json_string(&json, "failure", failure);
    json_close_object(&json);
    json_end_line(&json);
  }
  if (failure) terminal_error("%s", failure);
  return interrupt_requested();
}

static int restore(validation *self) {
  scanline_restore_result result;
  scanline_status status;
  scanline_restore_result_init(&result);
  status = scanline_curation_restore(self->manifest, take_restored, self, &result);
  if (result.restored + result.in_place + result.failed > 0) {
    terminal_note("%" PRIu64 " restored, %" PRIu64 " in their places already, %" PRIu64
                  " not restored",
                  result.restored, result.in_place, result.failed);
  } else if (status == SCANLINE_OK) {
    terminal_note("Nothing to restore: the manifest names no file.");
  }
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}

/* Whether a run is asked for things that a restoration has not. */
static bool asks_for_outputs(const scanline_curation_options *options) {
  return options->report_path || options->csv_path || options->summary_path ||
         options->list_path || options->quarantine_path || options->resume;
}

/* A name that was mistyped is no damaged picture. (One that is in quarantine since has its line in the
 * report that is resumed.) */
static bool are_there(const validation *self, char **paths, size_t count) {
  bool good = true;
  for (size_t i = 0; i < count && !self->options.resume; i++) {
    if (is_there(paths[i])) continue;
    terminal_error("%s: there is no such file or folder", paths[i]);
    good = false;
  }
  return good;
}

static int validate(validation *self, char **paths, size_t count) {
  scanline_status status = scanline_curation_run((const char *const *)paths, count, &self->options,
                                                 take_event, self, &self->result);
  if (status != SCANLINE_OK) {
    int code;
    if (status == SCANLINE_IO && self->result.files > 0) say_summary(self);
    code = report_failure(status);
    if (self->options.report_path && code == EXIT_INTERRUPTED) {
      terminal_note("The report is kept: --resume goes on from it.");
    }
    return code;
  }
  say_summary(self);
  for (size_t i = 1; i < 5; i++) self->findings += self->counts[i];
  return self->findings == 0 ? EXIT_GOOD : EXIT_FINDINGS;
}

int command_validate(int argc, char **argv) {
  validation self;
  option_set set = {
      .command = "scanline validate",
      .operands = "FILE|FOLDER...",
      .purpose =
          "Reads pictures whole and reports what is damaged: a line for every finding (with --json an\n"
          "object for every file), and the counts on standard error. Writes reports, and moves findings\n"
          "to quarantine and back. Nothing is ever deleted. Where a name leads nowhere, nothing is done.\n"
          "Exit code 1 when a file is not ok, or is flagged by what --flag-quality names."};
  int operand;

  memset(&self, 0, sizeof self);
  scanline_curation_options_init(&self.options);
  scanline_curation_result_init(&self.result);
  scanline_scan_options_init(&self.scan);
  scanline_limits_init(&self.limits);
  self.scan.limits = &self.limits;
  self.options.scan = &self.scan;
  output_settings_add(&self.output, &set);
  add_report_options(&self, &set);
  add_finding_options(&self, &set);
  add_folder_options(&self, &set);
  limits_add(&self.limits, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if ((operand == argc) != (self.manifest != NULL)) {
    options_complain(&set, self.manifest ? "--restore takes no file or folder"
                                         : "no file or folder");
    return EXIT_USAGE;
  }
  if (self.manifest && asks_for_outputs(&self.options)) {
    options_complain(&set, "--restore writes no report or list and fills no quarantine");
    return EXIT_USAGE;
  }
  if (self.options.resume && !self.options.report_path) {
    options_complain(&set, "--resume needs the --report to go on from");
    return EXIT_USAGE;
  }
  terminal_start(self.output.quiet != 0);
  interrupt_watch();
  if (self.manifest) return restore(&self);
  if (!are_there(&self, argv + operand, (size_t)(argc - operand))) return EXIT_FAULT;
  return validate(&self, argv + operand, (size_t)(argc - operand));
}
