"""Holds what training and classification cost against the committed figures: instructions, by valgrind, and
requests to the heap, those of TurboJPEG aside. Counts, not seconds: they do not depend on how busy the machine is.

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
PHOTOS = ROOT / "build/photos"
PAINTER = ROOT / "build/sample-photos"
COUNTER = ROOT / "build/liballocations.so"
FILE = ROOT / "Benchmarks/thresholds.json"
TASKS = ("lstm-step", "lstm-classify")
# Of these only the requests to the heap.
MORE = ("small-step", "small-classify", "base-step", "base-classify")
# Of these the requests to the heap for one photograph.
PHOTO_TASKS = ("photo-classify", "photo-classify-file", "photo-classify-known", "photo-step",
               "photo-epoch")
# Photographs of each of three classes: so many that what an epoch asks for, whatever its length, is less than half
# a request for each.
PHOTO_COUNT = 120
# Valgrind knows no AVX-512, and emulates FMA by a call a lane: with AVX2 a classification takes half a second, and
# a training step, which has seventy times as many, longer than to wait for.
SETS = {"lstm-step": ("baseline",), "lstm-classify": ("baseline", "avx2")}


def run(command, **settings):
    # OpenBLAS cuts its products by the size of the cache that it sees: the same one everywhere.
    unwanted = ("OPENBLAS_CORETYPE", "SCANLINE_CPU")
    environment = {key: value for key, value in os.environ.items() if key not in unwanted}
    environment |= {"OPENBLAS_L2_SIZE": "1024"} | settings
    return subprocess.run([str(word) for word in command], env=environment, check=True,
                          capture_output=True, text=True).stderr


def a_repeat(count, task, few, many):
    return (count(task, many) - count(task, few)) / (many - few)


def allocations(program, *arguments):
    def count(task, repeats):
        output = run([program, task, repeats, *arguments], LD_PRELOAD=str(COUNTER))
        return int(re.search(r"allocations (\d+)", output)[1])
    return count


def can_run(instruction_set):
    """Whether this processor has it. (Not asked of AVX-512: see SETS.)"""
    return instruction_set == "baseline" or re.search(
        rf"^flags.*\b{instruction_set}\b", pathlib.Path("/proc/cpuinfo").read_text(), re.M)


def instructions(instruction_set):
    def count(task, repeats):
        with tempfile.TemporaryDirectory() as folder:
            output = run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                          STEPS, task, repeats], SCANLINE_CPU=instruction_set)
        return int(re.search(r"Collected : (\d+)", output)[1])
    return count


def measure():
    figures = {}
    for task in TASKS + MORE:
        few, many = (3, 13) if task in MORE else (10, 60)
        for threads in (1, 2):
            figures[f"allocations of {task}, {threads} threads"] = a_repeat(
                allocations(STEPS, threads), task, few, many)
    with tempfile.TemporaryDirectory() as album:
        run([PAINTER, album, "--count", PHOTO_COUNT, "--damaged", 0])
        for task in PHOTO_TASKS:
            for threads in (1, 2):
                figures[f"allocations a picture of {task}, {threads} threads"] = round(
                    a_repeat(allocations(PHOTOS, threads, album), task, 2, 5)
                    / (3 * PHOTO_COUNT))
    for task, sets in SETS.items():
        for instruction_set in filter(can_run, sets):
            few, many = (1, 2) if task.endswith("-step") else (2, 12)
            figures[f"instructions of {task}, {instruction_set}"] = round(
                a_repeat(instructions(instruction_set), task, few, many))
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
