/* A small writer of JSON to standard output, one value after the other. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct json_writer {
  bool comma; /* a value stands before the next one */
} json_writer;

#define JSON_WRITER_INIT {false}

/* Every `key` is NULL inside an array and at the top. */
void json_open_object(json_writer *json, const char *key);
void json_close_object(json_writer *json);
void json_open_array(json_writer *json, const char *key);
void json_close_array(json_writer *json);

/* UTF-8 text. Control characters are escaped; bytes that are not UTF-8 become U+FFFD. NULL gives
 * null. */
void json_string(json_writer *json, const char *key, const char *text);
/* Digits enough to read back the same bits. NaN and the infinities, which JSON lacks: null. */
void json_double(json_writer *json, const char *key, double value);
void json_float(json_writer *json, const char *key, float value);
void json_integer(json_writer *json, const char *key, int64_t value);
void json_unsigned(json_writer *json, const char *key, uint64_t value);
void json_boolean(json_writer *json, const char *key, bool value);
void json_null(json_writer *json, const char *key);
/* Text that is JSON already. */
void json_raw(json_writer *json, const char *key, const char *text);

/* Ends the line of a whole value and hands it to the reader at once. */
void json_end_line(json_writer *json);

#endif
