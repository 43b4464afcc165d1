"""Scanline's search beside KerasTuner's, on the same photos, on one core.

    python Benchmarks/tuning_animals.py FOLDER --peer-python PYTHON

Two tables. `hyperband`: R = 9, f = 3 over 1 or 2 LSTM layers of 64, 128 or 192 units, dropout of 0 to
0.5 and learning rates of 1e-4 to 1e-2, on 64x64 pictures with light augmentation; the winner's
validation accuracy and the wall time, on the very same split. `minutes`: what tuning gains on photos
that no search has seen: Scanline's default, without and with the recipe for photos, against its
default space for --minutes; KerasTuner's search against the LSTM that it began with. Every run is a
process of its own, pinned to one core, and kept in the results file at once; ``--resume`` goes on
from it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from animals import HERE, environment, machine, row, write_split

NAMES = {"scanline": "Scanline", "keras": "KerasTuner"}
#: Of the photos, for `minutes`.
TEST_SHARE = 0.2


def set_aside(split: Path, seed: int) -> None:
    """Takes a test part out of a split, of which no contestant's search gets to see a file."""
    content = json.loads(split.read_text())
    pictures = sorted(map(tuple, content["training"] + content["validation"]))
    random.Random(seed).shuffle(pictures)
    count = round(TEST_SHARE * len(pictures))
    rest = pictures[count:]
    validation = round(TEST_SHARE * len(rest))
    content["test"] = pictures[:count]
    content["validation"], content["training"] = rest[:validation], rest[validation:]
    split.write_text(json.dumps(content))


def run(name: str, split: Path, seed: int, words: list[str], options: argparse.Namespace) -> Any:
    """One search in a process of its own: its result, with the machine's load around it."""
    python = sys.executable if name == "scanline" else options.peer_python
    command = [
        "taskset",
        "-c",
        str(options.core),
        python,
        str(HERE / "animals" / f"tune_{name}.py"),
    ]
    command += ["--split", str(split), "--seed", str(seed), *words]
    before = os.getloadavg()[0]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
    result = json.loads(done.stdout.splitlines()[-1])
    result["load"] = [before, os.getloadavg()[0]]
    return result


def plans(options: argparse.Namespace) -> list[tuple[str, str, list[str]]]:
    """What is run for each seed: a name, the contestant, its words."""
    if options.what == "hyperband":
        words = ["--epochs", str(options.epochs)]
        return [(name, name, words) for name in options.contestants]
    found = [
        ("scanline, default", "scanline", ["--untuned"]),
        ("scanline, recipe photos", "scanline", ["--untuned", "--recipe", "photos"]),
        ("scanline, tuned", "scanline", ["--seconds", str(60 * options.minutes)]),
        ("keras, default", "keras", ["--untuned"]),
        ("keras, tuned", "keras", ["--epochs", str(options.epochs)]),
    ]
    return [plan for plan in found if plan[1] in options.contestants]


def table(runs: list[dict[str, Any]]) -> str:
    """The results in Markdown."""
    has_test = any("test_accuracy" in each for each in runs)
    heads = ["", "wall s", "CPU s", "trials", "epochs", "validation accuracy", "each seed"]
    heads += ["test accuracy"] if has_test else []
    lines = [row(heads), row(["---"] + ["---:"] * (len(heads) - 1))]
    for plan in dict.fromkeys(each["plan"] for each in runs):
        mine = [each for each in runs if each["plan"] == plan]
        first, _, rest = plan.partition(",")
        cells = [NAMES[first] + ("," + rest if rest else "")]
        for key in ("seconds", "cpu_seconds"):
            cells.append(f"{statistics.median(each[key] for each in mine):.0f}")
        for key in ("trials", "epochs"):
            cells.append(f"{statistics.median(each[key] for each in mine):.0f}")
        accuracies = [100 * each["validation_accuracy"] for each in mine]
        cells.append(f"{statistics.mean(accuracies):.1f} %")
        cells.append(", ".join(f"{value:.1f}" for value in accuracies))
        if has_test:
            tests = [100 * each["test_accuracy"] for each in mine if "test_accuracy" in each]
            cells.append(f"{statistics.mean(tests):.1f} %" if tests else "")
        lines.append(row(cells))
    return "\n".join(lines)


