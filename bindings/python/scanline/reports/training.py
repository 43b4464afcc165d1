"""The page of a training: learning curves, and with the model and its pictures how far its answers can be
trusted."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np

from .._enums import Quality, member
from .._native import PathLike
from . import figures
from ._files import model_header
from ._page import write_page
from ._pictures import thumbnail

NOUN = "a training (its history as JSON, or the model)"

#: Of the reliability diagram and the expected calibration error.
BINS = 15


def _flags(text: str) -> Quality:
    flags = Quality(0)
    for word in text.split(","):
        flags |= member(Quality, word, "refused_quality")
    return flags


#: The options of the split that have a value: its type, and what stands for it in the help.
_SPLIT: dict[str, tuple[Any, str]] = {
    "validation-share": (float, "SHARE"),
    "split-seed": (int, "SEED"),
    "policy": (str, "POLICY"),
    "salvage-share": (float, "SHARE"),
    "refused-quality": (_flags, "FLAGS"),
    "group-duplicates": (str, "KIND"),
    "duplicate-distance": (int, "BITS"),
}


def knows(first: Any) -> bool:
    """Whether this is a history, or the header of a model file."""
    if isinstance(first, dict):
        return "scanline.labels" in first.get("__metadata__", {})
    return isinstance(first, list) and bool(first) and _is_epoch(first[0])


def _is_epoch(value: Any) -> bool:
    return isinstance(value, dict) and "training_loss" in value and "epoch" in value


def add_options(group: Any) -> None:
    group.add_argument(
        "--pictures",
        metavar="FOLDER",
        help="labelled pictures, a folder or CSV file, to measure the model by",
    )
    group.add_argument("--model", metavar="MODEL", help="of a history")
    group.add_argument(
        "--part",
        choices=("validation", "training", "all"),
        default="validation",
        help="of the pictures (default: %(default)s)",
    )
    for name, (kind, metavar) in _SPLIT.items():
        group.add_argument(
            "--" + name,
            type=kind,
            metavar=metavar,
            help="as for `scanline train` (default: that of the model's training)",
        )
    group.add_argument(
        "--drop-label-conflicts", action="store_true", default=None, help="as for `scanline train`"
    )
    group.add_argument(
        "--worst", type=int, default=24, metavar="N", help="mistakes shown (default: %(default)s)"
    )


def make(options: Any) -> None:
    names = {name.replace("-", "_") for name in [*_SPLIT, "drop-label-conflicts"]}
    split = {"seed" if name == "split_seed" else name: getattr(options, name) for name in names}
    write_training(
        options.report,
        options.output,
        model=options.model,
        pictures=options.pictures,
        part=options.part,
        split={key: value for key, value in split.items() if value is not None},
        worst=options.worst,
        title=options.title or "Training",
    )


def write_training(
    source: PathLike,
    output: PathLike,
    *,
    model: Optional[PathLike] = None,
    pictures: Optional[PathLike] = None,
    part: str = "validation",
    split: Optional[dict[str, Any]] = None,
    worst: int = 24,
    title: str = "Training",
) -> None:
    """Make the page of a training.

    Args:
        source: a history as JSON (``scanline train --history``, :meth:`Trainer.save_history`), or a
            trained model, which has it in its summary.
        output: the page.
        model: the trained model, when ``source`` is a history.
        pictures: a folder of class folders or a CSV file, to measure the model by.
        part: of the pictures: "validation", "training" or "all".
        split: fields of :class:`DatasetOptions`, where they shall not be those of the model's training.
        worst: mistakes shown with a thumbnail.
    """
    history, path = _history(source)
    model = model if path is None else path
    if pictures is not None and model is None:
        raise ValueError(f"{source}: a history alone cannot be measured; name its model, too")
    measured = None if pictures is None else _measure(model, pictures, part, split or {}, worst)
    write_page(
        output,
        "training.html",
        title=title,
        subtitle=os.path.abspath(source),
        history=history,
        best=_best(history),
        part=part,
        measured=measured,
        charts=[*_curves(history), *([] if measured is None else measured.charts)],
    )


def _history(source: PathLike) -> tuple[list[dict[str, Any]], Optional[PathLike]]:
    """The epochs, and the model's path when it is one."""
    if model_header(source) is None:
        with open(source, encoding="utf-8") as text:
            epochs = json.load(text)
        if not isinstance(epochs, list) or not all(map(_is_epoch, epochs)):
            raise ValueError(f"{source}: not a training's history")
        return epochs, None
    from ..model import Model

    with Model.load(source) as model:
        return list(model.summary.get("history", [])), source


def _best(history: Sequence[dict[str, Any]]) -> Optional[dict[str, Any]]:
    marked = [epoch for epoch in history if epoch.get("is_best")]
    return marked[-1] if marked else history[-1] if history else None


