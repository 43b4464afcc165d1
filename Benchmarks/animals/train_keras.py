"""Keras on TensorFlow: its augmentation layers in a tf.data pipeline with cache and prefetch."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from common import (  # noqa: E402
    BATCH,
    DEVIATION,
    LEARNING_RATE,
    MEAN,
    ROTATION,
    SIZE,
    UNITS,
    ZOOM,
    Split,
    Stopwatch,
    arguments,
    progress,
    report,
)


def decoded(path: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """One file as [SIZE, SIZE, 3] floats from 0 to 255, antialiased."""
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    image = tf.image.resize(image, (SIZE, SIZE), antialias=True)
    return tf.clip_by_value(image, 0.0, 255.0), label


def pictures(items: list[tuple[str, int]]) -> tf.data.Dataset:
    paths = [path for path, _ in items]
    labels = [label for _, label in items]
    dataset = tf.data.Dataset.from_tensor_slices((paths, labels))
    return dataset.map(decoded, num_parallel_calls=1).cache()


class Clock(keras.callbacks.Callback):
    """Times the training part of every epoch: from its begin to the begin of its validation."""

    def __init__(self, count: int, seed: int) -> None:
        super().__init__()
        self.count, self.seed = count, seed
        self.watch = Stopwatch()
        self.epochs: list[dict[str, float]] = []

    def on_epoch_begin(self, epoch: int, logs=None) -> None:
        self.watch.start()

    def on_test_begin(self, logs=None) -> None:
        self.watch.stop(self.count)

    def on_epoch_end(self, epoch: int, logs=None) -> None:
        self.epochs.append(
            {
                **self.watch.speeds,
                "training_loss": float(logs["loss"]),
                "validation_loss": float(logs["val_loss"]),
                "validation_accuracy": float(logs["val_accuracy"]),
            }
        )
        progress("keras", self.seed, epoch + 1, self.epochs[-1])


def main() -> None:
    options = arguments(__doc__)
    split = Split(options.split)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.utils.set_random_seed(options.seed)

    augment = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomRotation(ROTATION),
            keras.layers.RandomZoom(ZOOM),
        ]
    )
    training = (
        pictures(split.training)
        .shuffle(len(split.training), seed=options.seed)
        .batch(BATCH)
        .map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=1)
        .prefetch(2)
    )
    validation = pictures(split.validation).batch(BATCH).prefetch(2)

    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            keras.layers.Rescaling(
                [1 / (255 * d) for d in DEVIATION], [-m / d for m, d in zip(MEAN, DEVIATION)]
            ),
            keras.layers.Reshape((SIZE, SIZE * 3)),
            keras.layers.LSTM(UNITS),
            keras.layers.Dense(len(split.labels), activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(LEARNING_RATE),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    clock = Clock(len(split.training), options.seed)
    model.fit(
        training,
        validation_data=validation,
        epochs=options.epochs,
        callbacks=[clock],
        verbose=0,
    )
    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}
    report("keras", versions, options.seed, clock.epochs)


if __name__ == "__main__":
    main()
