#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "terminal.h"

static void put(const char *text) {
  fputs(text, stdout);
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

static void put_character(unsigned char character) {
  switch (character) {
    case '"': put("\\\""); break;
    case '\\': put("\\\\"); break;
    case '\n': put("\\n"); break;
    case '\r': put("\\r"); break;
    case '\t': put("\\t"); break;
    default:
      if (character < 0x20 || character == 0x7F) {
        printf("\\u%04x", character);
      } else {
        putchar(character);
      }
  }
}

static void put_quoted(const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  put("\"");
  while (*at) {
    size_t length = sequence_length(at);
    if (length == 0) {
      put("\xEF\xBF\xBD");
      at++;
    } else if (length == 1) {
      put_character(*at++);
    } else {
      fwrite(at, 1, length, stdout);
      at += length;
    }
  }
  put("\"");
}

/* What stands before a value: a comma after another value, and the key. */
static void put_prefix(json_writer *json, const char *key) {
  if (json->comma) put(", ");
  if (key) {
    put_quoted(key);
    put(": ");
  }
  json->comma = true;
}

void json_open_object(json_writer *json, const char *key) {
  put_prefix(json, key);
  put("{");
  json->comma = false;
}

void json_close_object(json_writer *json) {
  put("}");
  json->comma = true;
}

void json_open_array(json_writer *json, const char *key) {
  put_prefix(json, key);
  put("[");
  json->comma = false;
}

void json_close_array(json_writer *json) {
  put("]");
  json->comma = true;
}

void json_string(json_writer *json, const char *key, const char *text) {
  put_prefix(json, key);
  if (text) {
    put_quoted(text);
  } else {
    put("null");
  }
}

static void put_number(json_writer *json, const char *key, double value, int digits) {
  put_prefix(json, key);
  if (isfinite(value)) {
    printf("%.*g", digits, value);
  } else {
    put("null");
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
  printf("%" PRId64, value);
}

void json_unsigned(json_writer *json, const char *key, uint64_t value) {
  put_prefix(json, key);
  printf("%" PRIu64, value);
}

void json_boolean(json_writer *json, const char *key, bool value) {
  put_prefix(json, key);
  put(value ? "true" : "false");
}

void json_null(json_writer *json, const char *key) {
  put_prefix(json, key);
  put("null");
}

void json_raw(json_writer *json, const char *key, const char *text) {
  put_prefix(json, key);
  put(text);
}

void json_end_line(json_writer *json) {
  put("\n");
  terminal_flush_output();
  json->comma = false;
}
