"""The page of a search over hyperparameters: how it went, which hyperparameters matter, every trial's
learning curve, and what trades against what."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from .._native import PathLike
from . import figures
from ._page import write_page

NOUN = "a search's journal"

#: Learning curves drawn in a colour of their own; the others are grey.
_BEST_CURVES = 3


def knows(first: Any) -> bool:
    """Whether this is the first line of a journal."""
    return isinstance(first, dict) and first.get("format") == "scanline-journal"


def add_options(group: Any) -> None:
    """There are none."""


def make(options: Any) -> None:
    write_tuning(options.report, options.output, title=options.title or "Tuning")


def write_tuning(journal: PathLike, output: PathLike, *, title: str = "Tuning") -> None:
    """Make the page of a search from its journal, which may still be written to.

    Args:
        journal: as ``scanline tune --journal`` and :class:`scanline.Tuner` write it.
        output: the page.
    """
    from ..tuner import Tuner

    with Tuner.open(journal, read_only=True) as tuner:
        search = tuner.summary
    search["minutes"] = _minutes(journal)
    trials = search["trials"]
    names = _metric_names(search)
    write_page(
        output,
        "tuning.html",
        title=title,
        subtitle=os.path.abspath(journal),
        search=search,
        best=None if search["best"] is None else trials[search["best"]],
        counts={
            state: sum(trial["state"] == state for trial in trials)
            for state in ("completed", "failed", "running")
        },
        epochs=sum(trial["end_epoch"] - trial["first_epoch"] for trial in trials),
        charts=_charts(search, names),
        columns=["trial", "state", *names, "epochs", "continues", "hyperparameters", "message"],
        rows=[_row(trial, len(names)) for trial in trials],
    )


def _minutes(journal: PathLike) -> list[tuple[float, int]]:
    """When each trial completed: minutes since the search's first event, and the trial."""
    ended = []
    start: Optional[float] = None
    with open(journal, encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                event = json.loads(line)
            except ValueError:
                continue  # a line that is being written
            time = event.get("time")
            if time is None:
                continue
            start = time if start is None else start
            if event.get("event") == "completed":
                ended.append(((time - start) / 60, event["id"]))
    return ended


def _metric_names(search: dict[str, Any]) -> list[str]:
    """Of the objectives. One without a name is what the library's own runs take for it."""
    usual = {"maximize": "validation accuracy", "minimize": "validation loss"}
    return [
        each["metric"] or (usual[each["direction"]] if search["has_dataset"] else "value")
        for each in search["objectives"]
    ]


def _text(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return value if isinstance(value, str) else json.dumps(value)


def _row(trial: dict[str, Any], objectives: int) -> list[str]:
    point = ", ".join(f"{key} {_text(value)}" for key, value in trial["hyperparameters"].items())
    values = [f"{value:.5g}" for value in trial["values"]]
    last = trial["end_epoch"]
    return [
        str(trial["id"]),
        trial["state"],
        *(values or [""] * objectives),
        f"{trial['first_epoch'] + 1} to {last}" if last > trial["first_epoch"] else "",
        "" if trial["continues"] is None else str(trial["continues"]),
        point,
        trial["message"] or "",
    ]


#: Larger figures are drawn as this: a chart's ends, and what lies between them, must be finite.
_LARGEST = 1e300


def _within_reach(value: Optional[float]) -> Optional[float]:
    return None if value is None else min(max(value, -_LARGEST), _LARGEST)


def _drawable(trial: dict[str, Any]) -> dict[str, Any]:
    """The trial with figures that can be drawn."""
    return {
        **trial,
        "value": _within_reach(trial["value"]),
        "values": [_within_reach(value) for value in trial["values"]],
        "reports": [
            {**report, "value": _within_reach(report["value"])} for report in trial["reports"]
        ],
    }


def _charts(search: dict[str, Any], names: Sequence[str]) -> list[Any]:
    charts = []
    search = {**search, "trials": [_drawable(trial) for trial in search["trials"]]}
    completed = [trial for trial in search["trials"] if trial["state"] == "completed"]
    if completed:
        charts.append(_history(search, completed, names[0]))
        if search["minutes"]:
            charts.append(_over_time(search, names[0]))
    if search["importance"]:
        charts.append(_importance(search["importance"]))
    if any(trial["reports"] for trial in search["trials"]):
        charts.append(_learning_curves(search, names[0]))
    charts += [
        _front(search, completed, names, index) for index in range(1, len(names)) if completed
    ]
    if completed:
        charts.append(_parallel_coordinates(search, completed, names))
    return charts


def _best_so_far(values: Sequence[float], minimize: bool) -> list[float]:
    best: list[float] = []
    for value in values:
        best.append(value if not best else (min if minimize else max)(best[-1], value))
    return best


def _minimizes(search: dict[str, Any]) -> bool:
    return bool(search["objectives"][0]["direction"] == "minimize")


def _history(search: dict[str, Any], completed: Sequence[dict[str, Any]], name: str) -> Any:
    """Every trial's value, and the best so far."""
    figure = figures.empty()
    ids = [trial["id"] for trial in completed]
    values = [trial["value"] for trial in completed]
    figure.add_scatter(
        x=ids, y=values, name="trial", mode="markers", marker={"size": 6, "color": "#56b4e9"}
    )
    figure.add_scatter(
        x=ids,
        y=_best_so_far(values, _minimizes(search)),
        name="best so far",
        mode="lines",
        line={"shape": "hv", "color": figures.COLOURS[0]},
    )
    return figures.with_look(figure, "History", x_title="trial", y_title=name)


def _over_time(search: dict[str, Any], name: str) -> Any:
    """The best value against the time that it took."""
    figure = figures.empty()
    figure.add_scatter(
        x=[minutes for minutes, _ in search["minutes"]],
        y=_best_so_far(
            [search["trials"][trial]["value"] for _, trial in search["minutes"]],
            _minimizes(search),
        ),
        mode="lines+markers",
        line={"shape": "hv", "color": figures.COLOURS[0]},
    )
    return figures.with_look(figure, "Best value over time", x_title="minutes", y_title=name)


def _importance(shares: dict[str, float]) -> Any:
    figure = figures.empty()
    ordered = sorted(shares.items(), key=lambda item: item[1])
    figure.add_bar(
        x=[100 * share for _, share in ordered],
        y=[figures.plain(key) for key, _ in ordered],
        orientation="h",
        marker_color=figures.COLOURS[2],
    )
    figure.update_yaxes(type="category")
    return figures.with_look(figure, "Importance", x_title="% of the variance, by itself")


def _learning_curves(search: dict[str, Any], name: str) -> Any:
    """A line for each point of the space, over all trials that ran it one after the other."""
    trials = search["trials"]
    continued = {trial["continues"] for trial in trials}
    curves = []
    for trial in trials:
        if trial["id"] in continued:
            continue
        reports = {}
        value = trial["value"]
        ancestor: Optional[dict[str, Any]] = trial
        while ancestor is not None:
            reports.update({each["epoch"]: each["value"] for each in ancestor["reports"]})
            value = ancestor["value"] if value is None else value
            parent = ancestor["continues"]
            ancestor = None if parent is None else trials[parent]
        if reports:
            curves.append((trial["id"], value, sorted(reports.items())))
    sign = 1 if _minimizes(search) else -1
    ranked = sorted((c for c in curves if c[1] is not None), key=lambda c: sign * c[1])
    best = [curve[0] for curve in ranked[:_BEST_CURVES]]
    figure = figures.empty()
    for trial_id, _, points in sorted(curves, key=lambda curve: curve[0] in best):
        among_best = trial_id in best
        figure.add_scatter(
            x=[epoch for epoch, _ in points],
            y=[value for _, value in points],
            name=f"trial {trial_id}",
            mode="lines+markers" if len(points) == 1 or among_best else "lines",
            marker={"size": 4},
            line={
                "width": 2 if among_best else 1,
                "color": figures.COLOURS[best.index(trial_id)]
                if among_best
                else "rgba(128, 128, 128, 0.4)",
            },
            showlegend=among_best,
        )
    return figures.with_look(figure, "Learning curves", x_title="epoch", y_title=name)


def _front(
    search: dict[str, Any], completed: Sequence[dict[str, Any]], names: Sequence[str], index: int
) -> Any:
    """The first objective against another one, the trials that nothing beats in both set apart."""
    figure = figures.empty()
    front = set(search["pareto_front"])
    for title, chosen, colour in (
        ("dominated", [t for t in completed if t["id"] not in front], "rgba(128, 128, 128, 0.5)"),
        ("Pareto front", [t for t in completed if t["id"] in front], figures.COLOURS[3]),
    ):
        chosen = sorted(chosen, key=lambda trial: trial["values"][index])
        figure.add_scatter(
            x=[trial["values"][index] for trial in chosen],
            y=[trial["value"] for trial in chosen],
            text=[f"trial {trial['id']}" for trial in chosen],
            name=title,
            mode="markers",
            marker={"size": 8 if title == "Pareto front" else 6, "color": colour},
        )
    return figures.with_look(
        figure, f"{names[0]} against {names[index]}", x_title=names[index], y_title=names[0]
    )


#: Of parallel coordinates, from the worst to the best (steps of Viridis).
_GRADES = ("#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725")


#: Where a trial is that does not have the hyperparameter: below all values.
_ABSENT = -0.15


@dataclass
class _Axis:
    """A vertical axis of the parallel coordinates."""

    name: str
    places: list[float]  #: one a trial: 0 to 1, or _ABSENT
    ticks: list[tuple[float, str]]


def _parallel_coordinates(
    search: dict[str, Any], completed: Sequence[dict[str, Any]], names: Sequence[str]
) -> Any:
    """A line a trial through its hyperparameters, coloured by its rank. (Plotly's own kind of such
    charts needs WebGL, which not every browser has.)"""
    axes = [
        _axis(key, domain, [trial["hyperparameters"].get(key) for trial in completed])
        for key, domain in sorted(search["space"].items())
        if domain["type"] != "fixed"
    ]
    axes += [
        _axis(name, {"type": "float"}, [trial["values"][index] for trial in completed])
        for index, name in enumerate(names)
    ]
    values = [trial["value"] for trial in completed]
    sign = -1 if _minimizes(search) else 1
    ranked = sorted(range(len(completed)), key=lambda index: sign * values[index])
    figure = figures.empty()
    for grade, colour in enumerate(_GRADES):
        start, end = (len(ranked) * each // len(_GRADES) for each in (grade, grade + 1))
        x: list[Optional[float]] = []
        y: list[Optional[float]] = []
        for index in ranked[start:end]:
            x += [*range(len(axes)), None]
            y += [*(axis.places[index] for axis in axes), None]
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": colour, "width": 1.5}, hoverinfo="skip"
        )
    for place, axis in enumerate(axes):
        figure.add_vline(x=place, line={"width": 1, "color": "rgba(128, 128, 128, 0.6)"})
        for height, tick in axis.ticks:
            figure.add_annotation(
                x=place,
                y=height,
                text=figures.plain(tick),
                showarrow=False,
                xanchor="left",
                xshift=3,
                font={"size": 11},
            )
    figures.with_look(figure, "Parallel coordinates (bright: the best)")
    figure.update_layout(showlegend=False, height=420)
    figure.update_xaxes(
        tickvals=list(range(len(axes))),
        ticktext=[figures.plain(axis.name) for axis in axes],
        showgrid=False,
        range=[-0.1, len(axes) - 0.5],
    )
    lowest = min(place for axis in axes for place in axis.places)
    figure.update_yaxes(visible=False, range=[lowest - 0.05, 1.05])
    return figure


def _axis(name: str, domain: dict[str, Any], values: Sequence[Any]) -> _Axis:
    """Numbers between their smallest and their largest, on the space's scale; choices in the order of the
    space, numbers among them by their size."""
    known = [value for value in values if value is not None]
    if domain["type"] in ("int", "float"):
        scaled = _SCALES[domain.get("scale", "linear")]
        low, high = min(known, default=0), max(known, default=0)
        ends = scaled(low, low, high), scaled(high, low, high)
        extent = ends[1] - ends[0] or 1
        places = [
            _ABSENT if value is None else (scaled(value, low, high) - ends[0]) / extent
            for value in values
        ]
        ticks = [(0.0, f"{low:.3g}")] + ([(1.0, f"{high:.3g}")] if high > low else [])
    else:
        choices = [each for each in domain.get("values", [False, True]) if each in known]
        if not any(isinstance(each, (bool, str)) for each in choices):
            choices.sort()
        step = 1 / max(len(choices) - 1, 1)
        places = [_ABSENT if value is None else choices.index(value) * step for value in values]
        ticks = [(index * step, _text(each)) for index, each in enumerate(choices)]
    if len(known) < len(values):
        ticks.append((_ABSENT, "absent"))
    return _Axis(name, places, ticks)


#: A number's place before it is brought between 0 and 1, given the smallest and the largest.
_SCALES: dict[str, Callable[[float, float, float], float]] = {
    "linear": lambda value, low, high: value,
    "log": lambda value, low, high: math.log(value),
    "reverse_log": lambda value, low, high: -math.log(low + high - value),
}
