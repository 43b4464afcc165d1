"""A host that runs a search's trials by a formula until the search is over; also a program of its own,
for tests with several processes."""

from __future__ import annotations

import math
import sys
import time
from typing import Any

import scanline


def value(point: dict[str, Any], epoch: int) -> float:
    """The objective, whose ranks change with the epochs."""
    best = 1 - abs(math.log10(point["rate"]) + 2.3) / 4 - abs(point["drop"] - 0.2) / 3
    return (best + point["units"] / 1000) * (1 - math.exp(-epoch * (0.2 + 30 * point["rate"])))


def work(tuner: scanline.Tuner) -> None:
    while True:
        trial = tuner.ask()
        if trial.state is scanline.TrialState.FINISHED:
            return
        if trial.state is scanline.TrialState.WAIT:
            time.sleep(0.002)
            continue
        last = trial.last_epoch
        for epoch in range(trial.first_epoch + 1, trial.last_epoch + 1):
            if tuner.report(trial, epoch, value(trial.hyperparameters, epoch)):
                last = epoch
                break
        tuner.tell(trial, value(trial.hyperparameters, last))


if __name__ == "__main__":
    work(scanline.Tuner.open(sys.argv[1]))
