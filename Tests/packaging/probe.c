/*
 * usage: probe LIBRARY
 * Loads Scanline as a host that knows nothing of it, uses it, and checks that the process is as it
 * was: its threads, signal handlers, signal mask, environment, working folder, umask, locale,
 * rounding, open files. Prints the libraries in the process, one a line, and "ok" at the end.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fenv.h>
#include <locale.h>
#include <scanline.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

static void fail(const char *what) {
  printf("probe: %s\n", what);
  exit(1);
}

static int count_entries(const char *folder) {
  DIR *directory = opendir(folder);
  int count = 0;
  if (directory == NULL) return -1;
  while (readdir(directory) != NULL) count++;
  closedir(directory);
  return count;
}

/* What a library must not change. */
typedef struct state {
  struct sigaction actions[64];
  sigset_t mask;
  unsigned long environment;
  char folder[4096];
  mode_t umask;
  char locale[256];
  int rounding, exceptions;
  int threads, files;
} state;

static unsigned long hash_environment(void) {
  unsigned long hash = 5381;
  for (char **entry = environ; *entry != NULL; entry++)
    for (const char *c = *entry; *c != 0; c++) hash = hash * 33 + (unsigned char)*c;
  return hash;
}

static void observe(state *s) {
  memset(s, 0, sizeof *s);
  for (int i = 1; i < 64; i++)
    if (sigaction(i, NULL, &s->actions[i]) != 0) memset(&s->actions[i], 0, sizeof s->actions[i]);
  sigprocmask(SIG_BLOCK, NULL, &s->mask);
  s->environment = hash_environment();
  if (getcwd(s->folder, sizeof s->folder) == NULL) fail("no working folder");
  s->umask = umask(0);
  umask(s->umask);
  strncpy(s->locale, setlocale(LC_ALL, NULL), sizeof s->locale - 1);
  s->rounding = fegetround();
  s->exceptions = fegetexcept();
  s->threads = count_entries("/proc/self/task");
  s->files = count_entries("/proc/self/fd");
}

static void compare(const state *before, const state *after, const char *when) {
  const char *what = NULL;
  for (int i = 1; i < 64; i++)
    if (before->actions[i].sa_handler != after->actions[i].sa_handler) what = "signal handlers";
  if (memcmp(&before->mask, &after->mask, sizeof before->mask) != 0) what = "the signal mask";
  if (before->environment != after->environment) what = "the environment";
  if (strcmp(before->folder, after->folder) != 0) what = "the working folder";
  if (before->umask != after->umask) what = "the umask";
  if (strcmp(before->locale, after->locale) != 0) what = "the locale";
  if (before->rounding != after->rounding) what = "the rounding";
  if (before->exceptions != after->exceptions) what = "floating-point traps";
  if (before->threads != after->threads) what = "the number of threads";
  if (before->files != after->files) what = "the number of open files";
  if (what != NULL) {
    printf("probe: %s changed %s\n", when, what);
    exit(1);
  }
}

/* Calls a function of the library by its name, with the header's type. */
#define CALL(library, name, ...) ((__typeof__(&name))symbol(library, #name))(__VA_ARGS__)

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (found == NULL) fail(dlerror());
  return found;
}

static void *load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fail(dlerror());
  return library;
}

static void check(void *library, scanline_status status) {
  if (status != SCANLINE_OK) fail(CALL(library, scanline_last_error_message));
}

/* Encodes a picture, validates it, and classifies it with a model of fresh weights. */
static void use(void *library) {
  static uint8_t pixels[64 * 64 * 3];
  static uint8_t jpeg[1 << 16];
  static const char *const labels[] = {"cat", "dog"};
  size_t size = 0;
  float probabilities[2] = {0, 0};
  scanline_pixels view;
  scanline_image_report report;
  scanline_model *model = NULL;

  for (size_t i = 0; i < sizeof pixels; i++) pixels[i] = (uint8_t)(i * 7);
  CALL(library, scanline_pixels_init, &view);
  view.data = pixels;
  view.width = 64;
  view.height = 64;
  check(library, CALL(library, scanline_image_encode_jpeg, &view, 90, jpeg, sizeof jpeg, &size));
  CALL(library, scanline_image_report_init, &report);
  check(library, CALL(library, scanline_image_validate, jpeg, size, NULL, NULL, &report));
  if (report.verdict != SCANLINE_VERDICT_OK) fail(report.message);
  check(library, CALL(library, scanline_model_create, NULL, labels, 2, 1, &model));
  check(library, CALL(library, scanline_model_classify, model, jpeg, size, NULL, probabilities, 2));
  if (!(probabilities[0] > 0 && probabilities[1] > 0)) fail("no probabilities");
  CALL(library, scanline_model_free, model);
}

static void print_libraries(void) {
  char line[4096 + 128], last[4096] = "";
  FILE *maps = fopen("/proc/self/maps", "r");
  if (maps == NULL) return;
  while (fgets(line, sizeof line, maps) != NULL) {
    char *path = strchr(line, '/');
    if (path == NULL || strstr(path, ".so") == NULL) continue;
    path[strcspn(path, "\n")] = 0;
    if (strcmp(path, last) == 0) continue;
    strncpy(last, path, sizeof last - 1);
    printf("library %s\n", path);
  }
  fclose(maps);
}

int main(int argc, char **argv) {
  static state before, after;
  void *library;
  if (argc != 2) fail("usage: probe LIBRARY");
  printf("probe: start\n"); /* the stream's buffer is made before the files are counted */
  observe(&before);

  library = load(argv[1]);
  observe(&after);
  compare(&before, &after, "loading");

  use(library);
  observe(&after);
  compare(&before, &after, "use");
  print_libraries();

  dlclose(library);
  library = load(argv[1]);
  use(library);
  dlclose(library);
  observe(&after);
  compare(&before, &after, "loading again");
  printf("ok\n");
  return 0;
}
