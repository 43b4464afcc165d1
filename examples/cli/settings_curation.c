#include "settings.h"

static const option_choice policies[] = {{"strict", SCANLINE_POLICY_STRICT},
                                         {"salvage", SCANLINE_POLICY_SALVAGE},
                                         {"all-decodable", SCANLINE_POLICY_ALL_DECODABLE},
                                         {NULL, 0}};

static const option_choice groupings[] = {{"none", SCANLINE_GROUPING_NONE},
                                          {"exact", SCANLINE_GROUPING_EXACT},
                                          {"near", SCANLINE_GROUPING_NEAR},
                                          {NULL, 0}};

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
