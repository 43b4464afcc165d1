"""What the contestants share: the networks' sizes, the augmentation, and how a worker is asked.

A worker is a process that lives as long as the comparison and does one task at a time: it reads an
object a line from standard input, `{"task": ..., "repeats": ...}`, and answers with an object a line,
`{"figures": {name: [numbers]}}`. What a task needs is made, and warmed up, when it is asked for first.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Callable, Iterable

STEPS, FEATURES, UNITS, LABELS, BATCH = 64, 192, 128, ["cat", "dog", "panda"], 32
SIZE = 64
ROTATION, ZOOM = 0.08, 0.2  # of a full turn; of the size
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
WARM_UP = 3
#: Photos of the folder whose bytes are classified one by one.
LATENCY_PHOTOS = 200

Figures = dict[str, list[float]]
#: Measures a task so many times.
Task = Callable[[int], Figures]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cores", type=int, required=True)
    parser.add_argument("--photos", type=Path, required=True, help="a folder of photos a class")
    parser.add_argument("--models", type=Path, required=True, help="the network, in every format")
    return parser.parse_args()


def paths(photos: Path) -> list[str]:
    """All photos, in the order of their names."""
    return sorted(str(p) for p in photos.glob("*/*") if p.suffix.lower() in (".jpg", ".jpeg"))


def labelled(photos: Path) -> tuple[list[str], list[int]]:
    files = paths(photos)
    classes = sorted({Path(f).parent.name for f in files})
    return files, [classes.index(Path(f).parent.name) for f in files]


def latency_bytes(photos: Path) -> list[bytes]:
    """The same photos for everyone, from all classes, read before the clock runs."""
    files = paths(photos)
    step = max(len(files) // LATENCY_PHOTOS, 1)
    return [Path(f).read_bytes() for f in files[::step][:LATENCY_PHOTOS]]


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def repeated(make: Callable[[], Callable[[], object]]) -> Task:
    """A task that is one call again and again; its figure is `seconds`."""
    kept: list[Callable[[], object]] = []

    def measure(repeats: int) -> Figures:
        if not kept:
            kept.append(make())
            for _ in range(WARM_UP):
                kept[0]()
        return {"seconds": [seconds(kept[0]) for _ in range(repeats)]}

    return measure


def each(make: Callable[[], tuple[Callable[[Any], object], Iterable[Any]]]) -> Task:
    """A task that is one call for each of some inputs, so many times over."""
    kept: list[tuple[Callable[[Any], object], list[Any]]] = []

    def measure(repeats: int) -> Figures:
        if not kept:
            work, inputs = make()
            kept.append((work, list(inputs)))
            for value in kept[0][1][:WARM_UP]:
                work(value)
        work, values = kept[0]
        return {"seconds": [seconds(lambda: work(v)) for _ in range(repeats) for v in values]}

    return measure


def epochs(pictures: int, run: Callable[[int], list[float]]) -> Task:
    """Training from files: `run(epochs)` makes model and pipeline anew and gives each epoch's seconds,
    the first one's counted from before the pipeline was made."""

    def measure(repeats: int) -> Figures:
        times = run(1 + repeats)
        return {
            "first epoch, images/s": [pictures / times[0]],
            "later epochs, images/s": [pictures / t for t in times[1:]],
        }

    return measure


def serve(versions: dict[str, str], tasks: dict[str, Task]) -> None:
    """Answers until standard input ends. What frameworks print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    print(json.dumps({"versions": versions, "tasks": list(tasks)}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        figures = tasks[request["task"]](request["repeats"])
        print(json.dumps({"figures": figures}), file=answers, flush=True)
