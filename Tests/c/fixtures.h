/* What the tests work on: pictures drawn by a seeded formula, a folder of them, a small model. */
#ifndef FIXTURES_H
#define FIXTURES_H

#include <scanline.h>
#include <stddef.h>

enum { PICTURE_SIDE = 32, PICTURES_A_CLASS = 16, LABEL_COUNT = 2 };

/* Two classes that differ in the direction of their stripes. */
extern const char *const fixture_labels[LABEL_COUNT];
/* A network small enough to train within a second. */
extern const char fixture_spec[];
/* A search space over that network. */
extern const char fixture_space[];

/* Encoded bytes, to be ended with bytes_free(). */
typedef struct bytes {
  uint8_t *data;
  size_t size;
} bytes;

int fixtures_open(void);
void fixtures_close(void);

/* A path in the tests' own folder. The text lives until the eighth call after this one. */
const char *fixture_path(const char *name);
/* A picture of a class; number tells pictures of one class apart. */
bytes fixture_picture(int label, unsigned number);
/* A folder with a sub-folder a class, PICTURES_A_CLASS good pictures in each, and one damaged file.
 */
const char *fixture_folder(void);
scanline_model *fixture_model(void);
scanline_dataset *fixture_dataset(void);
/* Options of a short run: 2 epochs, batches of 8. */
scanline_train_options fixture_options(void);

bytes bytes_of_file(const char *path);
bytes bytes_of_model(scanline_model *model);
/* The tensors of a model file or checkpoint, without the header, which also tells threads and times.
 * Not to be freed. */
bytes bytes_behind_header(bytes file);
int bytes_equal(bytes left, bytes right);
int write_file(const char *path, const void *data, size_t size);
void bytes_free(bytes *b);
/* The number of entries in a folder; -1 if there is none. */
int count_files(const char *path);

#endif
