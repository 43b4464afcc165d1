"""Scanline on the functions of functions.py, as peers.py does it: one line of CSV a run.

    python ours.py RESULTS.csv [--seeds 20] [--strategies bayesian,tpe] [--functions ...]
"""

from __future__ import annotations

import argparse
import csv
import datetime
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "bindings" / "python"))

import scanline  # noqa: E402
from functions import FUNCTIONS, Point  # noqa: E402
from record import COLUMNS, MARKS, Record  # noqa: E402


def run(strategy: str, seed: int, function: Any, space: dict[str, Point]) -> Record:
    record = Record()
    tuner = scanline.Tuner(
        space, strategy=strategy, max_trials=MARKS[-1], max_epochs=1, minimize=True, seed=seed)
    while True:
        start = time.process_time()
        trial = tuner.ask()
        if trial.state is not scanline.TrialState.RUNNING:
            return record
        record.seconds.append(time.process_time() - start)
        record.values.append(function(trial.hyperparameters))
        tuner.tell(trial, record.values[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--strategies", default="bayesian,tpe")
    parser.add_argument("--functions", default=",".join(FUNCTIONS))
    options = parser.parse_args()
    with options.results.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for seed in range(options.seeds):
            for strategy in options.strategies.split(","):
                for name in options.functions.split(","):
                    record = run(strategy, seed, *FUNCTIONS[name])
                    writer.writerow({
                        "library": f"scanline-{strategy}", "version": scanline.version(),
                        "function": name, "seed": seed, **record.row(),
                        "date": datetime.date.today().isoformat()})
                    file.flush()


if __name__ == "__main__":
    main()
