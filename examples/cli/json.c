#include "json.h"

#include <inttypes.h>
#include <math.h>

static void put(json_writer *json, const char *text) {
  fputs(text, json->stream);
}

/* The length of the well-formed UTF-8 sequence at `text`, or 0 (Unicode 15, table 3-7). */
static size_t sequence_length(const unsigned char *text) {
  unsigned char lead = text[0];
  unsigned char low = 0x80, high = 0xBF;
  size_t length;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (text[1] < low || text[1] > high) return 0;
  for (size_t i = 2; i < length; i++) {
    if (text[i] < 0x80 || text[i] > 0xBF) return 0;
  }
  return length;
}

static void put_character(json_writer *json, unsigned char character) {
  switch (character) {
    case '"': put(json, "\\\""); break;
    case '\\': put(json, "\\\\"); break;
    case '\n': put(json, "\\n"); break;
    case '\r': put(json, "\\r"); break;
    case '\t': put(json, "\\t"); break;
    default:
      if (character < 0x20 || character == 0x7F) {
        fprintf(json->stream, "\\u%04x", character);
      } else {
        putc(character, json->stream);
      }
  }
}

static void put_quoted(json_writer *json, const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  put(json, "\"");
  while (*at) {
    size_t length = sequence_length(at);
    if (length == 0) {
      put(json, "\xEF\xBF\xBD");
      at++;
    } else if (length == 1) {
      put_character(json, *at++);
    } else {
      fwrite(at, 1, length, json->stream);
      at += length;
    }
  }
  put(json, "\"");
}

/* What stands before a value: a comma after another value, and the key. */
static void put_prefix(json_writer *json, const char *key) {
  if (json->comma) put(json, ", ");
  if (key) {
    put_quoted(json, key);
    put(json, ": ");
  }
  json->comma = true;
}

void json_open_object(json_writer *json, const char *key) {
  put_prefix(json, key);
  put(json, "{");
  json->comma = false;
}

void json_close_object(json_writer *json) {
  put(json, "}");
  json->comma = true;
}

void json_open_array(json_writer *json, const char *key) {
  put_prefix(json, key);
  put(json, "[");
  json->comma = false;
}

void json_close_array(json_writer *json) {
  put(json, "]");
  json->comma = true;
}

void json_string(json_writer *json, const char *key, const char *text) {
  put_prefix(json, key);
  if (text) {
    put_quoted(json, text);
  } else {
    put(json, "null");
  }
}

static void put_number(json_writer *json, const char *key, double value, int digits) {
  put_prefix(json, key);
  if (isfinite(value)) {
    fprintf(json->stream, "%.*g", digits, value);
  } else {
    put(json, "null");
  }
}

void json_double(json_writer *json, const char *key, double value) {
  put_number(json, key, value, 17);
}

void json_float(json_writer *json, const char *key, float value) {
  put_number(json, key, (double)value, 9);
}

void json_integer(json_writer *json, const char *key, int64_t value) {
  put_prefix(json, key);
  fprintf(json->stream, "%" PRId64, value);
}

void json_unsigned(json_writer *json, const char *key, uint64_t value) {
  put_prefix(json, key);
  fprintf(json->stream, "%" PRIu64, value);
}

void json_boolean(json_writer *json, const char *key, bool value) {
  put_prefix(json, key);
  put(json, value ? "true" : "false");
}

void json_null(json_writer *json, const char *key) {
  put_prefix(json, key);
  put(json, "null");
}

void json_raw(json_writer *json, const char *key, const char *text) {
  put_prefix(json, key);
  put(json, text);
}

void json_end_line(json_writer *json) {
  put(json, "\n");
  fflush(json->stream);
  json->comma = false;
}
