#!/usr/bin/env python3
"""Validate, list and search for duplicates at scale: how fast, and in how much memory.

    python3 Benchmarks/validation/scale.py FOLDER --program build/scanline

FOLDER holds small JPEG files, such as CIFAR-10's, in folders or not. They are copied once, and flat folders
of hard links to the copies are made beside (in --scratch): as many as each of --counts says, named without a
picture's ending, so that plain `validate` only lists and looks at them, and `--all-files` reads and
reports every one. Memory is the largest resident size of the process; seconds are of its processor
(user + system), which hold on a busy machine, and of the clock.
"""

import argparse
import os
import pathlib
import shutil
import tempfile

import results


def measured(command):
    """Runs it; CPU seconds, wall seconds, MB."""
    before = os.times().elapsed
    process = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)
        ],
    )
    _, status, usage = os.wait4(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: exit code {code}")
    wall = os.times().elapsed - before
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024


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
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
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
            words = ["validate", "--quiet", "--all-files", folder, "--report", report]
            row("`validate --report`", count, *words)
            if sum(1 for _ in open(report, "rb")) != count:
                raise SystemExit(f"{report}: not {count} lines")
            row("the same, `--resume`", count, *words, "--resume")
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
