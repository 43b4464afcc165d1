"""The presets and a convolutional network on the same photos: five folds, several seeds, one core.

    python Benchmarks/accuracy/study.py FOLDER --peer-python PYTHON [--pretrained NETWORK=MODEL ...]

The contestants take turns at every fold of every seed, each run a process of its own. Every finished run is
kept in the results file at once; started again, the study goes on from it. The calibration error is that
of the pictures as they are, over all folds and seeds. Prints a table; with
--markdown also into that file.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from folds import FOLDS

HERE = Path(__file__).resolve().parent
BEGIN, END = "<!-- accuracy: begin -->", "<!-- accuracy: end -->"
#: Epochs of the presets from scratch: about a third of the convolutional network's time, and its time.
EPOCHS = {"rows": 60, "fast": 40, "base": 60, "accurate": 60}


def commands(options: argparse.Namespace) -> dict[str, list[str]]:
    ours = [sys.executable, str(HERE / "train_scanline.py"), options.folder]
    found = {"cnn": [options.peer_python, str(HERE / "train_cnn.py"), options.folder]}
    for preset, epochs in EPOCHS.items():
        found[preset] = [*ours, preset, "--epochs", str(epochs)]
    for pair in options.pretrained:
        preset, _, model = pair.partition("=")
        found[f"{preset}, pretrained"] = [*ours, preset, "--start", model, "--recipe", "fine-tune"]
    return {name: found[name] for name in options.contestants or found}


def run(command: list[str], seed: int, fold: int) -> dict[str, Any]:
    names = ("OPENBLAS_CORETYPE", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    environment = {key: value for key, value in os.environ.items() if key not in names}
    done = subprocess.run(
        [*command, "--seed", str(seed), "--folds", str(fold)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def of_seeds(runs: list[dict[str, Any]], key: str) -> list[float]:
    """The mean over the folds, for each seed of which all folds are there."""
    seeds = sorted({run["seed"] for run in runs})
    folds = [[run[key] for run in runs if run["seed"] == seed] for seed in seeds]
    return [statistics.mean(values) for values in folds if len(values) == FOLDS]


def calibration_error(runs: list[dict[str, Any]], bins: int = 15) -> float:
    """Expected calibration error over all folds of all seeds (Guo et al., "On Calibration of Modern
    Neural Networks", ICML 2017)."""
    pairs = [pair for run in runs for pair in run["confidences"]]
    gaps = [0.0] * bins
    for probability, is_right in pairs:
        gaps[min(int(bins * probability), bins - 1)] += is_right - probability
    return sum(abs(gap) for gap in gaps) / len(pairs)


def table(runs: list[dict[str, Any]], names: list[str]) -> list[str]:
    lines = [
        "| network | seeds | accuracy | loss | with the mirror image: accuracy | loss | "
        "calibration error | processor seconds a training |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in names:
        own = [run for run in runs if run["name"] == name]
        accuracies = of_seeds(own, "accuracy")
        if not accuracies:
            continue
        spread = f" ({min(accuracies):.3f} to {max(accuracies):.3f})" if len(accuracies) > 1 else ""
        figures = [statistics.mean(of_seeds(own, key)) for key in
                   ("accuracy", "loss", "flip_accuracy", "flip_loss", "cpu_seconds")]
        error = f"{calibration_error(own):.3f}" if "confidences" in own[0] else ""
        lines.append(
            f"| {name} | {len(accuracies)} | {figures[0]:.3f}{spread} | {figures[1]:.3f} | "
            f"{figures[2]:.3f} | {figures[3]:.3f} | {error} | {figures[4]:.0f} |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder of a folder of photos a class")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter with torch")
    parser.add_argument("--pretrained", nargs="*", default=[], metavar="NETWORK=MODEL")
    parser.add_argument("--contestants", nargs="*", help="some of them only")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--results", type=Path, default=HERE / "results.jsonl")
    parser.add_argument("--markdown", type=Path, help="a file with the table's place in it")
    options = parser.parse_args()

    contestants = commands(options)
    runs = []
    if options.results.exists():
        runs = [json.loads(line) for line in options.results.read_text().splitlines()]
    finished = {(run["name"], run["seed"], run["fold"]) for run in runs}
    for seed in range(options.seeds):
        for fold in range(FOLDS):
            for name, command in contestants.items():
                if (name, seed, fold) in finished:
                    continue
                runs.append({"name": name, "seed": seed, **run(command, seed, fold)})
                with options.results.open("a") as file:
                    file.write(json.dumps(runs[-1]) + "\n")
                print(json.dumps(runs[-1]), file=sys.stderr)

    lines = table(runs, list(dict.fromkeys(run["name"] for run in runs)))
    print("\n".join(lines))
    if options.markdown:
        text = options.markdown.read_text()
        head, _, rest = text.partition(BEGIN)
        _, _, tail = rest.partition(END)
        options.markdown.write_text("\n".join([head + BEGIN, *lines, END]) + tail)


if __name__ == "__main__":
    main()