def notes(content: dict[str, Any]) -> str:
    loads = [load for each in content["runs"] for load in each["load"]]
    versions = {each["framework"]: each["versions"] for each in content["runs"]}
    lines = [
        f"- Command: `{content['command']}`",
        f"- Machine: {content['machine']}",
        f"- Date: {content['date']}; load average of the machine {min(loads):.1f} to "
        f"{max(loads):.1f} (alone: 1). Times: medians; accuracies: means over the seeds.",
    ]
    for name, numbers in versions.items():
        lines.append(f"- {NAMES[name]}: {', '.join(f'{k} {v}' for k, v in numbers.items())}")
    return "\n".join(lines)


def write_markdown(path: Path, what: str, text: str) -> None:
    """Replace the part of the file between our marks, or append it."""
    begin, end = f"<!-- tuning {what}: begin -->", f"<!-- tuning {what}: end -->"
    block = f"{begin}\n{text}\n{end}"
    old = path.read_text() if path.exists() else ""
    if begin in old and end in old:
        head, rest = old.split(begin, 1)
        path.write_text(head + block + rest.split(end, 1)[1])
    else:
        titles = {"hyperband": "Hyperband beside KerasTuner", "minutes": "What tuning gains"}
        path.write_text(f"{old.rstrip()}\n\n## {titles[what]}\n\n{block}\n".lstrip())


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder with one folder of JPEGs a class")
    parser.add_argument("--what", choices=["hyperband", "minutes"], default="hyperband")
    parser.add_argument("--peer-python", default=sys.executable, help="has keras and keras-tuner")
    parser.add_argument("--contestants", nargs="+", choices=list(NAMES), default=list(NAMES))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=9, help="Hyperband's R")
    parser.add_argument("--minutes", type=float, default=10, help="of Scanline's search")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--output", type=Path, help="default: results/tuning-WHAT.json")
    parser.add_argument("--markdown", type=Path, help="file whose table is replaced (RESULTS.md)")
    parser.add_argument("--resume", action="store_true", help="keep the runs of the results file")
    return parser.parse_args()


def main() -> None:
    options = parsed()
    output = options.output or HERE / "results" / f"tuning-{options.what}.json"
    content: dict[str, Any] = {"runs": []}
    if options.resume and output.exists():
        content = json.loads(output.read_text())
    content["command"] = (
        f"python Benchmarks/tuning_animals.py FOLDER --what {options.what} --peer-python PYTHON "
        f"--seeds {' '.join(map(str, options.seeds))} --epochs {options.epochs}"
        + (f" --minutes {options.minutes:g}" if options.what == "minutes" else "")
    )
    content["machine"] = machine(options.core)
    content["date"] = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for seed in options.seeds:
            split = Path(scratch) / f"split-{seed}.json"
            write_split(str(Path(options.folder).resolve()), seed, split)
            if options.what == "minutes":
                set_aside(split, seed)
            for plan, name, words in plans(options):
                if (plan, seed, words) in [
                    (r["plan"], r["seed"], r["words"]) for r in content["runs"]
                ]:
                    continue
                result = run(name, split, seed, words, options)
                content["runs"].append({"plan": plan, "words": words, **result})
                output.write_text(json.dumps(content, indent=1) + "\n")
                print(
                    f"{plan} seed {seed}: {result['seconds']:.0f} s, "
                    f"{100 * result['validation_accuracy']:.1f} %",
                    file=sys.stderr,
                )
    text = table(content["runs"]) + "\n\n" + notes(content)
    print(text)
    if options.markdown:
        write_markdown(options.markdown, options.what, text)


if __name__ == "__main__":
    main()
