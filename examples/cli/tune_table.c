#include "tune_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "terminal.h"

enum { ROWS = 10, BAR_WIDTH = 24, NAME_WIDTH = 28, LINE_WIDTH = 120, LEAST_POINT_WIDTH = 48 };

const char *trial_state_name(scanline_trial_state state) {
  switch (state) {
    case SCANLINE_TRIAL_RUNNING: return "running";
    case SCANLINE_TRIAL_COMPLETED: return "completed";
    case SCANLINE_TRIAL_FAILED: return "failed";
    default: return "waiting";
  }
}

/* Texts, to be freed. */
typedef struct name_list {
  char **items;
  size_t count;
} name_list;

static bool add_name(name_list *list, char *name) {
  char **items = realloc(list->items, (list->count + 1) * sizeof *items);
  if (!items) return false;
  list->items = items;
  list->items[list->count++] = name;
  return true;
}

static void free_names(name_list *list) {
  for (size_t i = 0; i < list->count; i++) free(list->items[i]);
  free(list->items);
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

static bool has_key(const member *part, const char *key) {
  size_t length = strlen(key);
  return part->length > length + 2 && memcmp(part->start + 1, key, length) == 0 &&
         part->start[length + 1] == '"';
}

static size_t rank_of(const member *part, const name_list *order) {
  size_t rank = 0;
  while (rank < order->count && !has_key(part, order->items[rank])) rank++;
  return rank;
}

/* Prints a part, numbers with as many digits as tell them apart; "..." when there is no room for it.
 * Returns whether there was; what is left is written to *room. */
static bool print_member(const member *part, int *room) {
  char number[32];
  const char *key = part->start + 1, *value;
  char *end;
  int length = (int)(part->length - 1), name = 0, size;
  double figure;
  while (name < length && key[name] != '"') name++;
  value = key + name + 2;
  size = length - name - 2;
  figure = strtod(value, &end);
  if (end == value + size) {
    size = snprintf(number, sizeof number, "%.5g", figure);
    value = number;
  }
  *room -= name + size + 2;
  if (*room < 0) {
    printf("...");
    return false;
  }
  printf("%.*s=%.*s ", name, key, size, value);
  return true;
}

/* Prints those in which a point differs from the others, the most important first: by their order, then those
 * that are not in it. */
static void print_point(const char *point, char *const *others, size_t count,
                        const name_list *order, int room) {
  bool fits = true;
  for (size_t rank = 0; fits && rank <= order->count; rank++) {
    const char *place = point;
    member part;
    while (fits && next_member(&place, &part))
      if (rank_of(&part, order) == rank && varies(&part, others, count))
        fits = print_member(&part, &room);
  }
  printf("\n");
}

void tune_point_print(const char *point) {
  int room = LINE_WIDTH;
  member part;
  while (next_member(&point, &part) && print_member(&part, &room)) continue;
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

/* Whether a trial stands before another: by the first objective in which they differ, the earlier of equals;
 * those without values come last. */
static bool is_before(const scanline_trial *a, const scanline_trial *b,
                      const name_list *objectives) {
  if (isnan(a->value) || isnan(b->value))
    return isnan(a->value) && isnan(b->value) ? a->id < b->id : isnan(b->value);
  for (size_t i = 0; i < objectives->count; i++)
    if (a->values[i] != b->values[i])
      return (a->values[i] < b->values[i]) == (objectives->items[i][1] == 'i');
  return a->id < b->id;
}

/* Puts so many of the best first. */
static void put_best_first(scanline_trial *trials, size_t count, size_t best,
                           const name_list *objectives) {
  for (size_t place = 0; place < best; place++) {
    scanline_trial found;
    size_t next = place;
    for (size_t i = place + 1; i < count; i++)
      if (is_before(&trials[i], &trials[next], objectives)) next = i;
    found = trials[next];
    trials[next] = trials[place];
    trials[place] = found;
  }
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

/* ---- Objectives ------------------------------------------------------------------------------ */

/* "maximize:validation_accuracy,minimize:parameters", cut into its entries. */
static scanline_status list_objectives(scanline_tuner *tuner, name_list *objectives) {
  size_t needed = 0;
  scanline_status status = scanline_tuner_get_objectives(tuner, NULL, 0, &needed);
  char *text;
  if (status != SCANLINE_OK) return status;
  text = malloc(needed);
  if (!text) return SCANLINE_NO_MEMORY;
  status = scanline_tuner_get_objectives(tuner, text, needed, &needed);
  for (char *entry = status == SCANLINE_OK ? strtok(text, ",") : NULL; entry;
       entry = strtok(NULL, ",")) {
    char *copy = malloc(strlen(entry) + 1);
    if (!copy || !add_name(objectives, strcpy(copy, entry))) {
      free(copy);
      status = SCANLINE_NO_MEMORY;
      break;
    }
  }
  free(text);
  return status;
}

/* What stands over its column. */
static const char *metric_of(const char *objective) {
  const char *colon = strchr(objective, ':');
  return colon ? colon + 1 : "value";
}

static int column_width(const char *objective) {
  size_t length = strlen(metric_of(objective));
  return length > 9 ? (int)length : 9;
}

/* ---- The table ------------------------------------------------------------------------------- */

/* What is shown of a search. */
typedef struct table {
  scanline_tuner *tuner;
  trial_list trials;    /* the best first, once sorted */
  name_list objectives;
  name_list importance; /* hyperparameters, the most important first */
  uint64_t *front;      /* ids of the trials that no other beats in every objective */
  size_t front_count;
} table;

static bool is_of_front(const table *self, uint64_t id) {
  for (size_t i = 0; i < self->front_count; i++)
    if (self->front[i] == id) return true;
  return false;
}

/* Trials with what their hyperparameters differ in. */
static scanline_status print_rows(const table *self, const scanline_trial *trials, size_t count) {
  scanline_status status = SCANLINE_OK;
  bool has_front = self->objectives.count > 1;
  int room = LINE_WIDTH - 18; /* Beside the trial, its epochs and "...". */
  char **points = calloc(count, sizeof *points);
  if (!points) return SCANLINE_NO_MEMORY;
  for (size_t i = 0; i < count && status == SCANLINE_OK; i++)
    status = get_point(self->tuner, trials[i].id, &points[i]);
  if (status == SCANLINE_OK) {
    printf("\nTrial  Epochs");
    for (size_t each = 0; each < self->objectives.count; each++) {
      int width = column_width(self->objectives.items[each]);
      printf("  %*s", width, metric_of(self->objectives.items[each]));
      room -= width + 2;
    }
    if (room < LEAST_POINT_WIDTH) room = LEAST_POINT_WIDTH;
    printf("  Hyperparameters\n");
  }
  for (size_t i = 0; i < count && status == SCANLINE_OK; i++) {
    printf("%5" PRIu64 "%c %6" PRIu32, trials[i].id,
           has_front && is_of_front(self, trials[i].id) ? '*' : ' ', trials[i].end_epoch);
    for (size_t each = 0; each < self->objectives.count; each++)
      printf("  %*.5g", column_width(self->objectives.items[each]), trials[i].values[each]);
    printf("  ");
    print_point(points[i], points, count, &self->importance, room);
  }
  for (size_t i = 0; i < count; i++) free(points[i]);
  free(points);
  return status;
}

static scanline_status print_best(table *self) {
  trial_list *list = &self->trials;
  size_t states[3] = {0, 0, 0}, shown = 0;
  for (size_t i = 0; i < list->count; i++)
    if (list->items[i].state >= 0 && list->items[i].state < 3) states[list->items[i].state]++;
  printf("%zu trial%s: %zu completed, %zu failed, %zu running\n", list->count,
         plural(list->count),
         states[SCANLINE_TRIAL_COMPLETED], states[SCANLINE_TRIAL_FAILED],
         states[SCANLINE_TRIAL_RUNNING]);
  if (states[SCANLINE_TRIAL_COMPLETED] == 0) return SCANLINE_OK;
  while (shown < ROWS && shown < states[SCANLINE_TRIAL_COMPLETED]) shown++;
  put_best_first(list->items, list->count, shown, &self->objectives);
  return print_rows(self, list->items, shown);
}

static scanline_status find_front(table *self) {
  size_t count = 0;
  scanline_status status = scanline_tuner_get_front(self->tuner, NULL, 0, &count);
  while (status == SCANLINE_OK && self->front_count < count) {
    uint64_t *front = realloc(self->front, count * sizeof *front);
    size_t capacity = count;
    if (!front) return SCANLINE_NO_MEMORY;
    self->front = front;
    status = scanline_tuner_get_front(self->tuner, front, capacity, &count);
    if (status == SCANLINE_OK) self->front_count = count;
    /* Another process has added to it meanwhile. */
    if (status == SCANLINE_BUFFER_TOO_SMALL) status = SCANLINE_OK;
  }
  return status;
}

/* All of the front, of which the table of the best has only some. */
static scanline_status print_front(const table *self) {
  size_t count = 0;
  scanline_trial *trials;
  scanline_status status;
  if (self->objectives.count < 2 || self->front_count == 0) return SCANLINE_OK;
  trials = malloc(self->front_count * sizeof *trials);
  if (!trials) return SCANLINE_NO_MEMORY;
  for (size_t i = 0; i < self->trials.count; i++)
    if (count < self->front_count && is_of_front(self, self->trials.items[i].id))
      trials[count++] = self->trials.items[i];
  put_best_first(trials, count, count, &self->objectives);
  printf("\n* Beaten by none in every objective:\n");
  status = print_rows(self, trials, count);
  free(trials);
  return status;
}

/* ---- Importance ------------------------------------------------------------------------------ */

/* A hyperparameter's name, to be freed; SCANLINE_NO_DATA behind the last rank. */
static scanline_status get_important(scanline_tuner *tuner, uint32_t rank, double *share,
                                     char **name) {
  size_t needed = 0;
  scanline_status status = scanline_tuner_get_importance(tuner, rank, share, NULL, 0, &needed);
  if (status != SCANLINE_OK) return status;
  do {
    char *room = realloc(*name, needed);
    if (!room) return SCANLINE_NO_MEMORY;
    *name = room;
    status = scanline_tuner_get_importance(tuner, rank, share, room, needed, &needed);
  } while (status == SCANLINE_BUFFER_TOO_SMALL); /* The ranks have changed meanwhile. */
  return status;
}

static scanline_status list_importance(scanline_tuner *tuner, name_list *names) {
  for (uint32_t rank = 0;; rank++) {
    double share;
    char *name = NULL;
    scanline_status status = get_important(tuner, rank, &share, &name);
    if (status == SCANLINE_OK && !add_name(names, name)) status = SCANLINE_NO_MEMORY;
    if (status != SCANLINE_OK) {
      free(name);
      return status == SCANLINE_NO_DATA ? SCANLINE_OK : status;
    }
  }
}

/* Characters of UTF-8 text, for columns: each begins with a byte that does not go on. */
static int letters(const char *text) {
  int count = 0;
  for (; *text; text++) count += ((unsigned char)*text & 0xC0) != 0x80;
  return count;
}

static scanline_status print_importance(const table *self) {
  for (size_t rank = 0; rank < self->importance.count; rank++) {
    double share;
    char *name = NULL;
    scanline_status status = get_important(self->tuner, (uint32_t)rank, &share, &name);
    if (status == SCANLINE_OK) {
      int gap = NAME_WIDTH - letters(name);
      if (rank == 0) printf("\nImportance: the share of the variance that each explains by itself\n");
      printf("%s%*s %5.1f %%  %s\n", name, gap > 0 ? gap : 0, "", 100 * share,
             terminal_bar(share, 1, BAR_WIDTH));
    }
    free(name);
    if (status != SCANLINE_OK) return status;
  }
  return SCANLINE_OK;
}

scanline_status tune_table_print(scanline_tuner *tuner) {
  table self = {.tuner = tuner};
  scanline_status status = list_trials(tuner, &self.trials);
  if (status == SCANLINE_OK) status = list_objectives(tuner, &self.objectives);
  if (status == SCANLINE_OK) status = list_importance(tuner, &self.importance);
  if (status == SCANLINE_OK) status = find_front(&self);
  if (status == SCANLINE_OK) status = print_best(&self);
  if (status == SCANLINE_OK) status = print_front(&self);
  if (status == SCANLINE_OK) status = print_importance(&self);
  free(self.trials.items);
  free(self.front);
  free_names(&self.objectives);
  free_names(&self.importance);
  return status;
}
