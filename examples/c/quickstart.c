/*
 * Trains a classifier on a folder of photos (one sub-folder a class), saves it, and classifies one
 * file.
 *
 *     cc -std=c99 quickstart.c $(pkg-config --cflags --libs scanline) -o quickstart
 *     ./quickstart photos/ new.jpg
 */
#include <scanline.h>
#include <stdio.h>
#include <stdlib.h>

static void check(scanline_status status) {
  if (status == SCANLINE_OK) return;
  fprintf(stderr, "%s: %s\n", scanline_status_name(status), scanline_last_error_message());
  exit(1);
}

static int32_t show(const scanline_epoch *epoch, void *user_data) {
  (void)user_data;
  printf("epoch %u of %u: accuracy %.3f\n", (unsigned)epoch->epoch, (unsigned)epoch->epochs,
         epoch->validation_accuracy);
  return 0;  // anything else stops the training; nothing is lost
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s folder image.jpg\n", argv[0]);
    return 2;
  }

  // Find the pictures. Damaged ones are left out; the folders' names are the labels.
  scanline_dataset *photos = NULL;
  scanline_dataset_info found;
  scanline_dataset_info_init(&found);
  check(scanline_dataset_open_folder(argv[1], NULL, NULL, NULL, &photos));
  check(scanline_dataset_get_info(photos, &found));
  printf("%u classes, %u files, %u of them damaged\n", (unsigned)found.label_count,
         (unsigned)found.file_count, (unsigned)found.damaged_count);

  const char **labels = calloc(found.label_count, sizeof *labels);
  if (labels == NULL) return 1;
  for (uint32_t i = 0; i < found.label_count; i++)
    check(scanline_dataset_get_label(photos, i, &labels[i]));

  // Train the default network by the recipe for photos, and save it.
  scanline_model *model = NULL;
  scanline_trainer *trainer = NULL;
  scanline_train_options options;
  scanline_augmentation augmentation;
  scanline_train_options_init(&options);
  scanline_augmentation_init(&augmentation);
  check(scanline_train_options_recipe("photos", &options, &augmentation));
  options.epochs = 20;  // a third of the recipe's: most of the way, sooner
  check(scanline_model_create(NULL, labels, found.label_count, 1, &model));
  check(scanline_trainer_create(model, &options, &trainer));
  check(scanline_trainer_fit(trainer, photos, NULL, show, NULL, NULL));
  check(scanline_model_save(model, "photos.safetensors"));

  // Classify.
  float *probabilities = calloc(found.label_count, sizeof *probabilities);
  if (probabilities == NULL) return 1;
  check(scanline_model_classify_file(model, argv[2], probabilities, found.label_count));
  for (uint32_t i = 0; i < found.label_count; i++)
    printf("%5.1f %%  %s\n", 100 * probabilities[i], labels[i]);

  free(probabilities);
  free(labels);
  scanline_trainer_free(trainer);
  scanline_model_free(model);
  scanline_dataset_free(photos);
  return 0;
}
