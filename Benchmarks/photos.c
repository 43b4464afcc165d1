/* What goes through the library again and again while it works on photographs:
 *
 *   build/photos TASK REPEATS THREADS FOLDER
 *
 * does a task with all good photographs of FOLDER (a folder a class), REPEATS times, and prints how many they
 * are. For counting: see check_thresholds.py. */
#include <scanline.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS = 3, MOST = 1024 };

/* Next to nothing but decoding, resampling and augmentation. */
#define LIGHT(size) \
  "{\"input\": {" size ", \"channels\": 3}," \
  " \"network\": {\"layers\": [{\"type\": \"rows\"}, {\"type\": \"pool\", \"kind\": \"mean\"}]}}"
static const char light[] = LIGHT("\"width\": 64, \"height\": 64");
static const char large[] = LIGHT("\"width\": 480, \"height\": 360"); /* inputs of 2 MB */

static const struct task {
  const char *name;
  const char *spec;
  enum { CLASSIFY, CLASSIFY_FILE, CLASSIFY_BATCH, STEP, EPOCH } what;
  float validation_share;
  int is_known; /* the model may answer "unknown" */
} tasks[] = {
    {"photo-decode", light, CLASSIFY, 0, 0},
    {"photo-augment", light, EPOCH, 0, 0},
    {"photo-classify", "rows", CLASSIFY, 0, 0},
    {"photo-classify-file", "rows", CLASSIFY_FILE, 0, 0},
    {"photo-classify-batch", "rows", CLASSIFY_BATCH, 0, 0},
    {"photo-classify-known", "rows", CLASSIFY, 0.2f, 1},
    {"photo-step", "rows", STEP, 0, 0},
    {"photo-epoch", "rows", EPOCH, 0.2f, 0},
    {"photo-epoch-large", large, EPOCH, 0.2f, 0},
};
enum { TASKS = sizeof tasks / sizeof *tasks };

static struct album {
  scanline_dataset *dataset;
  size_t count;
  char *paths[MOST];
  scanline_encoded files[MOST];
  int32_t labels[MOST];
} album;

static void check(scanline_status status) {
  if (status == SCANLINE_OK) return;
  fprintf(stderr, "%s: %s\n", scanline_status_name(status), scanline_last_error_message());
  exit(1);
}

static void require(int is_so, const char *what, const char *problem) {
  if (is_so) return;
  fprintf(stderr, "%s: %s\n", what, problem);
  exit(1);
}

static void read_file(const char *path, scanline_encoded *encoded) {
  FILE *file = fopen(path, "rb");
  long size = -1;
  void *bytes;
  if (file != NULL && fseek(file, 0, SEEK_END) == 0) size = ftell(file);
  require(size >= 0, path, "cannot be opened");
  rewind(file);
  bytes = malloc((size_t)size + 1);
  require(bytes != NULL, path, "is too large");
  require(fread(bytes, 1, (size_t)size, file) == (size_t)size, path, "cannot be read");
  fclose(file);
  encoded->data = bytes;
  encoded->size = (size_t)size;
  encoded->name = "a photograph of the album";
}

static void open_album(const char *folder, float validation_share, uint32_t threads) {
  scanline_dataset_options options;
  scanline_dataset_info info;
  scanline_dataset_options_init(&options);
  options.validation_share = validation_share;
  options.threads = threads;
  check(scanline_dataset_open_folder(folder, &options, NULL, NULL, &album.dataset));
  scanline_dataset_info_init(&info);
  check(scanline_dataset_get_info(album.dataset, &info));
  album.count = (size_t)(info.training_count + info.validation_count);
  require(info.label_count == LABELS, folder, "does not have three classes");
  require(album.count <= MOST, folder, "has too many photographs");
  for (size_t i = 0; i < album.count; i++) {
    const char *path;
    check(scanline_dataset_get_sample(album.dataset, i, &path, &album.labels[i], NULL));
    album.paths[i] = malloc(strlen(path) + 1);
    require(album.paths[i] != NULL, path, "cannot be kept");
    strcpy(album.paths[i], path);
    read_file(path, &album.files[i]);
  }
}

