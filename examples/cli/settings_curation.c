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

/* "dark,blurred" to flags. */
static bool parse_quality(const char *text, void *target) {
  uint32_t *flags = target;
  *flags = 0;
  for (const char *at = text; *at;) {
    size_t length = strcspn(at, ",");
    uint32_t found = 0;
    for (uint32_t flag = 1; flag <= SCANLINE_QUALITY_HEAVY_COMPRESSION; flag <<= 1) {
      const char *name = scanline_quality_name(flag);
      if (strlen(name) == length && strncmp(name, at, length) == 0) found = flag;
    }
    if (found == 0) {
      terminal_error("--refused-quality: '%.*s' is no flag of quality; they are flat, dark, "
                     "overexposed, blurred, noise, tiny, gray-lower-part and heavy-compression",
                     (int)length, at);
      return false;
    }
    *flags |= found;
    at += length;
    if (*at == ',') at++;
  }
  return true;
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
