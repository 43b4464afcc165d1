/* Policies, the dataset's report, duplicates. */
#define _XOPEN_SOURCE 700
#include "check.h"
#include "fixtures.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void policies(void) {
  scanline_dataset *dataset = fixture_dataset();
  scanline_dataset_info info;
  scanline_policy_counts all, first, second;
  REQUIRE(dataset != NULL);
  scanline_dataset_info_init(&info);
  scanline_policy_counts_init(&all);
  scanline_policy_counts_init(&first);
  scanline_policy_counts_init(&second);
  OK(scanline_dataset_get_info(dataset, &info));
  for (scanline_policy policy = 0; policy <= SCANLINE_POLICY_ALL_DECODABLE; policy++) {
    OK(scanline_dataset_get_policy_counts(dataset, policy, -1, &all));
    OK(scanline_dataset_get_policy_counts(dataset, policy, 0, &first));
    OK(scanline_dataset_get_policy_counts(dataset, policy, 1, &second));
    CHECK(all.files == info.file_count && first.files + second.files == all.files);
    CHECK(all.whole + all.cropped + all.lost == all.files);
    CHECK(first.lost + second.lost == all.lost);
    CHECK(all.lost_share == (double)all.lost / (double)all.files);
  }
  OK(scanline_dataset_get_policy_counts(dataset, SCANLINE_POLICY_STRICT, -1, &all));
  CHECK(all.lost == 1 && all.stands_out == 0);
  MARK(all);
  REFUSES(scanline_dataset_get_policy_counts(dataset, 3, -1, &all));
  REFUSES(scanline_dataset_get_policy_counts(dataset, 0, 2, &all));
  REFUSES(scanline_dataset_get_policy_counts(dataset, 0, -2, &all));
  REFUSES(scanline_dataset_get_policy_counts(NULL, 0, -1, &all));
  REFUSES(scanline_dataset_get_policy_counts(dataset, 0, -1, NULL));
  CHECK_MARK(all);
  scanline_dataset_free(dataset);
}

static void reports(void) {
  scanline_dataset *dataset = fixture_dataset();
  size_t needed = 0;
  char small[4];
  REQUIRE(dataset != NULL);
  OK(scanline_dataset_get_report(dataset, NULL, 0, &needed));
  CHECK(needed > 100);
  MARK(small);
  CHECK_STATUS(SCANLINE_BUFFER_TOO_SMALL,
               scanline_dataset_get_report(dataset, small, sizeof small, &needed));
  CHECK_MARK(small);
  char *text = malloc(needed);
  REQUIRE(text != NULL);
  OK(scanline_dataset_get_report(dataset, text, needed, NULL));
  CHECK(text[0] == '{' && strlen(text) + 1 == needed);
  CHECK(strstr(text, "\"policy\":\"salvage\"") != NULL);
  free(text);
  REFUSES(scanline_dataset_get_report(NULL, NULL, 0, &needed));
  REFUSES(scanline_dataset_get_report(dataset, NULL, 0, NULL));
  scanline_dataset_free(dataset);
}

static void options(void) {
  scanline_dataset_options given;
  scanline_dataset *none = NULL;
  scanline_dataset_options_init(&given);
  CHECK(given.policy == SCANLINE_POLICY_SALVAGE && given.salvage_share == 0.75);
  CHECK(given.group_duplicates == SCANLINE_GROUPING_EXACT && given.refused_quality == 0);
  given.policy = 3;
  REFUSES(scanline_dataset_open_folder(fixture_folder(), &given, NULL, NULL, &none));
  scanline_dataset_options_init(&given);
  given.group_duplicates = -1;
  REFUSES(scanline_dataset_open_folder(fixture_folder(), &given, NULL, NULL, &none));
  scanline_dataset_options_init(&given);
  given.salvage_share = 0.4;
  REFUSES(scanline_dataset_open_folder(fixture_folder(), &given, NULL, NULL, &none));
  scanline_dataset_options_init(&given);
  given.refused_quality = 1u << 31;
  REFUSES(scanline_dataset_open_folder(fixture_folder(), &given, NULL, NULL, &none));
  CHECK(none == NULL);
  /* A program from before these members: the same as with their defaults. */
  (scanline_dataset_options_init)(&given);
  CHECK(given.struct_size == 32);
  OK(scanline_dataset_open_folder(fixture_folder(), &given, NULL, NULL, &none));
  scanline_dataset_free(none);
}

