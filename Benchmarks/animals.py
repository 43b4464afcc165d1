"""Scanline, Keras and PyTorch train the same classifier on the same photos, on one core.

    python Benchmarks/animals.py FOLDER --peer-python PYTHON      (make bench-animals DATA=FOLDER)

64x64 pictures, an LSTM of 128 units over the 64 rows, Adam, batches of 32, rotation by up to 0.08
turn, zoom by up to 0.2, horizontal flips, 30 epochs, 20 % of each class for validation. The
contestants take turns (ours, Keras, PyTorch, then the next seed), each a process of its own, pinned
to one core, on the very same split. PYTHON is an interpreter with the packages of
``requirements.txt`` (``make peers`` makes one). Every finished run is kept in the results
file at once; ``--resume`` goes on from it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE / "validation"), str(ROOT / "bindings" / "python")]

import results  # noqa: E402

CONTESTANTS = ("scanline", "keras", "torch")
NAMES = {"scanline": "Scanline", "keras": "Keras", "torch": "PyTorch"}
SPEEDS = ("images_per_second", "images_per_cpu_second")
BEGIN, END = "<!-- animals: begin -->", "<!-- animals: end -->"


def write_split(folder: str, seed: int, path: Path) -> None:
    """The split that Scanline makes of the folder with this seed, for everyone."""
    import scanline

    dataset = scanline.Dataset.from_folder(folder, seed=seed)
    parts: dict[scanline.Split, list[tuple[str, int]]] = {}
    for sample in dataset.samples:
        parts.setdefault(sample.split, []).append((sample.path, sample.index))
    content = {
        "folder": folder,
        "labels": dataset.labels,
        "training": parts[scanline.Split.TRAINING],
        "validation": parts[scanline.Split.VALIDATION],
    }
    path.write_text(json.dumps(content))


def environment() -> dict[str, str]:
    """One thread for everyone, and no hint to any BLAS about the processor."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "MKL_", "OMP_"))}
    single = {
        f"{name}_NUM_THREADS": "1"
        for name in ("OMP", "OPENBLAS", "MKL", "TF_INTRAOP", "TF_INTEROP")
    }
    path = os.pathsep.join([str(ROOT / "bindings" / "python"), kept.get("PYTHONPATH", "")])
    return {**kept, **single, "PYTHONPATH": path.rstrip(os.pathsep)}


def run(contestant: str, python: str, split: Path, seed: int, options: argparse.Namespace) -> Any:
    """One training run in a process of its own: its result, with the machine's load around it."""
    command = ["taskset", "-c", str(options.core), python]
    command += [str(HERE / "animals" / f"train_{contestant}.py"), "--split", str(split)]
    command += ["--seed", str(seed), "--epochs", str(options.epochs)]
    before = os.getloadavg()[0]
    finished = subprocess.run(
        command, env=environment(), stdout=subprocess.PIPE, text=True, check=True
    )
    result = json.loads(finished.stdout.splitlines()[-1])
    result["load"] = [before, os.getloadavg()[0]]
    return result


