"""How well a model does on labelled pictures."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Optional, Union

import numpy as np

from . import _prototypes as c
from ._enums import Split, member
from ._errors import check
from ._library import lib
from ._native import initialised, pointer, whole
from .dataset import Dataset
from .model import Model


#: Labels, beyond which the library makes no confusion matrix.
LARGEST_CONFUSION = 1024


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
    #: uint64 [labels, labels]; row: truth, column: prediction; None of more than 1024 labels
    confusion: Optional[np.ndarray]
    temperature: float  #: the model's; 1: not calibrated
    calibration_error: float  #: expected calibration error (15 bins) of the model's answers
    uncalibrated_loss: float  #: loss at a temperature of 1
    uncalibrated_error: float  #: calibration error at a temperature of 1
    unknown_count: int  #: pictures answered with "unknown"


@dataclass(frozen=True)
class SampleAnswer:
    """What a model says of one labelled picture."""

    path: str
    truth: str
    label: str  #: the likeliest
    probability: float  #: of ``label``
    truth_probability: float
    uncalibrated_probability: float  #: of ``label``, at a temperature of 1
    loss: float  #: cross-entropy, nats
    unknown: bool
    unknown_score: float  #: NaN: the model takes all pictures for known


def evaluate_samples(
    model: Model,
    dataset: Dataset,
    split: Union[Split, str] = Split.VALIDATION,
    *,
    threads: int = 0,
) -> list[SampleAnswer]:
    """What a model says of every picture of a part of a dataset, in the dataset's order.

    Args:
        split: "validation", "training" or "all".
        threads: at most 1024; 0 for one a processor.
    """
    part = member(Split, split, "split")
    return _answers(model, dataset, part, c.SCANLINE_ANSWERS_BY_SAMPLE, len(dataset), threads)


def worst_mistakes(
    model: Model,
    dataset: Dataset,
    split: Union[Split, str] = Split.VALIDATION,
    *,
    count: int = 20,
    threads: int = 0,
) -> list[SampleAnswer]:
    """The wrong answers with the largest loss, the worst first; see :func:`evaluate_samples`."""
    part = member(Split, split, "split")
    most = min(whole(count, "count", ctypes.c_size_t), len(dataset))
    return _answers(model, dataset, part, c.SCANLINE_ANSWERS_WORST, most, threads)


def _answers(
    model: Model, dataset: Dataset, split: int, order: int, capacity: int, threads: int
) -> list[SampleAnswer]:
    answers = (c.scanline_sample_answer * capacity)()
    count = ctypes.c_size_t()
    check(
        lib.scanline_model_evaluate_samples(
            model._handle,
            dataset._handle,
            split,
            order,
            whole(threads, "threads"),
            answers,
            capacity,
            ctypes.byref(count),
        )
    )
    labels, samples = model.labels, dataset.samples
    return [
        SampleAnswer(
            path=samples[each.sample].path,
            truth=labels[each.truth],
            label=labels[each.label],
            probability=each.probability,
            truth_probability=each.truth_probability,
            uncalibrated_probability=each.uncalibrated_probability,
            loss=each.loss,
            unknown=bool(each.is_unknown),
            unknown_score=each.unknown_score,
        )
        for each in answers[: min(count.value, capacity)]
    ]


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
        threads: at most 1024; 0 for one a processor.
    """
    labels = model.labels
    result = initialised(c.scanline_evaluation)
    classes = (c.scanline_class_figures * len(labels))()
    confusion = None
    if len(labels) <= LARGEST_CONFUSION:
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
            None if confusion is None else pointer(confusion, ctypes.c_uint64),
            0 if confusion is None else confusion.size,
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
        temperature=result.temperature,
        calibration_error=result.calibration_error,
        uncalibrated_loss=result.uncalibrated_loss,
        uncalibrated_error=result.uncalibrated_error,
        unknown_count=result.unknown_count,
    )
