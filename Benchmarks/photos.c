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

static const char known_task[] = "photo-classify-known"; /* by a model that may answer "unknown" */
static const char *const tasks[] = {"photo-classify", "photo-classify-file", "photo-classify-batch",
                                    known_task, "photo-step", "photo-epoch"};
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

static void read_file(const char *path, scanline_encoded *encoded) {
  FILE *file = fopen(path, "rb");
  long size;
  void *bytes;
  if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) exit(1);
  rewind(file);
  bytes = malloc((size_t)size);
  if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) exit(1);
  fclose(file);
  encoded->data = bytes;
  encoded->size = (size_t)size;
  encoded->name = "a photograph of the album";
}

static void open_album(const char *folder, int has_validation, uint32_t threads) {
  scanline_dataset_options options;
  scanline_dataset_info info;
  scanline_dataset_options_init(&options);
  options.validation_share = has_validation ? 0.2f : 0;
  options.threads = threads;
  check(scanline_dataset_open_folder(folder, &options, NULL, NULL, &album.dataset));
  scanline_dataset_info_init(&info);
  check(scanline_dataset_get_info(album.dataset, &info));
  album.count = (size_t)(info.training_count + info.validation_count);
  if (info.label_count != LABELS || album.count > MOST) exit(1);
  for (size_t i = 0; i < album.count; i++) {
    const char *path;
    check(scanline_dataset_get_sample(album.dataset, i, &path, &album.labels[i], NULL));
    album.paths[i] = malloc(strlen(path) + 1);
    if (album.paths[i] == NULL) exit(1);
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
  options.threads = threads;
  options.calibrate = 0;
  check(scanline_trainer_create(model, &options, &trainer));
  return trainer;
}

static void run(const char *task, uint32_t repeats, uint32_t threads) {
  const char *labels[LABELS];
  float *probabilities = calloc(MOST * LABELS, sizeof *probabilities);
  scanline_model *model;
  scanline_trainer *trainer;
  if (probabilities == NULL) exit(1);
  for (size_t i = 0; i < LABELS; i++) check(scanline_dataset_get_label(album.dataset, i, &labels[i]));
  check(scanline_model_create("rows", labels, LABELS, 1, &model));
  if (task == known_task) check(scanline_model_calibrate(model, album.dataset, 0.95, threads));
  trainer = new_trainer(model, repeats, threads);
  if (strcmp(task, "photo-epoch") == 0) {
    check(scanline_trainer_fit(trainer, album.dataset, NULL, NULL, NULL, NULL));
  } else {
    for (uint32_t repeat = 0; repeat < repeats; repeat++) {
      if (strcmp(task, "photo-step") == 0)
        check(scanline_trainer_step(trainer, album.files, album.labels, album.count, NULL));
      else if (strcmp(task, "photo-classify-batch") == 0)
        check(scanline_model_classify_batch(model, album.files, album.count, threads, probabilities,
                                            album.count * LABELS, NULL));
      else
        for (size_t i = 0; i < album.count; i++)
          check(strcmp(task, "photo-classify-file") != 0
                    ? scanline_model_classify(model, album.files[i].data, album.files[i].size,
                                              album.files[i].name, probabilities, LABELS)
                    : scanline_model_classify_file(model, album.paths[i], probabilities, LABELS));
    }
  }
  free(probabilities);
  scanline_trainer_free(trainer);
  scanline_model_free(model);
}

int main(int argc, char **argv) {
  for (int i = 0; i < TASKS && argc == 5; i++) {
    uint32_t threads = (uint32_t)strtoul(argv[3], NULL, 10);
    if (strcmp(argv[1], tasks[i]) != 0) continue;
    open_album(argv[4], tasks[i] == known_task, threads);
    run(tasks[i], (uint32_t)strtoul(argv[2], NULL, 10), threads);
    printf("%zu\n", album.count);
    for (size_t k = 0; k < album.count; k++) {
      free(album.paths[k]);
      free((void *)album.files[k].data);
    }
    scanline_dataset_free(album.dataset);
    return 0;
  }
  fprintf(stderr, "usage: %s TASK REPEATS THREADS FOLDER; the tasks:\n", argv[0]);
  for (int i = 0; i < TASKS; i++) fprintf(stderr, "  %s\n", tasks[i]);
  return 2;
}
