"""How well a model does on labelled pictures."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Union

import numpy as np

from . import _prototypes as c
from ._enums import Split, member
from ._errors import check
from ._library import lib
from ._native import initialised, pointer, whole
from .dataset import Dataset
from .model import Model


@dataclass(frozen=True)
class ClassFigures:
    """The figures of one class. A figure whose denominator is 0 is 0."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int  #: samples of this class


@dataclass(frozen=True)
class Evaluation:
    """The result of :func:`evaluate`."""

    sample_count: int
    loss: float  #: mean cross-entropy, nats
    accuracy: float  #: 0 to 1
    classes: list[ClassFigures]  #: in the order of the model's labels
    confusion: np.ndarray  #: uint64 [labels, labels]; row: truth, column: prediction


def evaluate(
    model: Model,
    dataset: Dataset,
    split: Union[Split, str] = Split.VALIDATION,
    *,
    threads: int = 0,
) -> Evaluation:
    """Classify one part of a dataset, or all of it, and count.

    Args:
        split: "validation", "training" or "all".
        threads: 0 for one a processor.
    """
    labels = model.labels
    result = initialised(c.scanline_evaluation)
    classes = (c.scanline_class_figures * len(labels))()
    confusion = np.zeros((len(labels), len(labels)), np.uint64)
    check(
        lib.scanline_model_evaluate(
            model._handle,
            dataset._handle,
            member(Split, split, "split"),
            whole(threads, "threads"),
            ctypes.byref(result),
            classes,
            len(labels),
            pointer(confusion, ctypes.c_uint64),
            confusion.size,
        )
    )
    return Evaluation(
        sample_count=result.sample_count,
        loss=result.loss,
        accuracy=result.accuracy,
        classes=[
            ClassFigures(label, each.precision, each.recall, each.f1, each.support)
            for label, each in zip(labels, classes)
        ],
        confusion=confusion,
    )
