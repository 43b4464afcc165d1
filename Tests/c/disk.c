/* A disk that is full, a limit on file sizes, a folder that is not there: an error, and the old
 * file whole. */
#define _GNU_SOURCE
#include "check.h"
#include "fixtures.h"
#include "process.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CANNOT = 77 };

/* Saves over an old model where there is no room for the new one. */
static void save_without_room(const char *folder) {
  scanline_model *model = fixture_model(), *loaded = NULL;
  scanline_trainer *trainer = NULL;
  char path[1024];
  bytes old, now;
  int entries;
  OK(scanline_trainer_create(model, NULL, &trainer));
  snprintf(path, sizeof path, "%s/kept.scanline", folder);
  old = bytes_of_file(path);
  entries = count_files(folder);
  CHECK(old.size > 0);
  for (int i = 0; i < 3; i++) {
    CHECK_STATUS(SCANLINE_IO, scanline_model_save(model, path));
    CHECK_STATUS(SCANLINE_IO, scanline_trainer_save_checkpoint(trainer, path));
  }
  now = bytes_of_file(path);
  CHECK(bytes_equal(old, now));
  CHECK(count_files(folder) == entries);
  OK(scanline_model_load(path, &loaded));
  scanline_model_free(loaded);
  bytes_free(&old);
  bytes_free(&now);
}

/* Moves a damaged file to where there is no room for it: it stays, and no part of it is there. */
static void quarantine_without_room(const char *folder) {
  static char large[600 << 10];
  char photos[1024], path[1100], away[1100];
  const char *paths[1] = {photos};
  scanline_curation_options options;
  int entries;
  bytes kept;
  snprintf(photos, sizeof photos, "%s", fixture_path("crowded"));
  CHECK(mkdir(photos, 0700) == 0);
  snprintf(path, sizeof path, "%s/large.jpg", photos);
  CHECK(write_file(path, large, sizeof large));
  snprintf(away, sizeof away, "%s/away", folder);
  scanline_curation_options_init(&options);
  options.quarantine_path = away;
  for (int i = 0; i < 2; i++) {
    CHECK_STATUS(SCANLINE_IO, scanline_curation_run(paths, 1, &options, NULL, NULL, NULL));
    entries = count_files(away);
    CHECK(entries <= 1);
    kept = bytes_of_file(path);
    CHECK(kept.size == sizeof large);
    bytes_free(&kept);
    /* The second time there is room for the manifest, and not for the file. */
    snprintf(away, sizeof away, "%s/filler", folder);
    CHECK(truncate(away, 100 << 10) == 0);
    snprintf(away, sizeof away, "%s/away", folder);
  }
}

static int under_a_size_limit(void *folder) {
  struct rlimit limit = {1024, 1024};
  /* The harness may have been started with this signal ignored; its default ends a process. */
  signal(SIGXFSZ, SIG_DFL);
  if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return CANNOT;
  save_without_room(folder);
  return check_failures() != 0;
}

/* Gives this process mounts of its own: as root, or as what a user is within a user namespace. */
static int may_mount(void) {
  char map[32];
  uid_t user = getuid();
  if (unshare(CLONE_NEWNS) == 0) return 1;
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return 0;
  snprintf(map, sizeof map, "0 %u 1", (unsigned)user);
  return write_file("/proc/self/uid_map", map, strlen(map));
}

/* A file system of its own that the old model fills. */
static int on_a_full_disk(void *folder) {
  char path[1024];
  char filler[4096] = {0};
  FILE *file;
  scanline_model *model;
  if (!may_mount()) return CANNOT;
  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return CANNOT;
  if (mount("tmpfs", folder, "tmpfs", 0, "size=256k") != 0) return CANNOT;
  snprintf(path, sizeof path, "%s/kept.scanline", (const char *)folder);
  model = fixture_model();
  OK(scanline_model_save(model, path));
  snprintf(path, sizeof path, "%s/filler", (const char *)folder);
  file = fopen(path, "wb");
  if (file == NULL) return CANNOT;
  setvbuf(file, NULL, _IONBF, 0);
  while (fwrite(filler, 1, sizeof filler, file) == sizeof filler) {
  }
  fclose(file);
  save_without_room(folder);
  quarantine_without_room(folder);
  return check_failures() != 0;
}

static void without_room(int (*run)(void *context), const char *name) {
  char folder[512], path[1024];
  scanline_model *model = fixture_model();
  int result;
  snprintf(folder, sizeof folder, "%s", fixture_path(name));
  CHECK(mkdir(folder, 0700) == 0);
  snprintf(path, sizeof path, "%s/kept.scanline", folder);
  OK(scanline_model_save(model, path));
  result = in_child(run, folder);
  if (result == CANNOT) check_skip("this machine does not permit it here");
  CHECK(result == 0 || result == CANNOT);
  scanline_model_free(model);
}

void test_disk(void) {
  scanline_model *model = fixture_model();
  char path[1024];
  snprintf(path, sizeof path, "%s", fixture_path("nowhere/model.scanline"));
  CHECK_STATUS(SCANLINE_IO, scanline_model_save(model, path));
  CHECK(strstr(scanline_last_error_message(), "nowhere") != NULL);
  CHECK_STATUS(SCANLINE_IO, scanline_model_save(model, fixture_folder()));
  scanline_model_free(model);
  without_room(under_a_size_limit, "limited");
  without_room(on_a_full_disk, "full");
}