static scanline_trainer *new_trainer(scanline_model *model, uint32_t epochs, uint32_t threads) {
  scanline_trainer *trainer;
  scanline_train_options options;
  scanline_augmentation augmentation;
  scanline_augmentation_init(&augmentation);
  augmentation.rotation = 0.08f;
  augmentation.zoom = 0.2f;
  augmentation.horizontal_flip = 0.5f;
  augmentation.hue = 0.1f;
  augmentation.policy = SCANLINE_AUGMENTATION_POLICY_TRIVIAL;
  scanline_train_options_init(&options);
  options.augmentation = &augmentation;
  options.epochs = epochs;
  options.batch_size = 4; /* many of them */
  options.threads = threads;
  options.calibrate = 0;
  options.mixup_probability = 0.3f;
  options.cutmix_probability = 0.3f;
  check(scanline_trainer_create(model, &options, &trainer));
  return trainer;
}

/* Of liballocations.so, where that is loaded. */
extern long allocations_so_far(void) __attribute__((weak));

/* What the epoch that ended last has asked of the heap, and what all had by then. */
static long of_epoch, by_then;

static int32_t note(const scanline_epoch *epoch, void *unused) {
  long now = allocations_so_far != NULL ? allocations_so_far() : 0;
  (void)epoch, (void)unused;
  of_epoch = now - by_then;
  by_then = now;
  return 0;
}

static int32_t go_on(uint32_t epoch, uint64_t done, uint64_t total, double loss, void *unused) {
  (void)epoch, (void)done, (void)total, (void)loss, (void)unused;
  return 0;
}

static void run(const struct task *task, uint32_t repeats, uint32_t threads) {
  const char *labels[LABELS];
  float *probabilities = calloc(MOST * LABELS, sizeof *probabilities);
  scanline_model *model;
  scanline_trainer *trainer;
  require(probabilities != NULL, task->name, "no memory");
  for (size_t i = 0; i < LABELS; i++) check(scanline_dataset_get_label(album.dataset, i, &labels[i]));
  check(scanline_model_create(task->spec, labels, LABELS, 1, &model));
  if (task->is_known) check(scanline_model_calibrate(model, album.dataset, 0.95, threads));
  trainer = new_trainer(model, repeats, threads);
  if (task->what == EPOCH) {
    check(scanline_trainer_fit(trainer, album.dataset, go_on, note, NULL, NULL));
    fprintf(stderr, "last epoch %ld\n", of_epoch);
    repeats = 0;
  }
  for (uint32_t repeat = 0; repeat < repeats; repeat++) {
    if (task->what == STEP)
      check(scanline_trainer_step(trainer, album.files, album.labels, album.count, NULL));
    else if (task->what == CLASSIFY_BATCH)
      check(scanline_model_classify_batch(model, album.files, album.count, threads, probabilities,
                                          album.count * LABELS, NULL));
    else
      for (size_t i = 0; i < album.count; i++)
        check(task->what == CLASSIFY
                  ? scanline_model_classify(model, album.files[i].data, album.files[i].size,
                                            album.files[i].name, probabilities, LABELS)
                  : scanline_model_classify_file(model, album.paths[i], probabilities, LABELS));
  }
  free(probabilities);
  scanline_trainer_free(trainer);
  scanline_model_free(model);
}

int main(int argc, char **argv) {
  for (int i = 0; i < TASKS && argc == 5; i++) {
    uint32_t threads = (uint32_t)strtoul(argv[3], NULL, 10);
    if (strcmp(argv[1], tasks[i].name) != 0) continue;
    open_album(argv[4], tasks[i].validation_share, threads);
    run(&tasks[i], (uint32_t)strtoul(argv[2], NULL, 10), threads);
    printf("%zu\n", album.count);
    for (size_t k = 0; k < album.count; k++) {
      free(album.paths[k]);
      free((void *)album.files[k].data);
    }
    scanline_dataset_free(album.dataset);
    return 0;
  }
  fprintf(stderr, "usage: %s TASK REPEATS THREADS FOLDER; the tasks:\n", argv[0]);
  for (int i = 0; i < TASKS; i++) fprintf(stderr, "  %s\n", tasks[i].name);
  return 2;
}
