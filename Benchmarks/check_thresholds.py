"""Holds what a training step and a classification cost against the committed figures: instructions, by
valgrind, and requests to the heap. Counts, not seconds: they do not depend on how busy the machine is.

    python Benchmarks/check_thresholds.py [--update]

Each program is run for two numbers of repeats, so that start-up and warm-up cancel out.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
STEPS = ROOT / "build/steps"
COUNTER = ROOT / "build/liballocations.so"
FILE = ROOT / "Benchmarks/thresholds.json"
TASKS = ("lstm-step", "lstm-classify")
# Of these only the requests to the heap.
MORE = ("small-step", "small-classify", "base-step", "base-classify")
# Valgrind knows no AVX-512, and emulates FMA by a call a lane, too slowly to wait for.
SET = "baseline"


def run(command, **settings):
    # OpenBLAS cuts its products by the size of the cache that it sees: the same one everywhere.
    unwanted = ("OPENBLAS_CORETYPE", "SCANLINE_CPU")
    environment = {key: value for key, value in os.environ.items() if key not in unwanted}
    environment |= {"OPENBLAS_L2_SIZE": "1024"} | settings
    return subprocess.run([str(word) for word in command], env=environment, check=True,
                          capture_output=True, text=True).stderr


def a_repeat(count, task, few, many):
    return (count(task, many) - count(task, few)) / (many - few)


def allocations(threads):
    def count(task, repeats):
        output = run([STEPS, task, repeats, threads], LD_PRELOAD=str(COUNTER))
        return int(re.search(r"allocations (\d+)", output)[1])
    return count


def instructions(task, repeats):
    with tempfile.TemporaryDirectory() as folder:
        output = run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                      STEPS, task, repeats], SCANLINE_CPU=SET)
    return int(re.search(r"Collected : (\d+)", output)[1])


def measure():
    figures = {}
    for task in TASKS + MORE:
        few, many = (3, 13) if task in MORE else (10, 60)
        for threads in (1, 2):
            figures[f"allocations of {task}, {threads} threads"] = a_repeat(
                allocations(threads), task, few, many)
    for task in TASKS:
        few, many = (1, 2) if task.endswith("-step") else (10, 30)
        figures[f"instructions of {task}, {SET}"] = round(
            a_repeat(instructions, task, few, many))
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="write the measured figures")
    options = parser.parse_args()
    figures = measure()
    if options.update:
        FILE.write_text(json.dumps({"tolerance": 0.05, "figures": figures}, indent=2) + "\n")
    committed = json.loads(FILE.read_text())
    failed = False
    for name, limit in committed["figures"].items():
        if name not in figures:
            continue
        # What is asked for once, by a thread that comes to its first work late, is less than one a repeat.
        room = 0.5 if name.startswith("allocations") else limit * committed["tolerance"]
        found = figures[name]
        good = abs(found - limit) <= room
        failed |= not good
        print(f"{'ok  ' if good else 'FAIL'} {name}: {found:.10g} (committed: {limit:.10g})")
    if failed:
        print("Worse: find out why. Better, or on purpose: make update-thresholds, and commit it.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