typedef struct seen {
  int groups;
  int stop;
  uint64_t files;
  int labelled;
} seen;

static int32_t on_group(const scanline_duplicate_group *group, void *user_data) {
  seen *s = user_data;
  CHECK(group->number == (uint64_t)s->groups && group->struct_size == sizeof *group);
  CHECK(group->file_count >= 2 && group->files[0].distance == 0);
  s->groups++;
  s->files += group->file_count;
  for (uint64_t i = 0; i < group->file_count; i++) {
    CHECK(group->files[i].path != NULL);
    s->labelled += group->files[i].label != NULL;
  }
  return s->stop;
}

static int32_t stop_at_once(uint64_t done, uint64_t total, void *user_data) {
  (void)done, (void)total, (void)user_data;
  return 1;
}

/* The good pictures of the tests' folder once more, in folders of the same names. */
static void make_copies(char *folder, size_t capacity) {
  char path[1100];
  snprintf(folder, capacity, "%s", fixture_path("copies"));
  CHECK(mkdir(folder, 0700) == 0);
  for (int label = 0; label < LABEL_COUNT; label++) {
    snprintf(path, sizeof path, "%s/%s", folder, fixture_labels[label]);
    CHECK(mkdir(path, 0700) == 0);
    for (unsigned i = 0; i < PICTURES_A_CLASS; i++) {
      bytes picture = fixture_picture(label, i);
      snprintf(path, sizeof path, "%s/%s/%u.jpg", folder, fixture_labels[label], i);
      CHECK(write_file(path, picture.data, picture.size));
      bytes_free(&picture);
    }
  }
}

static void duplicates(void) {
  char copies[512];
  scanline_duplicate_options given;
  scanline_duplicate_summary summary;
  seen s = {0, 0, 0, 0};
  scanline_duplicate_options_init(&given);
  scanline_duplicate_summary_init(&summary);
  make_copies(copies, sizeof copies);
  given.against = copies;
  given.near = 0;
  OK(scanline_folder_find_duplicates(fixture_folder(), &given, NULL, on_group, &s, &summary));
  CHECK(s.groups == LABEL_COUNT * PICTURES_A_CLASS);
  CHECK(summary.groups == (uint64_t)s.groups && summary.leaks == summary.groups);
  CHECK(summary.duplicates == s.files && s.labelled == (int)s.files);
  CHECK(summary.exact_groups == summary.groups && summary.label_conflicts == 0);
  s.stop = 1;
  s.groups = 0;
  CHECK_STATUS(SCANLINE_CANCELLED, scanline_folder_find_duplicates(fixture_folder(), &given, NULL,
                                                                   on_group, &s, NULL));
  CHECK(s.groups == 1);
  CHECK_STATUS(SCANLINE_CANCELLED, scanline_folder_find_duplicates(
                                       fixture_folder(), &given, stop_at_once, NULL, NULL, NULL));
  /* Each picture would be its own copy. */
  given.against = fixture_folder();
  REFUSES(scanline_folder_find_duplicates(fixture_folder(), &given, NULL, NULL, NULL, NULL));
  MARK(summary);
  given.distance = 17;
  REFUSES(scanline_folder_find_duplicates(fixture_folder(), &given, NULL, NULL, NULL, NULL));
  REFUSES(scanline_folder_find_duplicates(NULL, NULL, NULL, NULL, NULL, NULL));
  CHECK_STATUS(SCANLINE_IO, scanline_folder_find_duplicates(fixture_path("none"), NULL, NULL, NULL,
                                                            NULL, NULL));
  CHECK_MARK(summary);
}

void test_curation(void) {
  policies();
  reports();
  options();
  duplicates();
}
