#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "dataset.h"
#include "evaluation.h"
#include "settings.h"
#include "terminal.h"

static const option_choice splits[] = {{"all", SCANLINE_SPLIT_ALL},
                                       {"training", SCANLINE_SPLIT_TRAINING},
                                       {"validation", SCANLINE_SPLIT_VALIDATION},
                                       {NULL, 0}};

static void print(const evaluation *result, const output_settings *output) {
  if (output->json) {
    json_writer json = JSON_WRITER_INIT;
    json_open_object(&json, NULL);
    json_string(&json, "event", "evaluation");
    evaluation_write_keys(result, &json);
    json_close_object(&json);
    json_end_line(&json);
  } else {
    evaluation_print(result, "Evaluation");
  }
}

static int run(const char *model_path, const char *data_path, const option_set *set,
               data_settings *data, scanline_split split, bool flip_average, uint32_t worst,
               const output_settings *output) {
  scanline_model *model = NULL;
  scanline_dataset *dataset = NULL;
  evaluation result;
  int code;
  scanline_status status = scanline_model_load(model_path, &model);
  if (status != SCANLINE_OK) return report_failure(status);
  if (flip_average) scanline_model_set_flip_average(model, 1);
  if (split != SCANLINE_SPLIT_ALL) data_settings_follow(data, set, model);
  code = dataset_open(data_path, data, output, &dataset);
  if (code == EXIT_GOOD) {
    status = evaluation_run(&result, model, dataset, split, data->dataset.threads);
    if (status == SCANLINE_OK) {
      print(&result, output);
      if (worst > 0) {
        status = evaluation_print_worst(&result, model, dataset, split, data->dataset.threads,
                                        worst, output->json != 0);
      }
      if (status != SCANLINE_OK) code = report_failure(status);
      evaluation_free(&result);
    } else {
      code = report_failure(status);
    }
  }
  scanline_dataset_free(dataset);
  scanline_model_free(model);
  return code;
}

int command_evaluate(int argc, char **argv) {
  output_settings output = {0, 0};
  data_settings data;
  scanline_split split = SCANLINE_SPLIT_ALL;
  int32_t flip_average = 0;
  uint32_t worst = 0;
  option_set set = {.command = "scanline evaluate",
                    .operands = "MODEL FOLDER|CSV",
                    .purpose =
                        "Measures a model on labelled pictures: a folder with a folder a class, or "
                        "a CSV file of paths\n"
                        "and labels. Damaged pictures are listed and left out."};
  const cli_option options[] = {
      {.kind = OPTION_CHOICE,
       .name = "split",
       .target = &split,
       .argument = "PART",
       .choices = splits,
       .help =
           "which pictures; without options the parts are those of the model's training"},
      {.kind = OPTION_UINT32,
       .name = "threads",
       .letter = 't',
       .target = &data.dataset.threads,
       .argument = "N",
       .fallback = "0, one a processor",
       .help = "at most 1024; the results do not depend on it"},
      {.kind = OPTION_SET,
       .name = "flip-average",
       .target = &flip_average,
       .help = "goes by the mean for a picture and its mirror image, whatever the model says"},
      {.kind = OPTION_UINT32,
       .name = "worst",
       .letter = 'w',
       .target = &worst,
       .argument = "N",
       .help = "lists so many mistakes, those with the largest loss"},
  };
  int operand;

  data_settings_init(&data);
  output_settings_add(&output, &set);
  OPTIONS_ADD(&set, options);
  data_settings_add(&data, &set);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (argc - operand != 2) {
    options_complain(&set, "a model and one folder or CSV file are needed");
    return EXIT_USAGE;
  }
  terminal_start(output.quiet != 0);
  return run(argv[operand], argv[operand + 1], &set, &data, split, flip_average != 0, worst,
             &output);
}
