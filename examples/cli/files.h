/* The command's own dealings with files: reading one whole, listing the pictures of a folder. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* Names, sorted by their bytes. */
typedef struct file_list {
  char **paths;
  size_t count;
  size_t capacity;
} file_list;

/* Adds `path` itself, or when it is a folder every file within, at any depth, that is named .jpg or
 * .jpeg. Says what went wrong when it returns false. */
bool file_list_add(file_list *list, const char *path);
void file_list_free(file_list *list);

bool is_folder(const char *path);
/* Anything, a link that leads nowhere too. */
bool is_there(const char *path);
bool is_same_file(const char *left, const char *right);

/* The bytes of a file, ended by a 0 that does not count, to be freed; NULL, with the fault in
 * `fault`. */
char *read_file(const char *path, size_t *size, char *fault, size_t fault_capacity);
/* Writes a file whole. Says what went wrong when it returns false. */
bool write_file(const char *path, const void *data, size_t size);

/* Says so, and returns false, when no file could be written to `path`, or a picture is there: better
 * known before an hour of training than after it. */
bool can_write(const char *path);

#endif
