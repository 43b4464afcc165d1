#include "command.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "terminal.h"

int report_failure(scanline_status status) {
  if (status == SCANLINE_CANCELLED) {
    terminal_note("Stopped.");
    return EXIT_INTERRUPTED;
  }
  terminal_error("%s", scanline_last_error_message());
  return status == SCANLINE_INVALID_ARGUMENT ? EXIT_USAGE : EXIT_FAULT;
}

char *model_text(scanline_model *model, model_text_getter getter, scanline_status *status) {
  size_t needed = 0;
  char *text;
  *status = getter(model, NULL, 0, &needed);
  if (*status != SCANLINE_OK) return NULL;
  text = malloc(needed + 1);
  if (!text) {
    *status = SCANLINE_NO_MEMORY;
    return NULL;
  }
  *status = getter(model, text, needed + 1, &needed);
  if (*status == SCANLINE_OK) return text;
  free(text);
  return NULL;
}

bool read_json(const char *path, char **text) {
  char fault[512];
  size_t size;
  *text = NULL;
  if (!path) return true;
  *text = read_file(path, &size, fault, sizeof fault);
  if (!*text) terminal_error("%s", fault);
  return *text != NULL;
}

bool read_network(const char *path, char **text) {
  size_t length = path ? strlen(path) : 0;
  if (length == 0 || strspn(path, "abcdefghijklmnopqrstuvwxyz") < length) {
    return read_json(path, text);
  }
  *text = malloc(length + 1);
  if (!*text) {
    terminal_error("out of memory");
    return false;
  }
  memcpy(*text, path, length + 1);
  return true;
}
