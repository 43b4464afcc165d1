"""Scanline beside Keras, PyTorch and ONNX Runtime, task by task, in one run.

    python Benchmarks/peers/compare.py FOLDER --peer-python PYTHON [--markdown Benchmarks/RESULTS.md]

FOLDER has a folder of photos a class. Every contestant is one process, pinned to the same cores as the
others: first all to one, then all to two. They take turns: in each round each task is done by each of
them, one after the other, while the others are stopped; what is compared was measured within seconds. Figures
are medians over all rounds, with half the distance between the quartiles.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "Benchmarks" / "validation"))

import results  # noqa: E402
import table  # noqa: E402
from common import paths  # noqa: E402
from contestants import Worker, environment, first_prediction, from_c  # noqa: E402

ALL = ("scanline", "torch", "keras", "onnx")
#: What a worker's task is called in the figures, and for whom; else it keeps its name.
ALIASES = {
    ("torch", "train-by-hand"): ("train", "torch-by-hand"),
    ("onnx", "photo-whole"): ("photo", "onnxruntime-whole"),
}
SIZES = {"onnx": "onnxruntime"}
#: Repeats a round.
REPEATS = {"lstm-step": 15, "bilstm2-step": 4, "sequence": 300, "photo": 1, "folder": 1}
#: Later epochs of each training from files.
LATER_EPOCHS = 2


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--contestants", nargs="+", choices=ALL, default=list(ALL))
    parser.add_argument("--cores", type=int, nargs="+", default=[0, 1], help="their numbers")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--train-rounds", type=int, default=4)
    parser.add_argument("--quick", action="store_true", help="one round of next to nothing")
    parser.add_argument("--json", type=Path, help="all figures")
    parser.add_argument("--markdown", type=Path, help="the file whose tables are replaced")
    parser.add_argument("--plot", type=Path, help="SVG")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    if options.quick:
        options.rounds = options.train_rounds = 1
    return options


def command(options: argparse.Namespace) -> str:
    """What to run for figures like these, without this machine's paths."""
    if not options.quick and options.contestants == list(ALL):
        return "make bench-peers DATA=FOLDER"
    words = ["python", "Benchmarks/peers/compare.py", "FOLDER", "--contestants", *options.contestants]
    return " ".join(words + ["--quick"] * options.quick)


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def interleaved(
    options: argparse.Namespace, cores: list[int], models: Path, versions: dict[str, str]
) -> table.Figures:
    """All tasks by all contestants on some cores."""
    log = models / "errors.txt"
    workers = [
        Worker(name, options.peer_python, cores, options.folder, models, log)
        for name in options.contestants
    ]
    figures: table.Figures = {}

    def add(key: str, contestant: str, values: list[float]) -> None:
        figures.setdefault(key, {}).setdefault(contestant, []).extend(values)

    def ask(worker: Worker, task: str, repeats: int) -> None:
        key, name = ALIASES.get((worker.name, task), (task, SIZES.get(worker.name, worker.name)))
        found = worker.ask(task, 1 if options.quick else repeats)
        for figure, values in found.items():
            if figure != "seconds":
                add(figure, name, values)
            elif key == "folder":
                add("folder, images/s", name, [len(files) / v for v in values])
            else:
                add(key, name, [1e3 * v for v in values])

    files = paths(options.folder)
    try:
        for worker in workers:
            versions.update(worker.versions)
        for turn in range(options.rounds):
            note(f"{len(cores)} cores, round {turn + 1} of {options.rounds}")
            for task, repeats in REPEATS.items():
                for worker in workers:
                    for own in worker.tasks:
                        if ALIASES.get((worker.name, own), (own,))[0] == task:
                            ask(worker, own, repeats)
                if task == "sequence" and "scanline" in options.contestants:
                    host, photo = ROOT / "build" / "first", files[0]
                    times = from_c(host, models, photo, cores, 3 if options.quick else repeats)
                    add(task, "scanline-c", [1e3 * t for t in times])
            if turn < options.train_rounds:
                for worker in workers:
                    for own in worker.tasks:
                        if own.startswith("train"):
                            ask(worker, own, LATER_EPOCHS)
    finally:
        for worker in workers:
            worker.end()
    return figures


def once(options: argparse.Namespace, models: Path) -> table.Figures:
    """Start, memory and size, on one core."""
    figures: table.Figures = {"start": {}, "resident": {}, "size": {}}
    photo = paths(options.folder)[0]
    python = [options.peer_python, str(HERE / "first.py")]
    commands = {}
    if "scanline" in options.contestants:
        commands["scanline-c"] = [
            str(ROOT / "build" / "first"), str(models / "rows.safetensors"), photo
        ]
    for name in options.contestants:
        who = SIZES.get(name, name)
        commands[who] = [*python, who, str(models), photo]
    for turn in range(1 if options.quick else 5):
        for who, command in commands.items():
            if turn == 0:
                first_prediction(command, options.cores[0])  # files into the page cache
            taken, resident = first_prediction(command, options.cores[0])
            figures["start"].setdefault(who, []).append(1e3 * taken)
            figures["resident"].setdefault(who, []).append(resident)
    folder = ROOT / "build" / "plugin"
    if "scanline" in options.contestants and folder.exists():
        shipped = sum(f.lstat().st_size for f in folder.rglob("*") if not f.is_symlink())
        figures["size"]["scanline-c"] = [shipped / 1e6]
    if set(options.contestants) - {"scanline"}:
        found = json.loads(
            subprocess.run(
                [options.peer_python, str(HERE / "sizes.py")],
                check=True, capture_output=True, text=True,
            ).stdout
        )
        for name in options.contestants:
            who = SIZES.get(name, name)
            if who in found:
                figures["size"][who] = [found[who]["megabytes"]]
    return figures


def prepare(options: argparse.Namespace, models: Path) -> None:
    photo = paths(options.folder)[0]
    if set(options.contestants) == {"scanline"}:
        program = (
            "import scanline, sys; "
            "scanline.Model.create(['cat', 'dog', 'panda'], 'rows').save(sys.argv[1])"
        )
        command = ["-c", program, str(models / "rows.safetensors")]
    else:
        command = [str(HERE / "prepare.py"), str(models), photo]
    with (models / "errors.txt").open("a") as errors:
        done = subprocess.run(
            [options.peer_python, *command],
            env=environment(1),
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    if done.returncode != 0:
        raise SystemExit((models / "errors.txt").read_text())


def main() -> None:
    options = parsed()
    if not paths(options.folder):
        raise SystemExit(f"{options.folder} has no folder with photos")
    start, load = time.perf_counter(), os.getloadavg()[0]
    versions: dict[str, str] = {}
    figures: dict[str, table.Figures] = {}
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder)
        prepare(options, models)
        for count in range(1, len(options.cores) + 1):
            figures[str(count)] = interleaved(options, options.cores[:count], models, versions)
        single = once(options, models)
    result: dict[str, Any] = {
        "command": command(options),
        "rounds": options.rounds,
        "train_rounds": options.train_rounds,
        "seconds": time.perf_counter() - start,
        "machine": results.machine(),
        "load": [load, os.getloadavg()[0]],
        "versions": versions,
        "figures": figures,
        "once": single,
    }
    lines = table.markdown(result)
    if options.json:
        options.json.write_text(json.dumps(result))
    if options.plot and options.json:
        subprocess.run(
            [options.peer_python, str(HERE / "plot.py"), str(options.json), str(options.plot)],
            check=True,
        )
    if options.markdown:
        results.write(options.markdown, "peers", lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
