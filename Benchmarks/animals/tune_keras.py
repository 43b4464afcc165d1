"""KerasTuner's Hyperband over the common space, on the pipeline of train_keras.py."""

from __future__ import annotations

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import tempfile  # noqa: E402
import time  # noqa: E402
from typing import Any  # noqa: E402

import keras  # noqa: E402
import keras_tuner  # noqa: E402
import tensorflow as tf  # noqa: E402
from common import BATCH, DEVIATION, MEAN, ROTATION, SIZE, UNITS, ZOOM, Split  # noqa: E402
from train_keras import pictures  # noqa: E402
from tuning import SPACE, evaluated_on, report, tuning_arguments  # noqa: E402


def model_of(labels: int, layers: int, units: int, dropout: float, rate: float) -> keras.Model:
    model = keras.Sequential(
        [
            keras.Input((SIZE, SIZE, 3)),
            keras.layers.Rescaling(
                [1 / (255 * d) for d in DEVIATION], [-m / d for m, d in zip(MEAN, DEVIATION)]
            ),
            keras.layers.Reshape((SIZE, SIZE * 3)),
        ]
    )
    for index in range(layers):
        model.add(keras.layers.LSTM(units, return_sequences=index + 1 < layers))
        if dropout > 0:
            model.add(keras.layers.Dropout(dropout))
    model.add(keras.layers.Dense(labels, activation="softmax"))
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def main() -> None:
    options = tuning_arguments(__doc__)
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
    start, busy = time.perf_counter(), time.process_time()
    training = (
        pictures(split.training)
        .shuffle(len(split.training), seed=options.seed)
        .batch(BATCH)
        .map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=1)
        .prefetch(2)
    )
    validation = pictures(split.validation).batch(BATCH).prefetch(2)
    with tempfile.TemporaryDirectory() as folder:
        result, model = (untuned if options.untuned else search)(
            folder, len(split.labels), training, validation, options
        )
        result["seconds"] = time.perf_counter() - start
        result["cpu_seconds"] = time.process_time() - busy
        if options.split_has_test:
            test = pictures(evaluated_on(options.split)).batch(BATCH)
            result["test_accuracy"] = float(model.evaluate(test, verbose=0)[1])
    versions = {
        "keras-tuner": keras_tuner.__version__,
        "keras": keras.__version__,
        "tensorflow": tf.__version__,
    }
    report("keras", versions, options.seed, result)


def search(
    folder: str, labels: int, training: Any, validation: Any, options: Any
) -> tuple[dict[str, Any], keras.Model]:
    def build(hp: Any) -> keras.Model:
        return model_of(
            labels,
            layers=hp.Int("layers", SPACE["layers"]["low"], SPACE["layers"]["high"]),
            units=hp.Choice("units", SPACE["units"]["values"]),
            dropout=hp.Float("dropout", SPACE["dropout"]["low"], SPACE["dropout"]["high"]),
            rate=hp.Float(
                "learning_rate",
                SPACE["learning_rate"]["low"],
                SPACE["learning_rate"]["high"],
                sampling="log",
            ),
        )

    tuner = keras_tuner.Hyperband(
        build,
        objective="val_accuracy",
        max_epochs=options.epochs,
        factor=3,
        seed=options.seed + 1,  # it takes 0 for no seed
        directory=folder,
        project_name="search",
    )
    tuner.search(training, validation_data=validation, verbose=0)
    trials = list(tuner.oracle.trials.values())
    best = tuner.oracle.get_best_trials(1)[0]
    epochs = sum(
        trial.hyperparameters.values["tuner/epochs"]
        - trial.hyperparameters.values["tuner/initial_epoch"]
        for trial in trials
    )
    result = {
        "validation_accuracy": float(best.score),
        "trials": len(trials),
        "epochs": int(epochs),
    }
    return result, tuner.get_best_models(1)[0]


def untuned(
    folder: str, labels: int, training: Any, validation: Any, options: Any
) -> tuple[dict[str, Any], keras.Model]:
    """The default of train_keras.py, its best epoch by the validation loss kept."""
    epochs = 30
    model = model_of(labels, layers=1, units=UNITS, dropout=0, rate=0.001)
    path = os.path.join(folder, "best.keras")
    keep = keras.callbacks.ModelCheckpoint(path, monitor="val_loss", save_best_only=True)
    history = model.fit(
        training, validation_data=validation, epochs=epochs, callbacks=[keep], verbose=0
    ).history
    best = min(range(epochs), key=lambda epoch: history["val_loss"][epoch])
    accuracy = float(history["val_accuracy"][best])
    result = {"validation_accuracy": accuracy, "trials": 1, "epochs": epochs}
    return result, keras.models.load_model(path)


if __name__ == "__main__":
    main()