def _curves(history: Sequence[dict[str, Any]]) -> list[Any]:
    if not history:
        return []
    x = [epoch["epoch"] for epoch in history]

    def series(**names: str) -> dict[str, list[Optional[float]]]:
        found = {title: [epoch.get(key) for epoch in history] for title, key in names.items()}
        return {
            title: values for title, values in found.items() if any(v is not None for v in values)
        }

    charts = [
        figures.lines(
            "Loss",
            x,
            series(training="training_loss", validation="validation_loss"),
            x_title="epoch",
            y_title="nats",
        ),
        figures.lines(
            "Accuracy",
            x,
            series(training="training_accuracy", validation="validation_accuracy"),
            x_title="epoch",
        ),
        figures.lines("Learning rate", x, series(rate="learning_rate"), x_title="epoch"),
    ]
    errors = series(error="calibration_error")
    if errors:
        charts.append(
            figures.lines("Calibration error, before any temperature", x, errors, x_title="epoch")
        )
    return charts


@dataclass
class Mistake:
    """A picture of the page."""

    file: str
    truth: str
    label: str
    probability: float
    loss: float
    thumbnail: Optional[str]
    note: str


@dataclass
class _Measured:
    figures: Any  #: Evaluation
    calibration: Any
    mistakes: list[Mistake]
    wrong: int
    charts: list[Any]


def _measure(
    path: Optional[PathLike], pictures: PathLike, part: str, split: dict[str, Any], worst: int
) -> _Measured:
    from ..dataset import Dataset
    from ..evaluation import evaluate, evaluate_samples
    from ..model import Model

    assert path is not None
    is_folder = os.path.isdir(pictures)
    with Model.load(path) as model:
        split = {**({} if part == "all" else model.split), **split}
        data = (Dataset.from_folder if is_folder else Dataset.from_csv)(pictures, **split)
        found = evaluate(model, data, part)
        answers = evaluate_samples(model, data, part)
        calibration = model.calibration
    wrong = sorted((a for a in answers if a.label != a.truth), key=lambda a: -a.loss)
    right = np.array([a.label == a.truth for a in answers])
    curves = {"as answered": np.array([a.probability for a in answers])}
    if calibration.temperature != 1:
        curves["without the temperature"] = np.array([a.uncalibrated_probability for a in answers])
    return _Measured(
        figures=found,
        calibration=calibration,
        mistakes=[_mistake(answer) for answer in wrong[:worst]],
        wrong=len(wrong),
        charts=[
            *([] if found.confusion is None else [_confusion(found)]),
            _reliability(curves, right),
            _confidences(curves),
        ],
    )


def _mistake(answer: Any) -> Mistake:
    picture, note = thumbnail(answer.path)
    return Mistake(
        answer.path, answer.truth, answer.label, answer.probability, answer.loss, picture, note
    )


def _confusion(found: Any) -> Any:
    names = [figures.plain(each.label) for each in found.classes]
    shares = found.confusion / np.maximum(found.confusion.sum(1, keepdims=True), 1)
    figure = figures.empty()
    figure.add_heatmap(
        x=names,
        y=names,
        z=shares.tolist(),
        zmin=0,
        zmax=1,
        colorscale="Blues",
        showscale=False,
        xgap=1,
        ygap=1,
        hovertemplate="%{y} taken for %{x}: %{text}<extra></extra>",
        text=found.confusion.tolist(),
        **({"texttemplate": "%{text}"} if len(names) <= 20 else {}),
    )
    figures.with_look(figure, "Confusion", x_title="taken for", y_title="truth")
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    return figure


def bins(confidence: np.ndarray, right: np.ndarray) -> list[tuple[float, float, int]]:
    """Mean probability, share of right answers and count of each bin that has any."""
    place = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    return [
        (float(confidence[place == k].mean()), float(right[place == k].mean()), int(count))
        for k, count in enumerate(np.bincount(place, minlength=BINS))
        if count
    ]


def _reliability(curves: dict[str, np.ndarray], right: np.ndarray) -> Any:
    figure = figures.empty()
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", name="ideal", line={"dash": "dot", "color": "#999999"}
    )
    for index, (name, confidence) in enumerate(curves.items()):
        points = bins(confidence, right)
        figure.add_scatter(
            x=[point[0] for point in points],
            y=[point[1] for point in points],
            text=[f"{point[2]} answers" for point in points],
            marker={"size": [4 + 16 * math.sqrt(p[2] / len(right)) for p in points]},
            mode="lines+markers",
            name=name,
            line_color=figures.COLOURS[index],
        )
    return figures.with_look(
        figure, "Reliability", x_title="mean probability", y_title="share of right answers"
    )


def _confidences(curves: dict[str, np.ndarray]) -> Any:
    centres = [(k + 0.5) / BINS for k in range(BINS)]
    figure = figures.empty()
    for index, (name, confidence) in enumerate(curves.items()):
        counts, _ = np.histogram(confidence, BINS, (0, 1))
        figure.add_bar(x=centres, y=counts, name=name, marker_color=figures.COLOURS[index])
    figure.update_layout(barmode="group")
    return figures.with_look(
        figure, "Answers by their probability", x_title="probability", y_title="answers"
    )
