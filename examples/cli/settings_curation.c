#include <string.h>

#include "settings.h"
#include "terminal.h"

static const option_choice policies[] = {{"strict", SCANLINE_POLICY_STRICT},
                                         {"salvage", SCANLINE_POLICY_SALVAGE},
                                         {"all-decodable", SCANLINE_POLICY_ALL_DECODABLE},
                                         {NULL, 0}};

static const option_choice groupings[] = {{"none", SCANLINE_GROUPING_NONE},
                                          {"exact", SCANLINE_GROUPING_EXACT},
                                          {"near", SCANLINE_GROUPING_NEAR},
                                          {NULL, 0}};

/* Of a word; "all" is every flag; 0 for none that is known. */
static uint32_t quality_bit(const char *word, size_t length) {
  uint32_t all = 0;
  for (uint32_t flag = 1; flag != 0; flag <<= 1) {
    const char *name = scanline_quality_name(flag);
    if (strcmp(name, "unknown") == 0) continue;
    if (strlen(name) == length && memcmp(name, word, length) == 0) return flag;
    all |= flag;
  }
  return length == 3 && memcmp("all", word, length) == 0 ? all : 0;
}

bool parse_words(const char *text, uint32_t (*bit)(const char *word, size_t length),
                 const char *what, uint32_t *bits) {
  *bits = 0;
  for (;;) {
    size_t length = strcspn(text, ",");
    uint32_t found = bit(text, length);
    if (found == 0) {
      terminal_error("'%.*s' is no %s", (int)length, text, what);
      return false;
    }
    *bits |= found;
    if (text[length] == 0) return true;
    text += length + 1;
  }
}

bool parse_quality(const char *text, void *target) {
  return parse_words(text, quality_bit,
                     "quality flag; they are flat, dark, overexposed, blurred, noise, tiny, "
                     "gray-lower-part, heavy-compression, or all",
                     target);
}

void curation_add(data_settings *settings, option_set *set) {
  scanline_dataset_options *dataset = &settings->dataset;
  const cli_option options[] = {
      {.kind = OPTION_CHOICE,
       .name = "policy",
       .target = &dataset->policy,
       .argument = "POLICY",
       .choices = policies,
       .help = "which damaged pictures are used: none; those cut behind enough good rows, cropped "
               "to them; all that decode"},
      {.kind = OPTION_DOUBLE,
       .name = "salvage-share",
       .target = &dataset->salvage_share,
       .argument = "SHARE",
       .help = "salvage: the least share of good rows, 0.5 to 1"},
      {.kind = OPTION_PARSED,
       .name = "refused-quality",
       .target = &dataset->refused_quality,
       .argument = "FLAGS",
       .fallback = "none",
       .parse = parse_quality,
       .help = "leaves out pictures with one of these, like dark,blurred: flat, dark, "
               "overexposed, blurred, noise, tiny, gray-lower-part, heavy-compression"},
      {.kind = OPTION_CHOICE,
       .name = "group-duplicates",
       .target = &dataset->group_duplicates,
       .argument = "KIND",
       .choices = groupings,
       .help = "copies of a picture go to one part: none, files with the same bytes, pictures that "
               "look the same"},
      {.kind = OPTION_UINT32,
       .name = "duplicate-distance",
       .target = &dataset->duplicate_distance,
       .argument = "BITS",
       .help = "near: how much two pictures may differ, 0 to 16"},
      {.kind = OPTION_SET,
       .name = "drop-label-conflicts",
       .target = &dataset->drop_label_conflicts,
       .help = "leaves out pictures that are there with two labels"},
      {.kind = OPTION_TEXT,
       .name = "data-report",
       .target = &settings->report_path,
       .argument = "FILE",
       .fallback = "none",
       .help = "writes what was kept, left out and found twice, as JSON"},
  };
  OPTIONS_ADD(set, options);
}
