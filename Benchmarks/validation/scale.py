#!/usr/bin/env python3
"""Validate, list and search for duplicates at scale: how fast, and in how much memory.

    python3 Benchmarks/validation/scale.py FOLDER --program build/scanline

FOLDER holds small JPEG files, such as CIFAR-10's, in folders or not. They are copied once, and flat folders
of hard links to the copies are made beside (in --scratch): as many as each of --counts says, named without a
picture's ending, so that plain `validate` only lists and looks at them, and `--all-files` reads and
reports every one. Memory is the largest resident size of the process, looked at every 5 ms; seconds are of its processor
(user + system), which hold on a busy machine, and of the clock.
"""

import argparse
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import time

import results


def measured(command):
    """Runs it; CPU seconds, wall seconds, MB at the peak."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    # Not the peak of its resource usage, which begins with that of the process that started it.
    while process.poll() is None:
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            peak = max([peak, *(int(line.split()[1]) for line in status if "VmHWM" in line)])
        time.sleep(0.005)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, wall, peak / 1024


def links(files, count, folder):
    """A flat folder of `count` links to the files, in turn."""
    folder.mkdir()
    for index in range(count):
        os.link(files[index % len(files)], folder / f"{index:08}")
    return folder


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--scratch", type=pathlib.Path, help="default: the temporary folder")
    parser.add_argument("--markdown", type=pathlib.Path)
    options = parser.parse_args()

    program = str(options.program.resolve())
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="scanline-scale-", dir=options.scratch))
    lines = [
        "| | files | CPU s | files a CPU s | wall s | files a s | largest resident size, MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]

    def row(what, count, *words):
        cpu, wall, memory = measured([program, *map(str, words)])
        lines.append(
            f"| {what} | {count:,} | {cpu:.1f} | {count / cpu:,.0f} | {wall:.1f} "
            f"| {count / wall:,.0f} | {memory:.1f} |"
        )
        print(lines[-1], flush=True)

    try:
        copies = scratch / "copies"
        shutil.copytree(options.folder, copies)
        files = sorted(path for path in copies.rglob("*") if path.is_file())
        size = sum(path.stat().st_size for path in files) // len(files)
        report = scratch / "report.jsonl"
        row("`duplicates --exact`", len(files), "duplicates", "--exact", "--quiet", copies)
        row("`duplicates`", len(files), "duplicates", "--quiet", copies)
        row("`validate --report`", len(files), "validate", "--quiet", copies, "--report", report)
        for count in options.counts:
            folder = links(files, count, scratch / str(count))
            row("listing only", count, "validate", "--quiet", folder)
            words = ["--quiet", "--all-files", folder, "--report", report]
            row("`validate --report`", count, "validate", *words)
            if sum(1 for _ in open(report, "rb")) != count:
                raise SystemExit(f"{report}: not {count} lines")
            shutil.rmtree(folder)
    finally:
        shutil.rmtree(scratch)
    lines += [
        "",
        f"- {len(files):,} pictures of {size:,} bytes on average; load average "
        f"{os.getloadavg()[0]:.1f}. Command: `make bench-validation-scale DATA=FOLDER`",
        f"- Machine: {results.machine()}",
    ]
    if options.markdown:
        results.write(options.markdown, "validation scale", lines)


if __name__ == "__main__":
    main()
