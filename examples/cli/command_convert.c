#include "command.h"
#include "options.h"

static const option_choice precisions[] = {{"float32", SCANLINE_PRECISION_FLOAT32},
                                           {"float16", SCANLINE_PRECISION_FLOAT16},
                                           {NULL, 0}};

int command_convert(int argc, char **argv) {
  const char *output = NULL;
  scanline_precision precision = SCANLINE_PRECISION_FLOAT32;
  option_set set = {.command = "scanline convert",
                    .operands = "MODEL -o MODEL",
                    .purpose =
                        "Saves a model with its kernels in another precision. float16 halves the "
                        "file; computing is\nin float32 all the same."};
  const cli_option options[] = {
      {.kind = OPTION_TEXT,
       .name = "output",
       .letter = 'o',
       .target = &output,
       .argument = "MODEL",
       .help = "where the model goes; must be given"},
      {.kind = OPTION_CHOICE,
       .name = "precision",
       .target = &precision,
       .argument = "NAME",
       .choices = precisions,
       .help = "of the kernels"},
  };
  scanline_model *model = NULL;
  scanline_status status;
  int operand;

  OPTIONS_ADD(&set, options);
  switch (options_parse(&set, argc, argv, &operand)) {
    case PARSE_HELP_SHOWN: return EXIT_GOOD;
    case PARSE_FAILED: return EXIT_USAGE;
    case PARSE_RUN: break;
  }
  if (!output || argc - operand != 1) {
    options_complain(&set, !output ? "--output is missing" : "one model is needed");
    return EXIT_USAGE;
  }
  status = scanline_model_load(argv[operand], &model);
  if (status == SCANLINE_OK) status = scanline_model_save_as(model, output, precision);
  scanline_model_free(model);
  return status == SCANLINE_OK ? EXIT_GOOD : report_failure(status);
}
