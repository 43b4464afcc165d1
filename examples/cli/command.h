/* The commands, and what they share. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <scanline.h>
#include <stdbool.h>

/* What the command ends with. Documented in docs/cli.md: do not renumber. */
enum {
  EXIT_GOOD = 0,
  EXIT_FINDINGS = 1,      /* done, but some files are damaged or could not be classified */
  EXIT_USAGE = 2,         /* a wrong option or value; nothing was done */
  EXIT_FAULT = 3,         /* could not be done: the message says why */
  EXIT_INTERRUPTED = 130, /* stopped by Ctrl-C or SIGTERM; what there was is saved */
};

/* Each takes its own name as argv[0] and returns an exit code. */
int command_validate(int argc, char **argv);
int command_train(int argc, char **argv);
int command_evaluate(int argc, char **argv);
int command_classify(int argc, char **argv);
int command_cross_validate(int argc, char **argv);
int command_tune(int argc, char **argv);
int command_augment(int argc, char **argv);
int command_convert(int argc, char **argv);
int command_info(int argc, char **argv);
int command_duplicates(int argc, char **argv);
int command_calibrate(int argc, char **argv);
int command_explain(int argc, char **argv);

/* Says the library's last error and turns its status into an exit code. */
int report_failure(scanline_status status);

/* ---- Texts, to be freed --------------------------------------------------------------------- */

/* A text of the library; NULL after a failure, with *status saying which. */

typedef scanline_status (*model_text_getter)(scanline_model *model, char *json, size_t capacity,
                                             size_t *needed);

char *model_text(scanline_model *model, model_text_getter getter, scanline_status *status);

/* The text of a JSON file (a network, a search space), or NULL for no file. Says what went wrong
 * when it returns false. */
bool read_json(const char *path, char **spec);
/* The same for a network: a word of small letters is the name of a preset, and no file. */
bool read_network(const char *path, char **spec);

#endif
