"""The figures as Markdown."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any, Optional

NAMES = {
    "scanline": "Scanline",
    "scanline-c": "Scanline from C",
    "torch": "PyTorch",
    "torch-by-hand": "PyTorch by hand",
    "keras": "Keras",
    "onnxruntime": "ONNX Runtime",
    "onnxruntime-whole": "ONNX Runtime without draft",
}


@dataclass(frozen=True)
class Row:
    """A line of the table: a figure of a task, and what is to be reached."""

    key: str  #: of the figures
    title: str
    unit: str
    reach: Optional[float] = None  #: the ratio to the best peer; or the limit, where `is_limit`
    is_limit: bool = False
    larger_is_better: bool = False
    percentile: int = 50


ROWS = [
    Row("lstm-step", "training step, LSTM", "ms", 1.3),
    Row("bilstm2-step", "training step, two bidirectional LSTMs", "ms", 1.5),
    Row("first epoch, images/s", "training from files, first epoch", "images/s", 2.5, False, True),
    Row("later epochs, images/s", "training from files, later epochs", "images/s", 3.5, False, True),
    Row("sequence", "classify a sequence, median", "ms", 2),
    Row("sequence", "classify a sequence, 99th percentile", "ms", percentile=99),
    Row("photo", "JPEG bytes to probabilities, median", "ms", 2),
    Row("photo", "JPEG bytes to probabilities, 99th percentile", "ms", percentile=99),
    Row("folder, images/s", "classify a folder", "images/s", 4, False, True),
]
ONCE = [
    Row("start", "process start to first prediction", "ms", 25, True),
    Row("resident", "resident memory after it", "MB", 45, True),
    Row("size", "everything to ship", "MB", 40, True),
]

Figures = dict[str, dict[str, list[float]]]  #: key -> contestant -> values


def percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def value(row: Row, values: list[float]) -> float:
    return percentile(values, row.percentile) if row.percentile != 50 else statistics.median(values)


def spread(values: list[float]) -> float:
    """Half the distance between the quartiles, as a share of the median."""
    if len(values) < 4:
        return (max(values) - min(values)) / 2 / statistics.median(values)
    low, middle, high = statistics.quantiles(values, n=4)
    return (high - low) / 2 / middle


def ratio(row: Row, figures: Figures) -> Optional[tuple[float, str]]:
    """How many times as good as the best peer, and who that is: Python beside Python where both are there."""
    contestants = figures.get(row.key, {})
    own = "scanline" if "scanline" in contestants else "scanline-c"
    peers = {n: value(row, v) for n, v in contestants.items() if not n.startswith("scanline")}
    if own not in contestants or not peers:
        return None
    best = (max if row.larger_is_better else min)(peers, key=peers.get)
    mine = value(row, contestants[own])
    return (mine / peers[best] if row.larger_is_better else peers[best] / mine), best


def cell(row: Row, values: Optional[list[float]]) -> str:
    if not values:
        return ""
    number = value(row, values)
    text = f"{number:.0f}" if number >= 100 else f"{number:.3g}"
    if row.percentile != 50 or len(values) < 2:
        return text
    return f"{text} ± {100 * spread(values):.0f} %"


def lines_of(rows: list[Row], figures: Figures) -> list[str]:
    used = [n for n in NAMES if any(n in figures.get(row.key, {}) for row in rows)]
    lines = ["| | " + " | ".join(NAMES[n] for n in used) + " | over the best peer | to reach |"]
    lines.append("|---|" + "---:|" * (len(used) + 2))
    for row in rows:
        contestants = figures.get(row.key)
        if not contestants:
            continue
        cells = [cell(row, contestants.get(n)) for n in used]
        against = ratio(row, figures)
        comparison = f"**{against[0]:.2f}** x {NAMES[against[1]]}" if against else ""
        if row.reach is None:
            goal = ""
        else:
            goal = f"under {row.reach:g} {row.unit}" if row.is_limit else f"{row.reach:g} x"
        lines.append(f"| {row.title}, {row.unit} | {' | '.join(cells)} | {comparison} | {goal} |")
    return lines


def scaling(by_cores: dict[str, Figures]) -> list[str]:
    """Two cores over one, for what runs on files."""
    if not {"1", "2"} <= by_cores.keys():
        return []
    keys = ["first epoch, images/s", "later epochs, images/s", "folder, images/s"]
    rows = [row for row in ROWS if row.key in keys]
    one, two = by_cores["1"], by_cores["2"]
    used = [n for n in NAMES if any(n in one.get(row.key, {}) for row in rows)]
    lines = ["| two cores over one | " + " | ".join(NAMES[n] for n in used) + " | to reach |"]
    lines.append("|---|" + "---:|" * (len(used) + 1))
    for row in rows:
        cells = []
        for name in used:
            values = one.get(row.key, {}).get(name), two.get(row.key, {}).get(name)
            known = values[0] and values[1]
            cells.append(f"{value(row, values[1]) / value(row, values[0]):.2f}" if known else "")
        goal = "" if row.key.startswith("first") else "1.85"
        lines.append(f"| {row.title} | {' | '.join(cells)} | {goal} |")
    return lines


def markdown(result: dict[str, Any]) -> list[str]:
    """All tables of a run, as `compare.py` writes it."""
    lines = []
    for cores, figures in result["figures"].items():
        lines += [f"### {'One core' if cores == '1' else f'{cores} cores'}", ""]
        lines += [*lines_of(ROWS, figures), ""]
    scaled = scaling(result["figures"])
    lines += [*scaled, ""] if scaled else []
    if result["once"]:
        lines += ["### Start, memory, size", "", *lines_of(ONCE, result["once"]), ""]
    versions = ", ".join(f"{k} {v}" for k, v in sorted(result["versions"].items()))
    lines += [
        f"- Command: `{result['command']}`; {result['rounds']} rounds, "
        f"{result['train_rounds']} of training from files, {result['seconds']:.0f} s"
    ]
    before, after = result["load"]
    lines += [
        f"- Machine: {result['machine']}; load average {before:.1f} before, {after:.1f} after the run, "
        "which itself makes 1 to 2"
    ]
    return [*lines, f"- {versions}"]
