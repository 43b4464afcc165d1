#include "settings.h"

void recipe_add(scanline_train_options *train, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Regularisation"},
      {.kind = OPTION_DOUBLE,
       .name = "ema-decay",
       .target = &train->ema_decay,
       .argument = "D",
       .fallback = "0, none",
       .help = "moving average of the weights, kept in their place; below 1, like 0.995"},
      {.kind = OPTION_DOUBLE,
       .name = "layer-decay",
       .target = &train->layer_decay,
       .argument = "SHARE",
       .help = "every layer learns at this share of the rate of the next one"},
      {.kind = OPTION_UINT32,
       .name = "frozen-layers",
       .target = &train->frozen_layers,
       .argument = "N",
       .help = "the first N layers of the network do not learn"},
      {.kind = OPTION_SET,
       .name = "balanced-sampling",
       .target = &train->balanced_sampling,
       .help = "every class comes equally often in an epoch"},
      {.kind = OPTION_HEADING, .help = "What the answers are worth: fitted on the held-out pictures"},
      {.kind = OPTION_CLEAR,
       .name = "no-calibrate",
       .alias = "no-calibration",
       .target = &train->calibrate,
       .help = "leaves the probabilities as the network gives them"},
      {.kind = OPTION_DOUBLE,
       .name = "known-share",
       .target = &train->known_share,
       .argument = "SHARE",
       .fallback = "0, every picture is known",
       .help = "of such pictures that the model shall know, like 0.95; to other kinds it answers "
               "\"unknown\""},
  };
  OPTIONS_ADD(set, options);
  mixing_add(train, set);
}

void mixing_add(scanline_train_options *train, option_set *set) {
  const cli_option options[] = {
      {.kind = OPTION_HEADING, .help = "Mixing: pictures of a batch, in pairs, labels too"},
      {.kind = OPTION_DOUBLE,
       .name = "mixup-probability",
       .target = &train->mixup_probability,
       .argument = "P",
       .help = "share of the batches whose pictures are blended"},
      {.kind = OPTION_DOUBLE,
       .name = "mixup-alpha",
       .target = &train->mixup_alpha,
       .argument = "A",
       .help = "the blends' shares are from Beta(A, A)"},
      {.kind = OPTION_DOUBLE,
       .name = "cutmix-probability",
       .target = &train->cutmix_probability,
       .argument = "P",
       .help = "share of the batches whose pictures get a rectangle of another"},
      {.kind = OPTION_DOUBLE,
       .name = "cutmix-alpha",
       .target = &train->cutmix_alpha,
       .argument = "A",
       .help = "the areas' shares are from Beta(A, A)"},
  };
  OPTIONS_ADD(set, options);
}
