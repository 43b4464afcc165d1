#include "tune_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

enum { ROWS = 10, BAR_WIDTH = 24, POINT_WIDTH = 100 };

const char *trial_state_name(scanline_trial_state state) {
  switch (state) {
    case SCANLINE_TRIAL_RUNNING: return "running";
    case SCANLINE_TRIAL_COMPLETED: return "completed";
    case SCANLINE_TRIAL_FAILED: return "failed";
    default: return "waiting";
  }
}

/* ---- Points ---------------------------------------------------------------------------------- */

/* A part of a JSON object without nested values: "key":value. */
typedef struct member {
  const char *start;
  size_t length;
} member;

static bool next_member(const char **place, member *found) {
  const char *at = *place;
  bool is_quoted = false;
  while (*at == '{' || *at == ',') at++;
  found->start = at;
  for (; *at && (is_quoted || (*at != ',' && *at != '}')); at++) {
    if (*at == '"') is_quoted = !is_quoted;
    if (is_quoted && *at == '\\' && at[1]) at++;
  }
  found->length = (size_t)(at - found->start);
  *place = at;
  return found->length > 0;
}

static bool has_member(const char *point, const member *wanted) {
  member found;
  while (next_member(&point, &found))
    if (found.length == wanted->length && memcmp(found.start, wanted->start, wanted->length) == 0)
      return true;
  return false;
}

/* Whether it says something: not all points have it. */
static bool varies(const member *part, char *const *points, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (!has_member(points[i], part)) return true;
  return count < 2;
}

void tune_point_print(const char *point, char *const *others, size_t count) {
  size_t width = 0;
  member part;
  while (next_member(&point, &part)) {
    const char *key = part.start + 1;
    int length = (int)(part.length - 1), name;
    if (!varies(&part, others, count)) continue;
    if (width + part.length > POINT_WIDTH) {
      printf("...");
      break;
    }
    for (name = 0; name < length && key[name] != '"'; name++) {
    }
    printf("%.*s=%.*s ", name, key, length - name - 2, key + name + 2);
    width += part.length;
  }
  printf("\n");
}

/* ---- Trials ---------------------------------------------------------------------------------- */

typedef struct trial_list {
  scanline_trial *items;
  size_t count;
} trial_list;

/* A trial without its hyperparameters, whose size is written to *needed. */
static scanline_status get_trial(scanline_tuner *tuner, uint64_t id, scanline_trial *trial,
                                 size_t *needed) {
  scanline_trial_init(trial);
  return scanline_tuner_get_trial(tuner, id, trial, NULL, 0, needed);
}

static scanline_status list_trials(scanline_tuner *tuner, trial_list *list) {
  size_t capacity = 0, needed;
  for (;;) {
    scanline_status status;
    if (list->count == capacity) {
      scanline_trial *items;
      capacity = capacity ? 2 * capacity : 64;
      items = realloc(list->items, capacity * sizeof *items);
      if (!items) return SCANLINE_NO_MEMORY;
      list->items = items;
    }
    status = get_trial(tuner, list->count, &list->items[list->count], &needed);
    if (status == SCANLINE_NO_DATA) return SCANLINE_OK;
    if (status != SCANLINE_OK) return status;
    list->count++;
  }
}

/* Values as the larger, the better; trials without one come last. */
static double merit(const scanline_trial *trial, bool minimize) {
  if (isnan(trial->value)) return -INFINITY;
  return minimize ? -trial->value : trial->value;
}

static int by_value(const scanline_trial *a, const scanline_trial *b, bool minimize) {
  double left = merit(a, minimize), right = merit(b, minimize);
  if (left != right) return left > right ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

static int larger_first(const void *a, const void *b) {
  return by_value(a, b, false);
}

static int smaller_first(const void *a, const void *b) {
  return by_value(a, b, true);
}

/* A trial's hyperparameters, to be freed. */
static scanline_status get_point(scanline_tuner *tuner, uint64_t id, char **point) {
  scanline_trial trial;
  size_t needed = 0;
  scanline_status status = get_trial(tuner, id, &trial, &needed);
  if (status != SCANLINE_OK) return status;
  *point = malloc(needed);
  if (!*point) return SCANLINE_NO_MEMORY;
  return scanline_tuner_get_trial(tuner, id, &trial, *point, needed, &needed);
}

/* With what the hyperparameters of these trials differ in. */
static scanline_status print_rows(scanline_tuner *tuner, const scanline_trial *trials, size_t count) {
  char *points[ROWS] = {NULL};
  scanline_status status = SCANLINE_OK;
  for (size_t i = 0; i < count && status == SCANLINE_OK; i++)
    status = get_point(tuner, trials[i].id, &points[i]);
  printf("\nTrial  Epochs      Value  Hyperparameters\n");
  for (size_t i = 0; i < count && status == SCANLINE_OK; i++) {
    printf("%5" PRIu64 "  %6" PRIu32 "  %9.4g  ", trials[i].id, trials[i].end_epoch,
           trials[i].value);
    tune_point_print(points[i], points, count);
  }
  for (size_t i = 0; i < count; i++) free(points[i]);
  return status;
}

/* Whether small values are good ones: some completed trial is above the best. */
static bool is_minimized(scanline_tuner *tuner, const trial_list *list) {
  scanline_trial best;
  size_t needed;
  scanline_trial_init(&best);
  if (scanline_tuner_get_best(tuner, &best, NULL, 0, &needed) != SCANLINE_OK) return false;
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i].value > best.value) return true;
  return false;
}

