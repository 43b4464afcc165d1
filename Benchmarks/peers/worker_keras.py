"""Keras on TensorFlow: `tf.data` with cache and prefetch, its own augmentation layers, steps compiled
by `tf.function`."""

from __future__ import annotations

import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from common import (  # noqa: E402
    BATCH,
    DEVIATION,
    FEATURES,
    LABELS,
    MEAN,
    ROTATION,
    SIZE,
    STEPS,
    UNITS,
    ZOOM,
    arguments,
    epochs,
    labelled,
    paths,
    repeated,
    serve,
)

options = arguments()
tf.config.threading.set_intra_op_parallelism_threads(options.cores)
tf.config.threading.set_inter_op_parallelism_threads(options.cores)


def rows(layers: int = 1, both_ways: bool = False) -> keras.Model:
    """Logits of sequences [n, 64, 192]."""
    network = keras.Sequential([keras.Input((STEPS, FEATURES))])
    for index in range(layers):
        lstm = keras.layers.LSTM(UNITS, return_sequences=index + 1 < layers)
        network.add(keras.layers.Bidirectional(lstm) if both_ways else lstm)
    network.add(keras.layers.Dense(len(LABELS)))
    return network


def step(layers: int, both_ways: bool):
    def make():
        network = rows(layers, both_ways)
        optimiser = keras.optimizers.Adam(0.001)
        optimiser.build(network.trainable_variables)
        loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        inputs = tf.random.uniform((BATCH, STEPS, FEATURES))
        targets = tf.random.uniform((BATCH,), maxval=len(LABELS), dtype=tf.int32)

        @tf.function
        def update():
            with tf.GradientTape() as tape:
                loss = loss_of(targets, network(inputs, training=True))
            gradients = tape.gradient(loss, network.trainable_variables)
            optimiser.apply(gradients, network.trainable_variables)
            return loss

        return lambda: update().numpy()

    return repeated(make)


def decoded(path: tf.Tensor) -> tf.Tensor:
    """One file as [64, 64, 3] floats from 0 to 255, scaled down by the decoder as far as it may."""
    data = tf.io.read_file(path)
    shorter = tf.reduce_min(tf.io.extract_jpeg_shape(data)[:2])
    image = tf.case(
        [
            (shorter >= ratio * SIZE, lambda r=ratio: tf.io.decode_jpeg(data, 3, ratio=r))
            for ratio in (8, 4, 2)
        ],
        lambda: tf.io.decode_jpeg(data, 3),
    )
    return tf.clip_by_value(tf.image.resize(image, (SIZE, SIZE), antialias=True), 0.0, 255.0)


def rescaling() -> keras.layers.Layer:
    return keras.layers.Rescaling(
        [1 / (255 * d) for d in DEVIATION], [-m / d for m, d in zip(MEAN, DEVIATION)]
    )


class Clock(keras.callbacks.Callback):
    def __init__(self, start: float) -> None:
        super().__init__()
        self.start, self.times = start, []

    def on_epoch_end(self, epoch: int, logs=None) -> None:
        now = time.perf_counter()
        self.times.append(now - self.start)
        self.start = now


def train(count: int) -> list[float]:
    clock = Clock(time.perf_counter())
    files, labels = labelled(options.photos)
    augment = keras.Sequential(
        [
            keras.layers.RandomFlip("horizontal"),
            keras.layers.RandomRotation(ROTATION),
            keras.layers.RandomZoom(ZOOM),
        ]
    )
    data = (
        tf.data.Dataset.from_tensor_slices((files, labels))
        .map(lambda path, label: (decoded(path), label), num_parallel_calls=options.cores)
        .cache()
        .shuffle(len(files))
        .batch(BATCH)
        .map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=options.cores)
        .prefetch(2)
    )
    network = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            rescaling(),
            keras.layers.Reshape((STEPS, FEATURES)),
            rows(),
        ]
    )
    network.compile(
        optimizer=keras.optimizers.Adam(0.001),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    )
    network.fit(data, epochs=count, verbose=0, callbacks=[clock])
    return clock.times


def sequence():
    network, inputs = rows(), tf.random.uniform((1, STEPS, FEATURES))

    @tf.function
    def predict(values):
        return tf.nn.softmax(network(values))

    return lambda: predict(inputs).numpy()


def folder():
    network = rows()
    scale = rescaling()

    @tf.function
    def predict(pictures):
        return tf.nn.softmax(network(tf.reshape(scale(pictures), (-1, STEPS, FEATURES))))

    data = (
        tf.data.Dataset.from_tensor_slices(paths(options.photos))
        .map(decoded, num_parallel_calls=options.cores)
        .batch(BATCH)
        .prefetch(2)
    )
    return lambda: [predict(batch).numpy() for batch in data]


if __name__ == "__main__":
    serve(
        {"keras": keras.__version__, "tensorflow": tf.__version__},
        {
            "lstm-step": step(1, False),
            "bilstm2-step": step(2, True),
            "train": epochs(len(paths(options.photos)), train),
            "sequence": repeated(sequence),
            "folder": repeated(folder),
        },
    )
