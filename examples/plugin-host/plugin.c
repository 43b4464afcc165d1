#define _POSIX_C_SOURCE 200809L

#include "plugin.h"

#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

enum { PATH_CAPACITY = 4096 };

/* POSIX's way to make a function pointer of what dlsym returns, without a cast that C forbids. */
static bool resolve(void *library, const char *name, void *pointer) {
  void *symbol = dlsym(library, name);
  if (!symbol) return false;
  memcpy(pointer, &symbol, sizeof symbol);
  return true;
}

/* The same major version, and no older a minor version than the header that this host knows. */
static bool is_understood(const char *version) {
  int major = 0, minor = 0;
  return sscanf(version, "%d.%d", &major, &minor) == 2 && major == SCANLINE_VERSION_MAJOR &&
         minor >= SCANLINE_VERSION_MINOR;
}

static bool load(plugin *result, const char *path) {
  memset(result, 0, sizeof *result);
  result->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!result->library) {
    fprintf(stderr, "passed over: %s\n", dlerror());
    return false;
  }
  if (!resolve(result->library, "scanline_version", &result->version)) {
    dlclose(result->library); /* another library: a plugin may bring its own along */
    return false;
  }
  if (!is_understood(result->version())) {
    fprintf(stderr, "passed over: %s has version %s, not %d.%d or a later %d\n", path,
            result->version(), SCANLINE_VERSION_MAJOR, SCANLINE_VERSION_MINOR,
            SCANLINE_VERSION_MAJOR);
    dlclose(result->library);
    return false;
  }
#define PLUGIN_RESOLVE(name)                                             \
  if (!resolve(result->library, "scanline_" #name, &result->name)) {     \
    fprintf(stderr, "passed over: %s lacks scanline_" #name "\n", path); \
    dlclose(result->library);                                            \
    return false;                                                        \
  }
  PLUGIN_FUNCTIONS(PLUGIN_RESOLVE)
#undef PLUGIN_RESOLVE
  return true;
}

bool plugin_find(plugin *result, const char *folder) {
  char path[PATH_CAPACITY];
  struct dirent *entry;
  bool found = false;
  DIR *stream = opendir(folder);
  if (!stream) {
    perror(folder);
    return false;
  }
  while (!found && (entry = readdir(stream)) != NULL) {
    int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    if (!strstr(entry->d_name, ".so") || length >= PATH_CAPACITY) continue;
    found = load(result, path);
  }
  closedir(stream);
  if (!found) fprintf(stderr, "%s: no Scanline here\n", folder);
  return found;
}
