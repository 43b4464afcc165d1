#define _POSIX_C_SOURCE 200809L

#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "terminal.h"

/* The library's own default limit of an encoded picture. */
enum { READ_LIMIT = 256 << 20, READ_STEP = 1 << 16 };

bool is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool is_there(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0;
}

bool is_same_file(const char *left, const char *right) {
  struct stat one, other;
  return stat(left, &one) == 0 && stat(right, &other) == 0 && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

/* ---- Lists ---------------------------------------------------------------------------------- */

static bool is_picture_name(const char *name) {
  const char *dot = strrchr(name, '.');
  return dot && dot != name && (strcasecmp(dot, ".jpg") == 0 || strcasecmp(dot, ".jpeg") == 0);
}

/* Takes over `path`, which may be NULL when memory ran out. */
static bool push(file_list *list, char *path) {
  if (path && list->count == list->capacity) {
    size_t capacity = list->capacity ? 2 * list->capacity : 64;
    char **paths = realloc(list->paths, capacity * sizeof *paths);
    if (paths) {
      list->paths = paths;
      list->capacity = capacity;
    }
  }
  if (!path || list->count == list->capacity) {
    free(path);
    terminal_error("out of memory");
    return false;
  }
  list->paths[list->count++] = path;
  return true;
}

static char *joined(const char *folder, const char *name) {
  size_t length = strlen(folder);
  const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
  size_t size = length + strlen(name) + 2;
  char *path = malloc(size);
  if (path) snprintf(path, size, "%s%s%s", folder, slash, name);
  return path;
}

/* A folder that was entered. */
typedef struct place {
  dev_t device;
  ino_t node;
} place;

static int compare_places(const void *left, const void *right) {
  const place *a = left, *b = right;
  if (a->device != b->device) return a->device < b->device ? -1 : 1;
  return a->node == b->node ? 0 : a->node < b->node ? -1 : 1;
}

/* Whether the folder is met for the first time: links may lead to it in many ways, and in circles. */
static bool enter(void **entered, const struct stat *status) {
  place *own = malloc(sizeof *own);
  void *found = NULL;
  if (own) {
    own->device = status->st_dev;
    own->node = status->st_ino;
    found = tsearch(own, entered, compare_places);
  }
  if (found && *(place **)found == own) return true;
  free(own);
  if (!found) terminal_error("out of memory");
  return false;
}

static void forget(void **entered) {
  while (*entered) {
    place *own = *(place **)*entered;
    tdelete(own, entered, compare_places);
    free(own);
  }
}

static bool add_folder(file_list *list, const char *folder, void **entered) {
  struct dirent *entry;
  bool good = true;
  DIR *stream = opendir(folder);
  if (!stream) {
    terminal_error("%s: %s", folder, strerror(errno));
    return false;
  }
  while (good && (entry = readdir(stream)) != NULL) {
    struct stat status;
    char *path;
    bool found;
    if (entry->d_name[0] == '.') continue;
    path = joined(folder, entry->d_name);
    found = path && stat(path, &status) == 0;
    if (path && !found && errno == ENAMETOOLONG) {
      terminal_error("%s: %s", path, strerror(errno));
      free(path);
      good = false;
    } else if (found && S_ISDIR(status.st_mode)) {
      if (enter(entered, &status)) good = add_folder(list, path, entered);
      free(path);
    } else if (path && !is_picture_name(entry->d_name)) {
      free(path);
    } else {
      good = push(list, path);
    }
  }
  closedir(stream);
  return good;
}

static int compare_paths(const void *left, const void *right) {
  return strcmp(*(char *const *)left, *(char *const *)right);
}

bool file_list_add(file_list *list, const char *path) {
  size_t first = list->count;
  void *entered = NULL;
  struct stat status;
  bool good;
  if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) return push(list, strdup(path));
  good = enter(&entered, &status) && add_folder(list, path, &entered);
  forget(&entered);
  if (!good) return false;
  qsort(list->paths + first, list->count - first, sizeof *list->paths, compare_paths);
  return true;
}

