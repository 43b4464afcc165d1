"""Optuna and KerasTuner on the functions of functions.py: one line of CSV a run.

    python peers.py RESULTS.csv [--seeds 20] [--libraries optuna-tpe,optuna-gp,kerastuner]

Runs that the file has already are not done again. peers.csv keeps what was measured. Samplers with their default settings; KerasTuner's
oracle is driven without training. Every figure is the best value after 20, 50 and 100 evaluations;
``milliseconds`` is the processor time of a proposal, averaged over the last ten.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import os
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Callable

for name in ("OMP", "OPENBLAS", "MKL", "TF_INTRAOP", "TF_INTEROP"):
    os.environ[f"{name}_NUM_THREADS"] = "1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.filterwarnings("ignore")

from functions import FUNCTIONS, Point  # noqa: E402
from record import COLUMNS, MARKS, Record  # noqa: E402

Evaluate = Callable[[Point], float]


def active(definition: Point, point: Point) -> bool:
    return all(
        point.get(key) in values for key, values in definition.get("when", {}).items()
    )


def run_optuna(sampler: Any, function: Evaluate, space: dict[str, Point], record: Record) -> None:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def suggest(trial: Any, name: str, d: Point) -> Any:
        if d["type"] == "float":
            return trial.suggest_float(name, d["low"], d["high"], log=d.get("scale") == "log")
        if d["type"] == "int":
            return trial.suggest_int(name, d["low"], d["high"], log=d.get("scale") == "log")
        values = [True, False] if d["type"] == "boolean" else d["values"]
        return trial.suggest_categorical(name, values)

    study = optuna.create_study(sampler=sampler, direction="minimize")
    for _ in range(MARKS[-1]):
        start = time.process_time()
        trial = study.ask()
        point: Point = {}
        for name, definition in space.items():
            if active(definition, point):
                point[name] = suggest(trial, name, definition)
        record.seconds.append(time.process_time() - start)
        record.values.append(function(point))
        study.tell(trial, record.values[-1])


def run_kerastuner(seed: int, function: Evaluate, space: dict[str, Point], record: Record) -> None:
    import contextlib
    import keras_tuner

    hp = keras_tuner.HyperParameters()
    for name, d in space.items():
        with contextlib.ExitStack() as stack:
            for key, values in d.get("when", {}).items():
                stack.enter_context(hp.conditional_scope(key, list(values)))
            sampling = d.get("scale", "linear")
            if d["type"] == "float":
                hp.Float(name, d["low"], d["high"], sampling=sampling)
            elif d["type"] == "int":
                hp.Int(name, d["low"], d["high"], sampling=sampling)
            elif d["type"] == "boolean":
                hp.Boolean(name)
            else:
                hp.Choice(name, d["values"])
    # A seed of 0 is taken for none there, and each value that is drawn takes the next seed: neighbours
    # would share nearly all of their first points.
    oracle = keras_tuner.oracles.BayesianOptimizationOracle(
        objective=keras_tuner.Objective("score", "min"), max_trials=MARKS[-1],
        hyperparameters=hp, seed=1000 * seed + 1)
    with tempfile.TemporaryDirectory() as folder:
        oracle._set_project_dir(folder, "search")
        while len(record.values) < MARKS[-1]:
            start = time.process_time()
            trial = oracle.create_trial("tuner0")
            record.seconds.append(time.process_time() - start)
            point = {
                name: trial.hyperparameters.values[name] for name in space
                if name in trial.hyperparameters.values
            }
            record.values.append(function(point))
            oracle.update_trial(trial.trial_id, {"score": record.values[-1]})
            trial.status = "COMPLETED"
            oracle.end_trial(trial)


def run(library: str, seed: int, function: Evaluate, space: dict[str, Point]) -> tuple[Record, str]:
    record = Record()
    if library == "kerastuner":
        import keras_tuner

        run_kerastuner(seed, function, space, record)
        return record, str(keras_tuner.__version__)
    import optuna

    if library == "optuna-gp":
        sampler: Any = optuna.samplers.GPSampler(seed=seed)
    else:
        sampler = optuna.samplers.TPESampler(seed=seed)
    run_optuna(sampler, function, space, record)
    return record, str(optuna.__version__)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--libraries", default="optuna-tpe,optuna-gp,kerastuner")
    options = parser.parse_args()
    done = set()
    if options.results.exists():
        with options.results.open() as file:
            done = {(r["library"], r["function"], int(r["seed"])) for r in csv.DictReader(file)}
    else:
        options.results.write_text(",".join(COLUMNS) + "\n")
    for seed in range(options.seeds):
        for library in options.libraries.split(","):
            for name, (function, space) in FUNCTIONS.items():
                if (library, name, seed) in done:
                    continue
                record, version = run(library, seed, function, space)
                with options.results.open("a", newline="") as file:
                    csv.DictWriter(file, COLUMNS, lineterminator="\n").writerow({
                        "library": library, "version": version, "function": name, "seed": seed,
                        **record.row(), "date": datetime.date.today().isoformat()})


if __name__ == "__main__":
    main()