/* Of trials that are equal in the first objective the best is so by the others. */
static void put_best_first(scanline_tuner *tuner, trial_list *list) {
  scanline_trial best;
  size_t needed, place = 0;
  scanline_trial_init(&best);
  if (scanline_tuner_get_best(tuner, &best, NULL, 0, &needed) != SCANLINE_OK) return;
  while (place < list->count && list->items[place].id != best.id) place++;
  if (place == list->count) return;
  best = list->items[place];
  memmove(list->items + 1, list->items, place * sizeof best);
  list->items[0] = best;
}

static scanline_status print_best(scanline_tuner *tuner, trial_list *list) {
  size_t states[3] = {0, 0, 0}, shown = 0;
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i].state >= 0 && list->items[i].state < 3) states[list->items[i].state]++;
  printf("%zu trial%s: %zu completed, %zu failed, %zu running\n", list->count,
         plural(list->count),
         states[SCANLINE_TRIAL_COMPLETED], states[SCANLINE_TRIAL_FAILED],
         states[SCANLINE_TRIAL_RUNNING]);
  if (states[SCANLINE_TRIAL_COMPLETED] == 0) return SCANLINE_OK;
  qsort(list->items, list->count, sizeof *list->items,
        is_minimized(tuner, list) ? smaller_first : larger_first);
  put_best_first(tuner, list);
  while (shown < ROWS && shown < states[SCANLINE_TRIAL_COMPLETED]) shown++;
  return print_rows(tuner, list->items, shown);
}

/* With one objective the front is the best trial, and those that equal it. */
static scanline_status print_front(scanline_tuner *tuner) {
  size_t count = 0;
  uint64_t *ids;
  scanline_status status = scanline_tuner_get_front(tuner, NULL, 0, &count);
  if (status != SCANLINE_OK || count < 2) return status;
  ids = malloc(count * sizeof *ids);
  if (!ids) return SCANLINE_NO_MEMORY;
  status = scanline_tuner_get_front(tuner, ids, count, &count);
  if (status == SCANLINE_OK) {
    printf("\nBeaten by none in every objective: trials");
    for (size_t i = 0; i < count; i++) printf(" %" PRIu64, ids[i]);
    printf("\n");
  }
  free(ids);
  return status;
}

/* ---- Importance ------------------------------------------------------------------------------ */

static scanline_status print_importance(scanline_tuner *tuner) {
  for (uint32_t rank = 0;; rank++) {
    double share;
    size_t needed = 0;
    char *name;
    scanline_status status = scanline_tuner_get_importance(tuner, rank, &share, NULL, 0, &needed);
    if (status == SCANLINE_NO_DATA) return SCANLINE_OK;
    if (status != SCANLINE_OK) return status;
    name = malloc(needed);
    if (!name) return SCANLINE_NO_MEMORY;
    status = scanline_tuner_get_importance(tuner, rank, &share, name, needed, &needed);
    if (status == SCANLINE_OK) {
      if (rank == 0) printf("\nImportance: the share of the variance that each explains by itself\n");
      printf("%-28s %5.1f %%  %s\n", name, 100 * share, terminal_bar(share, 1, BAR_WIDTH));
    }
    free(name);
    if (status != SCANLINE_OK) return status;
  }
}

scanline_status tune_table_print(scanline_tuner *tuner) {
  trial_list list = {NULL, 0};
  scanline_status status = list_trials(tuner, &list);
  if (status == SCANLINE_OK) status = print_best(tuner, &list);
  if (status == SCANLINE_OK) status = print_front(tuner);
  if (status == SCANLINE_OK) status = print_importance(tuner);
  free(list.items);
  return status;
}
