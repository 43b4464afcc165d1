#!/usr/bin/env python3
"""Time validation beside a plain decode of the same files, the contestants in turn.

    python3 Benchmarks/validation/speed.py FOLDER --program build/validation-speed

FOLDER holds JPEG files, in folders or not. A round runs every contestant once over all of them; the table
has the medians of the rounds. CPU seconds are what the process used, so that they hold on a busy machine,
too; the gain of a second thread is taken from wall time and needs a quiet one. Needs jpeginfo and a
Python with Pillow (--peer-python) for their rows.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

import results

PILLOW = """
import pathlib, sys, time
from PIL import Image
files = sorted(p for p in pathlib.Path(sys.argv[1]).rglob("*") if p.is_file())
wall, cpu = time.perf_counter(), time.process_time()
for path in files:
    with Image.open(path) as image:
        image.load()
print(len(files), time.perf_counter() - wall, time.process_time() - cpu)
"""


def timed(command):
    """Wall and CPU seconds that the command prints of itself."""
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    _, wall, cpu = done.stdout.split()
    return float(wall), float(cpu)


def jpeginfo(folder):
    """The whole process; it starts in a millisecond. Its exit status only says that files are damaged."""
    files = [str(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    before, start = os.times(), time.perf_counter()
    subprocess.run(["jpeginfo", "-c", *files], stdout=subprocess.DEVNULL, check=False)
    wall, after = time.perf_counter() - start, os.times()
    used = after.children_user + after.children_system
    return wall, used - before.children_user - before.children_system


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--markdown", type=pathlib.Path)
    options = parser.parse_args()

    folder = str(options.folder)
    program = str(options.program.resolve())
    contestants = {
        "TurboJPEG, full decode": lambda: timed([program, "turbojpeg", "1", folder]),
        "Scanline, 1 thread": lambda: timed([program, "scanline", "1", folder]),
        "Scanline, 2 threads": lambda: timed([program, "scanline", "2", folder]),
        "Pillow load": lambda: timed([options.peer_python, "-c", PILLOW, folder]),
        "jpeginfo -c": lambda: jpeginfo(options.folder),
    }
    rounds = {name: [] for name in contestants}
    for _ in range(options.rounds):
        for name, run in contestants.items():
            rounds[name].append(run())
    files = sum(1 for path in options.folder.rglob("*") if path.is_file())
    wall = {name: statistics.median(each[0] for each in runs) for name, runs in rounds.items()}
    cpu = {name: statistics.median(each[1] for each in runs) for name, runs in rounds.items()}
    decode = cpu["TurboJPEG, full decode"]
    lines = [
        "| | CPU us a file | of TurboJPEG's decode | wall us a file |",
        "|---|---:|---:|---:|",
    ]
    for name in contestants:
        lines.append(
            f"| {name} | {1e6 * cpu[name] / files:.0f} | {cpu[name] / decode:.2f} "
            f"| {1e6 * wall[name] / files:.0f} |"
        )
    gains = [
        one[0] / two[0]
        for one, two in zip(rounds["Scanline, 1 thread"], rounds["Scanline, 2 threads"])
    ]
    lines += [
        "",
        f"Two threads are {statistics.median(gains):.2f} times as fast as one by the clock (best round "
        f"{max(gains):.2f}); load average {os.getloadavg()[0]:.1f}.",
        "",
        f"- {files} files, medians of {options.rounds} rounds. Command: `make bench-validation-speed "
        "DATA=FOLDER`",
        f"- Machine: {results.machine()}",
    ]
    print("\n".join(lines))
    if options.markdown:
        results.write(options.markdown, "validation speed", lines)


if __name__ == "__main__":
    main()
