/* Scanline as a plugin: found in a folder, loaded with dlopen, called through pointers. */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <scanline.h>
#include <stdbool.h>

/* The functions that this host uses, without their prefix. */
#define PLUGIN_FUNCTIONS(DO) \
  DO(version)                \
  DO(last_error_message)     \
  DO(model_info_init)        \
  DO(model_load)             \
  DO(model_get_info)         \
  DO(model_get_label)        \
  DO(model_classify_file)    \
  DO(model_free)

/* A pointer to each, typed by the header's own prototype: the two cannot differ. */
#define PLUGIN_POINTER(name) __typeof__(&scanline_##name) name;

typedef struct plugin {
  void *library;
  PLUGIN_FUNCTIONS(PLUGIN_POINTER)
} plugin;

/* Loads the first file of the folder that is a Scanline of a version that this host understands.
 * Says on standard error why a file was passed over. */
bool plugin_find(plugin *result, const char *folder);

#endif