void file_list_free(file_list *list) {
  for (size_t i = 0; i < list->count; i++) free(list->paths[i]);
  free(list->paths);
  memset(list, 0, sizeof *list);
}

/* ---- Contents ------------------------------------------------------------------------------- */

static char *read_stream(FILE *stream, size_t *size) {
  size_t capacity = READ_STEP, count = 0;
  char *bytes = malloc(capacity);
  while (bytes) {
    size_t got = fread(bytes + count, 1, capacity - count - 1, stream);
    char *larger;
    count += got;
    if (got == 0) {
      bytes[count] = 0;
      *size = count;
      return bytes;
    }
    if (capacity - count > 1) continue;
    if (count > READ_LIMIT) {
      free(bytes);
      errno = EFBIG;
      return NULL;
    }
    larger = realloc(bytes, 2 * capacity);
    if (!larger) break;
    capacity *= 2;
    bytes = larger;
  }
  free(bytes);
  errno = ENOMEM;
  return NULL;
}

/* A file to be read; NULL with its reason. A pipe or a device, which might be waited for for ever, is none. */
static FILE *open_file(const char *path, const char **reason) {
  struct stat status;
  FILE *stream = NULL;
  int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor >= 0 && fstat(descriptor, &status) == 0 && !S_ISREG(status.st_mode)) {
    *reason = "not a regular file";
  } else {
    if (descriptor >= 0) stream = fdopen(descriptor, "rb");
    if (!stream) *reason = strerror(errno);
  }
  if (!stream && descriptor >= 0) close(descriptor);
  return stream;
}

char *read_file(const char *path, size_t *size, char *fault, size_t fault_capacity) {
  char *bytes = NULL;
  const char *reason = NULL;
  FILE *stream = open_file(path, &reason);
  if (stream) {
    bytes = read_stream(stream, size);
    if (bytes && ferror(stream)) {
      free(bytes);
      bytes = NULL;
    }
    if (!bytes) reason = strerror(errno);
  }
  if (!bytes) snprintf(fault, fault_capacity, "%s: %s", path, reason);
  if (stream) fclose(stream);
  return bytes;
}

bool write_file(const char *path, const void *data, size_t size) {
  FILE *stream = fopen(path, "wb");
  bool good = stream && fwrite(data, 1, size, stream) == size && fflush(stream) == 0;
  if (!good) terminal_error("cannot write %s: %s", path, strerror(errno));
  if (stream) fclose(stream);
  return good;
}

/* Whether a file is there that would be missed: a picture, by its name or its first bytes. */
static bool holds_picture(const char *path) {
  unsigned char start[3] = {0};
  struct stat status;
  FILE *stream;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return false;
  stream = fopen(path, "rb");
  if (stream) {
    if (fread(start, 1, sizeof start, stream) < sizeof start) start[0] = 0;
    fclose(stream);
  }
  return is_picture_name(path) || (start[0] == 0xFF && start[1] == 0xD8 && start[2] == 0xFF);
}

bool can_write(const char *path) {
  const char *slash = strrchr(path, '/');
  size_t length = slash ? (size_t)(slash - path) : 0;
  char *folder = malloc(length + 2);
  bool good;
  if (!folder) {
    terminal_error("out of memory");
    return false;
  }
  if (length > 0) {
    memcpy(folder, path, length);
    folder[length] = 0;
  } else {
    strcpy(folder, slash ? "/" : ".");
  }
  if (is_folder(path)) {
    terminal_error("cannot write %s: it is a folder", path);
    good = false;
  } else if (holds_picture(path)) {
    terminal_error("cannot write %s: a picture is there already", path);
    good = false;
  } else {
    good = access(folder, W_OK) == 0;
    if (!good) terminal_error("cannot write %s: folder %s: %s", path, folder, strerror(errno));
  }
  free(folder);
  return good;
}
