"""Holds what training and classification cost against the committed figures: instructions, by valgrind, and
requests to the heap, those of TurboJPEG aside. Counts, not seconds: they do not depend on how busy the machine is.

    python Benchmarks/check_thresholds.py [--update]

Each program is run for two numbers of repeats, so that start-up and warm-up cancel out. The kernels for AVX-512,
which valgrind cannot run, are held to the number of instructions that they are made of.
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
AVX512 = ROOT / ".build/deps/kernels-avx512.o"
FILE = ROOT / "Benchmarks/thresholds.json"
TASKS = ("lstm-step", "lstm-classify")
# Of these only the requests to the heap.
MORE = ("small-step", "small-classify", "base-step", "base-classify")
# Of these the requests to the heap for one photograph.
PHOTO_TASKS = ("photo-classify", "photo-classify-file", "photo-classify-known", "photo-step")
# Of these the requests for an epoch, training and validation, and what they grow by in one twice as long.
EPOCH_TASKS = ("photo-epoch", "photo-epoch-large")
# Photographs of each of three classes.
PHOTO_COUNT = 60
# Of which the last counts; where it comes, the list of what the epochs gave does not grow.
EPOCHS = 6
# Valgrind knows no AVX-512, and emulates FMA by a call a lane: with AVX2 a classification takes half a second, and
# a training step, which has seventy times as many, longer than to wait for.
SETS = {"lstm-step": ("baseline",), "lstm-classify": ("baseline", "avx2")}
# Of these the instructions for one of a few photographs.
PHOTO_SETS = {"photo-decode": ("baseline", "avx2"), "photo-augment": ("baseline", "avx2"),
              "photo-classify-batch": ("baseline",)}
FEW_PHOTOS = 4
# TurboJPEG chooses by the processor, too.
TURBOJPEG = {"baseline": "JSIMD_FORCESSE2", "avx2": "JSIMD_FORCEAVX2"}


def run(command, **settings):
    # OpenBLAS cuts its products by the size of the cache that it sees: the same one everywhere.
    unwanted = ("OPENBLAS_CORETYPE", "SCANLINE_CPU")
    environment = {key: value for key, value in os.environ.items() if key not in unwanted}
    environment |= {"OPENBLAS_L2_SIZE": "1024"} | settings
    done = subprocess.run([str(word) for word in command], env=environment,
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(done.args)}: exit code {done.returncode}\n{done.stderr}{done.stdout}")
    return done.stderr


def a_repeat(count, task, few, many):
    return (count(task, many) - count(task, few)) / (many - few)


def allocations(program, *arguments):
    def count(task, repeats):
        output = run([program, task, repeats, *arguments], LD_PRELOAD=str(COUNTER))
        return int(re.search(r"allocations (\d+)", output)[1])
    return count


def of_epoch(task, threads, folder):
    output = run([PHOTOS, task, EPOCHS, threads, folder], LD_PRELOAD=str(COUNTER))
    return int(re.search(r"last epoch (\d+)", output)[1])


def can_run(instruction_set):
    """Whether this processor has it. (Not asked of AVX-512: see SETS.)"""
    return instruction_set == "baseline" or re.search(
        rf"^flags.*\b{instruction_set}\b", pathlib.Path("/proc/cpuinfo").read_text(), re.M)


def instructions(instruction_set, program, *arguments):
    settings = {"SCANLINE_CPU": instruction_set, TURBOJPEG[instruction_set]: "1"}

    def count(task, repeats):
        with tempfile.TemporaryDirectory() as folder:
            output = run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                          program, task, repeats, *arguments], **settings)
        return int(re.search(r"Collected : (\d+)", output)[1])
    return count


def album(folder, count):
    run([PAINTER, folder, "--count", count, "--damaged", 0])
    return folder


def step_allocations():
    figures = {}
    for task in TASKS + MORE:
        few, many = (3, 13) if task in MORE else (10, 60)
        for threads in (1, 2):
            figures[f"allocations of {task}, {threads} threads"] = a_repeat(
                allocations(STEPS, threads), task, few, many)
    return figures


def photo_allocations(folder):
    """What photographs ask of the heap, one by one, and epochs of them, short and long."""
    figures = {}
    short, long = (album(f"{folder}/{count}", count) for count in (PHOTO_COUNT, 2 * PHOTO_COUNT))
    for threads in (1, 2):
        for task in PHOTO_TASKS:
            figures[f"allocations a picture of {task}, {threads} threads"] = round(
                a_repeat(allocations(PHOTOS, threads, short), task, 2, 5) / (3 * PHOTO_COUNT))
        for task in EPOCH_TASKS:
            few, many = (of_epoch(task, threads, photos) for photos in (short, long))
            figures[f"allocations of an epoch of {task}, {threads} threads"] = few
            figures[f"allocations that more batches add to {task}, {threads} threads"] = many - few
    return figures


def step_instructions():
    figures = {}
    for task, sets in SETS.items():
        for instruction_set in sets:
            few, many = (1, 2) if task.endswith("-step") else (2, 12)
            figures[f"instructions of {task}, {instruction_set}"] = round(
                a_repeat(instructions(instruction_set, STEPS), task, few, many)
            ) if can_run(instruction_set) else None
    return figures


def photo_instructions(folder):
    figures = {}
    photos = album(f"{folder}/{FEW_PHOTOS}", FEW_PHOTOS)
    for task, sets in PHOTO_SETS.items():
        for instruction_set in sets:
            figures[f"instructions a picture of {task}, {instruction_set}"] = round(
                a_repeat(instructions(instruction_set, PHOTOS, 1, photos), task, 2, 4)
                / (3 * FEW_PHOTOS)) if can_run(instruction_set) else None
    return figures


def static_instructions():
    """Those that each kernel for AVX-512 is made of, if it has any of 512 bits."""
    listing = subprocess.run(["objdump", "-d", "--no-show-raw-insn", AVX512], check=True,
                             capture_output=True, text=True).stdout
    names = subprocess.run(["swift", "demangle", "--compact", "--simplified"], check=True, text=True,
                           input="\n".join(re.findall(r"<(.*)>:", listing)), capture_output=True)
    figures = {}
    for name, function in zip(names.stdout.splitlines(), listing.split(">:\n")[1:], strict=True):
        if "%zmm" in function and not name.startswith("@objc"):
            kernel = re.search(r"(\w+)\([\w:]*\)$", name)[1]
            figure = f"static instructions of {kernel}, avx512"
            figures[figure] = figures.get(figure, 0) + len(re.findall(r"^ +\w+:", function, re.M))
    return figures


def measure():
    with tempfile.TemporaryDirectory() as folder:
        return (step_allocations() | photo_allocations(folder) | step_instructions()
                | photo_instructions(folder) | static_instructions())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="write the measured figures")
    options = parser.parse_args()
    figures = measure()
    committed = json.loads(FILE.read_text())
    if options.update:
        committed["figures"] = {name: committed["figures"][name] if found is None else found
                                for name, found in figures.items()}
        FILE.write_text(json.dumps(committed, indent=2) + "\n")
    failed = False
    for name, limit in committed["figures"].items():
        found = figures.get(name, 0)
        if found is None:
            print(f"skip {name}: not on this processor")
            continue
        # What is asked for once, by a thread that comes to its first work late, is less than one a repeat.
        room = max(0.5 if name.startswith("allocations") else 0, limit * committed["tolerance"])
        good = abs(found - limit) <= room
        failed |= not good
        print(f"{'ok  ' if good else 'FAIL'} {name}: {found:.10g} (committed: {limit:.10g})")
    if failed:
        print("Worse: find out why. Better, or on purpose: make update-thresholds, and commit it.")
    return failed


if __name__ == "__main__":
    sys.exit(main())
