"""What the contestants of the tuning benchmarks share: the space, arguments, the form of the result."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

SPACE = {
    "layers": {"type": "int", "low": 1, "high": 2},
    "units": {"type": "choice", "values": [64, 128, 192]},
    "dropout": {"type": "float", "low": 0, "high": 0.5},
    "learning_rate": {"type": "float", "low": 1e-4, "high": 1e-2, "scale": "log"},
}

#: Rows of a picture, values in a row, classes.
STEPS, INPUTS, CLASSES = 64, 64 * 3, 3


def gflop(point: dict[str, Any], epochs: int, training: int, validation: int) -> float:
    """What the matrix products of so many epochs take, in 1e9 operations: forward, and of the training pictures
    those of the gradients of weights and inputs (the pictures have none)."""
    forward, inputs = 0, INPUTS
    for _ in range(point["layers"]):
        forward += STEPS * 2 * 4 * point["units"] * (inputs + point["units"])
        inputs = point["units"]
    forward += 2 * inputs * CLASSES
    backward = 2 * forward - STEPS * 2 * 4 * point["units"] * INPUTS
    return epochs * (training * (forward + backward) + validation * forward) / 1e9


def tuning_arguments(description: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--split", required=True, help="split file of the driver")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=9, help="Hyperband's R; f is 3")
    parser.add_argument(
        "--seconds", type=float, help="search the default space for so long instead"
    )
    parser.add_argument("--untuned", action="store_true", help="train the default once instead")
    parser.add_argument("--recipe", help="train with this recipe instead of the default settings")
    options = parser.parse_args()
    options.split_has_test = "test" in json.loads(Path(options.split).read_text())
    return options


def evaluated_on(split: str) -> list[tuple[str, int]]:
    """The files that no search has seen."""
    return [tuple(item) for item in json.loads(Path(split).read_text())["test"]]


def report(framework: str, versions: dict[str, str], seed: int, result: dict[str, Any]) -> None:
    """Write the result: ``seconds`` (wall) and ``cpu_seconds`` of the search, decoding included,
    ``validation_accuracy`` of the winner, ``test_accuracy`` where files were kept aside, and how
    many ``trials`` and ``epochs`` it took; of a search for the common space also ``gflop``."""
    json.dump({"framework": framework, "versions": versions, "seed": seed, **result}, sys.stdout)
    sys.stdout.write("\n")