def figures(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The contestant's figures over its seeds. The first epoch (decoding, compiling) does not count
    for speed; the median bears an epoch that something else disturbed."""
    later = [epoch for r in runs for epoch in r["epochs"][1:] or r["epochs"]]
    best = [min(r["epochs"], key=lambda e: e["validation_loss"]) for r in runs]
    kept = [epoch["validation_accuracy"] for epoch in best]
    last = [r["epochs"][-1]["validation_accuracy"] for r in runs]
    return {
        "seeds": [r["seed"] for r in runs],
        **{name: statistics.median(epoch[name] for epoch in later) for name in SPEEDS},
        "accuracy_best": statistics.mean(kept),
        "accuracy_best_each": kept,
        "accuracy_last": statistics.mean(last),
        "accuracy_last_each": last,
        "validation_loss_best": statistics.mean(epoch["validation_loss"] for epoch in best),
        "versions": runs[-1]["versions"],
    }


def machine(core: int) -> str:
    return f"{results.processor()}; pinned to number {core}; {platform.platform()}"


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def table(summary: dict[str, Any], content: dict[str, Any]) -> str:
    """The results in Markdown."""
    heads = ["", "images/s", "of Keras", "images/CPU s", "of Keras"]
    heads += ["accuracy, best epoch", "accuracy, last epoch", "best, each seed"]
    lines = [row(heads), row(["---"] + ["---:"] * 6 + ["---"])]
    for name in CONTESTANTS:
        if name not in summary:
            continue
        mine = summary[name]
        cells = [NAMES[name]]
        for speed in SPEEDS:
            keras = summary.get("keras", {}).get(speed)
            cells += [f"{mine[speed]:.0f}", f"{mine[speed] / keras:.2f}" if keras else ""]
        cells += [f"{100 * mine[key]:.1f} %" for key in ("accuracy_best", "accuracy_last")]
        cells.append(", ".join(f"{100 * value:.1f}" for value in mine["accuracy_best_each"]))
        lines.append(row(cells))
    lines += ["", f"- Command: `{content['command']}`", f"- Machine: {content['machine']}"]
    loads = [load for each in content["runs"] for load in each["load"]]
    lines.append(
        f"- Date: {content['date']}; {content['epochs']} epochs; load average of the machine "
        f"{min(loads):.1f} to {max(loads):.1f} (alone: 1). Speeds: medians over the epochs after "
        "the first, augmentation on, validation not counted; best epoch: lowest validation loss."
    )
    for name in CONTESTANTS:
        if name in summary:
            versions = ", ".join(f"{k} {v}" for k, v in summary[name]["versions"].items())
            lines.append(f"- {NAMES[name]}: {versions}")
    return "\n".join(lines)


def write_markdown(path: Path, text: str) -> None:
    """Replace the part of the file between our marks, or append it."""
    block = f"{BEGIN}\n{text}\n{END}"
    old = path.read_text() if path.exists() else ""
    if BEGIN in old and END in old:
        head, rest = old.split(BEGIN, 1)
        new = head + block + rest.split(END, 1)[1]
    else:
        new = f"{old.rstrip()}\n\n## Training on animal photos\n\n{block}\n".lstrip()
    path.write_text(new)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder with one folder of JPEGs a class")
    parser.add_argument("--peer-python", default=sys.executable, help="has Keras and PyTorch")
    parser.add_argument("--contestants", nargs="+", choices=CONTESTANTS, default=CONTESTANTS)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--output", type=Path, default=HERE / "results" / "animals.json")
    parser.add_argument("--markdown", type=Path, help="file whose table is replaced (RESULTS.md)")
    parser.add_argument("--resume", action="store_true", help="keep the runs of the results file")
    return parser.parse_args()


def main() -> None:
    options = parsed()
    content: dict[str, Any] = {"runs": []}
    if options.resume and options.output.exists():
        content = json.loads(options.output.read_text())
    elif options.resume:
        print(f"{options.output} does not exist yet; beginning anew", file=sys.stderr)
    content["command"] = "python Benchmarks/animals.py FOLDER --peer-python PYTHON" + (
        f" --seeds {' '.join(map(str, options.seeds))} --epochs {options.epochs}"
    )
    content["machine"] = machine(options.core)
    content["epochs"] = options.epochs
    content["date"] = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    options.output.parent.mkdir(parents=True, exist_ok=True)

    folder = str(Path(options.folder).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        for seed in options.seeds:
            split = Path(scratch) / f"split-{seed}.json"
            write_split(folder, seed, split)
            for contestant in options.contestants:
                done = [(r["framework"], r["seed"], len(r["epochs"])) for r in content["runs"]]
                if (contestant, seed, options.epochs) in done:
                    continue
                python = sys.executable if contestant == "scanline" else options.peer_python
                content["runs"].append(run(contestant, python, split, seed, options))
                options.output.write_text(json.dumps(content, indent=1) + "\n")

    by_name = {name: [r for r in content["runs"] if r["framework"] == name] for name in CONTESTANTS}
    summary = {name: figures(runs) for name, runs in by_name.items() if runs}
    content["summary"] = summary
    options.output.write_text(json.dumps(content, indent=1) + "\n")
    text = table(summary, content)
    print(text)
    if options.markdown:
        write_markdown(options.markdown, text)


if __name__ == "__main__":
    main()
