"""How well a training would do, measured on every picture of a dataset."""

from __future__ import annotations

import csv
import ctypes
from dataclasses import dataclass
from typing import Any, Callable, Optional

import numpy as np

from . import _prototypes as c
from ._calls import Call
from ._library import lib
from ._native import PathLike, initialised, pointer, whole
from .dataset import Dataset
from .history import Epoch
from .model import Model
from .options import TrainingOptions, training_options


@dataclass(frozen=True)
class Fold:
    """The figures of one fold."""

    fold: int  #: from 1
    training_count: int
    validation_count: int  #: pictures of the fold that were measured
    epochs_run: int
    best_epoch: int  #: from 1
    loss: float  #: mean cross-entropy of the fold's pictures, nats
    accuracy: float
    seconds: float

    @classmethod
    def _from(cls, fold: c.scanline_fold) -> Fold:
        return cls(**{name: getattr(fold, name) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class CrossValidation:
    """What :func:`cross_validate` returns."""

    folds: list[Fold]
    accuracy: float  #: mean over the folds
    accuracy_deviation: float  #: standard deviation over the folds, of a sample
    loss: float
    loss_deviation: float
    labels: list[str]
    paths: list[str]  #: of all pictures, in the dataset's order
    truth: np.ndarray  #: int32 [pictures]: indices of labels
    fold_of_sample: np.ndarray  #: uint32 [pictures], from 1
    #: float32 [pictures, labels]: what the model that had not seen a picture says of it; NaN for a
    #: picture that could not be read any more
    probabilities: np.ndarray

    def save_predictions(self, path: PathLike) -> None:
        """Write a CSV file with a row a picture: path, truth, label, fold, a column a label."""
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["path", "truth", "label", "fold", *self.labels])
            for index, row in enumerate(self.probabilities):
                known = not np.isnan(row[0])
                writer.writerow(
                    [
                        self.paths[index],
                        self.labels[self.truth[index]],
                        self.labels[int(row.argmax())] if known else "",
                        self.fold_of_sample[index],
                        *([f"{value:.9g}" for value in row] if known else [""] * len(row)),
                    ]
                )


def cross_validate(
    model: Model,
    dataset: Dataset,
    options: Optional[TrainingOptions] = None,
    *,
    folds: int = 5,
    on_fold: Optional[Callable[[Fold], Optional[bool]]] = None,
    on_epoch: Optional[Callable[[Epoch], Optional[bool]]] = None,
    **changes: Any,
) -> CrossValidation:
    """Train as many models as there are folds, each without one, and measure it by that one.

    With ``restore_best`` (the default) each fold chooses its epoch by the pictures that it is
    measured by, which flatters: ``restore_best=False`` gives honest figures.

    Args:
        model: what each fold begins with, its weights included; it is not changed.
        dataset: all of its pictures are used, whatever its split.
        options: the settings of every fold.
        folds: 2 to 100, and at most the pictures of the smallest class; pictures that are the same
            stay in one fold.
        on_fold: called after every fold; False stops (CancelledError), and so does an exception.
        on_epoch: called after every epoch of every fold.
        changes: settings by name, as for :class:`Trainer`.
    """
    labels = model.labels
    struct = training_options(options, changes)._struct(labels)
    samples = dataset.samples
    results: list[Fold] = []

    def ended(borrowed: Any, _: None) -> Optional[bool]:
        results.append(Fold._from(borrowed.contents))
        return None if on_fold is None else on_fold(results[-1])

    def epoch(borrowed: Any, _: None) -> Optional[bool]:
        return None if on_epoch is None else on_epoch(Epoch._from(borrowed.contents))

    result = initialised(c.scanline_cross_validation)
    fold_of_sample = np.zeros(len(samples), np.uint32)
    probabilities = np.empty((len(samples), len(labels)), np.float32)
    call = Call()
    call.run(
        lib.scanline_cross_validate,
        model._handle,
        dataset._handle,
        ctypes.byref(struct),
        whole(folds, "folds"),
        call.callback(c.scanline_batch_callback, lambda *_: None),
        call.callback(c.scanline_epoch_callback, epoch),
        call.callback(c.scanline_fold_callback, ended),
        None,
        ctypes.byref(result),
        pointer(fold_of_sample, ctypes.c_uint32),
        fold_of_sample.size,
        pointer(probabilities, ctypes.c_float),
        probabilities.size,
    )
    return CrossValidation(
        folds=results,
        accuracy=result.mean_accuracy,
        accuracy_deviation=result.accuracy_deviation,
        loss=result.mean_loss,
        loss_deviation=result.loss_deviation,
        labels=labels,
        paths=[sample.path for sample in samples],
        truth=np.array([labels.index(sample.label) for sample in samples], np.int32),
        fold_of_sample=fold_of_sample,
        probabilities=probabilities,
    )
