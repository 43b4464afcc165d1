/* Runs over folders with reports and a quarantine, and the way back. */
#define _XOPEN_SOURCE 700
#include "check.h"
#include "fixtures.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { GOOD = 6 };

/* A folder of good pictures and one that is cut. */
static void make_folder(char *path, size_t capacity, const char *name) {
  char file[1100];
  bytes picture;
  snprintf(path, capacity, "%s", fixture_path(name));
  CHECK(mkdir(path, 0700) == 0);
  for (unsigned i = 0; i < GOOD; i++) {
    picture = fixture_picture(0, i);
    snprintf(file, sizeof file, "%s/%u.jpg", path, i);
    CHECK(write_file(file, picture.data, picture.size));
    bytes_free(&picture);
  }
  picture = fixture_picture(0, GOOD);
  snprintf(file, sizeof file, "%s/cut.jpg", path);
  CHECK(write_file(file, picture.data, picture.size / 4));
  bytes_free(&picture);
}

typedef struct visit {
  unsigned calls, findings, moved, restored, stop_after;
  int as_said;
} visit;

static int32_t take_event(const scanline_curation_event *event, void *user_data) {
  visit *v = user_data;
  v->calls++;
  v->findings += event->is_finding != 0;
  v->moved += event->moved_to != NULL;
  v->as_said &= event->struct_size == sizeof *event && event->done == v->calls &&
                event->path != NULL && event->failure == NULL && event->line[0] == '{' &&
                event->is_finding == (event->report->verdict != SCANLINE_VERDICT_OK) &&
                event->report->struct_size == sizeof *event->report;
  return v->calls == v->stop_after;
}

static int32_t take_restored(const char *path, scanline_restore_outcome outcome,
                             const char *failure, void *user_data) {
  visit *v = user_data;
  v->restored += outcome == SCANLINE_RESTORE_RESTORED;
  v->as_said &= path != NULL && failure == NULL;
  return 0;
}

static void there_and_back(void) {
  char folder[512], report[512], away[512], manifest[600], cut[600];
  const char *paths[1];
  scanline_curation_options options;
  scanline_curation_result result;
  scanline_restore_result restored;
  visit v = {0, 0, 0, 0, 0, 1};
  bytes text;
  make_folder(folder, sizeof folder, "curated");
  snprintf(report, sizeof report, "%s", fixture_path("curated.jsonl"));
  snprintf(away, sizeof away, "%s", fixture_path("curated-away"));
  snprintf(manifest, sizeof manifest, "%s/manifest.jsonl", away);
  snprintf(cut, sizeof cut, "%s/cut.jpg", folder);
  paths[0] = folder;
  scanline_curation_options_init(&options);
  scanline_curation_result_init(&result);
  scanline_restore_result_init(&restored);
  CHECK(options.verdicts == 30);

  OK(scanline_curation_run(paths, 1, NULL, take_event, &v, &result));
  CHECK(v.as_said && v.calls == GOOD + 1 && v.findings == 1 && v.moved == 0);
  CHECK(result.files == GOOD + 1 && result.findings == 1 && result.moved == 0);

  options.report_path = report;
  options.quarantine_path = away;
  memset(&v, 0, sizeof v);
  v.as_said = 1;
  OK(scanline_curation_run(paths, 1, &options, take_event, &v, &result));
  CHECK(v.as_said && v.moved == 1 && result.moved == 1);
  CHECK(count_files(folder) == GOOD && count_files(away) == 2);
  text = bytes_of_file(report);
  CHECK(text.size > 100 && text.data[text.size - 1] == '\n');
  bytes_free(&text);

  /* The counts are there though a file could not be put back. */
  {
    FILE *other = fopen(cut, "w");
    REQUIRE(other != NULL);
    fputs("another one", other);
    fclose(other);
  }
  CHECK_STATUS(SCANLINE_IO, scanline_curation_restore(manifest, NULL, NULL, &restored));
  CHECK(restored.restored == 0 && restored.failed == 1);
  CHECK(remove(cut) == 0);
  OK(scanline_curation_restore(manifest, take_restored, &v, &restored));
  CHECK(restored.failed == 0);
  CHECK(v.as_said && v.restored == 1 && restored.restored == 1 && restored.in_place == 0);
  CHECK(count_files(folder) == GOOD + 1);
  OK(scanline_curation_restore(manifest, NULL, NULL, &restored));
  CHECK(restored.restored == 0 && restored.in_place == 1);

  options.quarantine_path = NULL;
  memset(&v, 0, sizeof v);
  v.stop_after = 2;
  MARK(result.files);
  CHECK_STATUS(SCANLINE_CANCELLED,
               scanline_curation_run(paths, 1, &options, take_event, &v, &result));
  CHECK_MARK(result.files);
  options.resume = 1;
  OK(scanline_curation_run(paths, 1, &options, NULL, NULL, &result));
  CHECK(result.files == GOOD + 1 && result.reused > 0);
  {
    const char *list = options.list_path;
    options.list_path = NULL;
    options.list_zero = 1;
    REFUSES(scanline_curation_run(paths, 1, &options, NULL, NULL, &result));
    options.list_zero = 0;
    options.list_path = list;
  }

  /* What the picture's name was given for by mistake stays a picture. */
  options.report_path = cut;
  text = bytes_of_file(cut);
  REFUSES(scanline_curation_run(paths, 1, &options, NULL, NULL, &result));
  {
    bytes now = bytes_of_file(cut);
    CHECK(bytes_equal(text, now));
    bytes_free(&now);
  }
  bytes_free(&text);
}

static void refusals(void) {
  const char *paths[2] = {fixture_folder(), NULL};
  scanline_curation_options options;
  scanline_curation_options_init(&options);
  scanline_curation_options_init(NULL);
  scanline_curation_result_init(NULL);
  scanline_restore_result_init(NULL);
  REFUSES(scanline_curation_run(NULL, 1, NULL, NULL, NULL, NULL));
  REFUSES(scanline_curation_run(paths, 0, NULL, NULL, NULL, NULL));
  REFUSES(scanline_curation_run(paths, 2, NULL, NULL, NULL, NULL));
  REFUSES(scanline_curation_restore(NULL, NULL, NULL, NULL));
  CHECK_STATUS(SCANLINE_IO, scanline_curation_restore(fixture_path("none"), NULL, NULL, NULL));
  options.verdicts = 1u << 5;
  REFUSES(scanline_curation_run(paths, 1, &options, NULL, NULL, NULL));
  scanline_curation_options_init(&options);
  options.quality_flags = 1u << 31;
  REFUSES(scanline_curation_run(paths, 1, &options, NULL, NULL, NULL));
  scanline_curation_options_init(&options);
  options.resume = 1;
  REFUSES(scanline_curation_run(paths, 1, &options, NULL, NULL, NULL));
  scanline_curation_options_init(&options);
  options.report_path = fixture_path("nowhere/report.jsonl");
  CHECK_STATUS(SCANLINE_IO, scanline_curation_run(paths, 1, &options, NULL, NULL, NULL));
}

void test_folders(void) {
  there_and_back();
  refusals();
}
