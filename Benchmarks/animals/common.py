"""What the three contestants share: arguments, the split, and the form of the result.

Every contestant is a program of its own (``train_*.py``) that reads the same split file and writes
one JSON object to standard output, so that no two frameworks ever live in one process.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

SIZE = 64
UNITS = 128
BATCH = 32
LEARNING_RATE = 0.001
ROTATION = 0.08  # of a full turn
ZOOM = 0.2
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


class Split:
    """The files of one seed's split: absolute paths with the index of their label."""

    def __init__(self, path: str) -> None:
        content = json.loads(Path(path).read_text())
        self.folder = content["folder"]
        self.labels: list[str] = content["labels"]
        self.training: list[tuple[str, int]] = [tuple(item) for item in content["training"]]
        self.validation: list[tuple[str, int]] = [tuple(item) for item in content["validation"]]


def arguments(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--split", required=True, help="split file written by animals.py")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=30)
    return parser.parse_args()


class Stopwatch:
    """Times the training part of an epoch: on the wall, which other programs' load disturbs, and on
    the processor, which it hardly does."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        self.speeds: dict[str, float] = {}

    def stop(self, pictures: int) -> None:
        self.speeds = {
            "images_per_second": pictures / (time.perf_counter() - self._wall),
            "images_per_cpu_second": pictures / (time.process_time() - self._cpu),
        }


def report(
    framework: str, versions: dict[str, str], seed: int, epochs: list[dict[str, Any]]
) -> None:
    """Write the result. An epoch has ``images_per_second`` and ``images_per_cpu_second`` (training
    pictures over wall time and over the process's CPU time of its training part, validation not
    counted), ``training_loss``, ``validation_loss`` and ``validation_accuracy``."""
    result = {"framework": framework, "versions": versions, "seed": seed, "epochs": epochs}
    json.dump(result, sys.stdout)
    sys.stdout.write("\n")


def progress(framework: str, seed: int, number: int, epoch: dict[str, Any]) -> None:
    sys.stderr.write(
        f"{framework} seed {seed} epoch {number}: loss {epoch['training_loss']:.4f} "
        f"val_loss {epoch['validation_loss']:.4f} val_accuracy {epoch['validation_accuracy']:.4f} "
        f"{epoch['images_per_second']:.0f} images/s, {epoch['images_per_cpu_second']:.0f} by CPU\n"
    )
