/*
 * Trains one model in several processes. Each worker takes its part of every batch; before every
 * update Scanline hands it the gradient, which it sends to the parent and gets back as the mean
 * over all workers. Sockets stand here for what a cluster would use (MPI, NCCL, Ray). With two
 * workers the weights are, bit for bit, those of one.
 *
 *     cc -std=c99 all_reduce.c $(pkg-config --cflags --libs scanline) -o all_reduce
 *     ./all_reduce photos/ WORKERS EPOCHS model.safetensors
 */
#define _POSIX_C_SOURCE 200809L

#include <scanline.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKER_LIMIT = 8 };

static bool send_all(int socket, const void *data, size_t size) {
  const char *at = data;
  while (size > 0) {
    ssize_t sent = send(socket, at, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    at += sent;
    size -= (size_t)sent;
  }
  return true;
}

static bool receive_all(int socket, void *data, size_t size) {
  char *at = data;
  while (size > 0) {
    ssize_t got = recv(socket, at, size, 0);
    if (got <= 0) return false;
    at += got;
    size -= (size_t)got;
  }
  return true;
}

/* ---- A worker -------------------------------------------------------------------------------- */

static int32_t all_reduce(float *gradients, size_t count, void *user_data) {
  int socket = *(const int *)user_data;
  uint64_t announced = count;
  bool good = send_all(socket, &announced, sizeof announced) &&
              send_all(socket, gradients, count * sizeof *gradients) &&
              receive_all(socket, gradients, count * sizeof *gradients);
  return good ? 0 : 1; /* non-zero stops the run: another worker has gone */
}

static int32_t show(const scanline_epoch *epoch, void *user_data) {
  (void)user_data;
  printf("epoch %u: loss %.6f\n", (unsigned)epoch->epoch, epoch->training_loss);
  fflush(stdout);
  return 0;
}

static scanline_status make_model(scanline_dataset *dataset, scanline_model **model) {
  scanline_dataset_info info;
  const char **labels;
  scanline_status status;
  scanline_dataset_info_init(&info);
  status = scanline_dataset_get_info(dataset, &info);
  labels = calloc(info.label_count + 1, sizeof *labels);
  if (!labels) return SCANLINE_NO_MEMORY;
  for (uint32_t i = 0; i < info.label_count && status == SCANLINE_OK; i++) {
    status = scanline_dataset_get_label(dataset, i, &labels[i]);
  }
  if (status == SCANLINE_OK) {
    status = scanline_model_create(NULL, labels, info.label_count, 1, model);
  }
  free(labels);
  return status;
}

/* Worker 0 saves the model; all of them have the same. */
static int work(char **argv, int worker, int workers, int socket) {
  scanline_dataset *dataset = NULL;
  scanline_model *model = NULL;
  scanline_trainer *trainer = NULL;
  scanline_train_options options;
  scanline_status status;

  scanline_train_options_init(&options);
  options.epochs = (uint32_t)atoi(argv[3]);
  options.threads = 1;
  status = scanline_dataset_open_folder(argv[1], NULL, NULL, NULL, &dataset);
  if (status == SCANLINE_OK) status = make_model(dataset, &model);
  if (status == SCANLINE_OK) status = scanline_trainer_create(model, &options, &trainer);
  if (status == SCANLINE_OK && workers > 1) {
    status = scanline_trainer_set_all_reduce(trainer, all_reduce, &socket, (uint32_t)worker,
                                             (uint32_t)workers);
  }
  if (status == SCANLINE_OK) {
    status = scanline_trainer_fit(trainer, dataset, NULL, worker == 0 ? show : NULL, NULL, NULL);
  }
  if (status == SCANLINE_OK && worker == 0) status = scanline_model_save(model, argv[4]);
  if (status != SCANLINE_OK) {
    fprintf(stderr, "worker %d: %s\n", worker, scanline_last_error_message());
  }
  scanline_trainer_free(trainer);
  scanline_model_free(model);
  scanline_dataset_free(dataset);
  return status == SCANLINE_OK ? 0 : 1;
}

/* ---- The parent ------------------------------------------------------------------------------ */

/* The mean of all workers' gradients, summed in pairs: the order in which one process adds the
 * parts of a whole batch, hence the same bits when the number of workers is a power of two. */
static void average(float *gradients, size_t count, int workers) {
  for (int step = 1; step < workers; step *= 2) {
    for (int i = 0; i + step < workers; i += 2 * step) {
      float *left = gradients + (size_t)i * count;
      const float *right = gradients + (size_t)(i + step) * count;
      for (size_t j = 0; j < count; j++) left[j] += right[j];
    }
  }
  for (size_t j = 0; j < count; j++) gradients[j] /= (float)workers;
}

/* Serves updates until a worker has no more. */
static bool serve(const int *sockets, int workers) {
  float *gradients = NULL;
  uint64_t count = 0;
  bool good = true;
  while (good && receive_all(sockets[0], &count, sizeof count)) {
    float *larger = realloc(gradients, (size_t)count * (size_t)workers * sizeof *gradients);
    good = larger != NULL;
    if (!good) break;
    gradients = larger;
    for (int i = 0; i < workers && good; i++) {
      uint64_t announced = count;
      if (i > 0) good = receive_all(sockets[i], &announced, sizeof announced);
      good = good && announced == count &&
             receive_all(sockets[i], gradients + (size_t)i * count, count * sizeof *gradients);
    }
    if (!good) break;
    average(gradients, count, workers);
    for (int i = 0; i < workers && good; i++) {
      good = send_all(sockets[i], gradients, count * sizeof *gradients);
    }
  }
  free(gradients);
  return good;
}

int main(int argc, char **argv) {
  int sockets[WORKER_LIMIT];
  int workers = argc == 5 ? atoi(argv[2]) : 0;
  int code = 0;
  if (workers < 1 || workers > WORKER_LIMIT) {
    fprintf(stderr, "usage: %s FOLDER WORKERS EPOCHS MODEL; WORKERS is 1 to %d\n", argv[0],
            WORKER_LIMIT);
    return 2;
  }
  for (int worker = 0; worker < workers; worker++) {
    int pair[2];
    pid_t child;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0 || (child = fork()) < 0) {
      perror("cannot start a worker");
      return 1;
    }
    if (child == 0) {
      for (int other = 0; other < worker; other++) close(sockets[other]);
      close(pair[0]);
      exit(work(argv, worker, workers, pair[1]));
    }
    close(pair[1]);
    sockets[worker] = pair[0];
  }
  if (!serve(sockets, workers)) code = 1;
  for (int worker = 0; worker < workers; worker++) close(sockets[worker]);
  for (int worker = 0; worker < workers; worker++) {
    int status;
    wait(&status);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) code = 1;
  }
  return code;
}
