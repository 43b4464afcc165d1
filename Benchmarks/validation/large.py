#!/usr/bin/env python3
"""Time `scanline validate` on photos of 50 megapixels, and take its largest resident size.

    python3 Benchmarks/validation/large.py PHOTOS --program build/scanline --markdown Benchmarks/RESULTS.md

Pictures of 8688 x 5792 are made of the JPEG files below PHOTOS: one of them enlarged, and sheets of smaller ones, with
more and more detail. Each is encoded at quality 90, 4:2:0, baseline and progressive, and recoded by jpegtran in arithmetic
codes. The processor's seconds count, of the whole process; medians of five rounds in turn.
Needs Pillow and libjpeg-turbo's jpegtran.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import statistics
import subprocess
import tempfile

import results

SIZE = (8688, 5792)
ROUNDS = 5


def sheet(paths, side):
    """Photos side by side, each enlarged or reduced to a square; one over all of it without a side."""
    from PIL import Image

    chance = random.Random(f"large {side}")
    if side is None:
        return Image.open(chance.choice(paths)).convert("RGB").resize(SIZE, Image.Resampling.BICUBIC)
    picture = Image.new("RGB", SIZE)
    for top in range(0, SIZE[1], side):
        for left in range(0, SIZE[0], side):
            photo = Image.open(chance.choice(paths)).convert("RGB")
            picture.paste(photo.resize((side, side), Image.Resampling.BICUBIC), (left, top))
    return picture


def encoded(picture, folder, name):
    """What it is called, and the file."""
    for progressive in (False, True):
        way = "progressive" if progressive else "baseline"
        file = folder / f"{name}-{way}.jpg"
        picture.save(file, quality=90, subsampling=2, progressive=progressive)
        yield f"{name}, {way}", file
        recoded = file.with_suffix(".arithmetic.jpg")
        switches = ["-arithmetic"] + (["-progressive"] if progressive else [])
        subprocess.run(["jpegtran", *switches, "-outfile", recoded, file], check=True)
        yield f"{name}, {way}, arithmetic", recoded


def make(paths, folder):
    files = []
    for label, side in (("one photo enlarged", None), ("96 photos", 724), ("1276 photos", 200)):
        files += encoded(sheet(paths, side), folder, label)
    return files


def measure(program, file):
    """Exit status, seconds of the processor, megabytes."""
    with open(os.devnull, "w", encoding="utf-8") as null:
        child = subprocess.Popen([program, "validate", "--threads", "1", file], stdout=null, stderr=null)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--markdown", type=pathlib.Path)
    options = parser.parse_args()
    paths = sorted(p for p in options.photos.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg"))

    lines = ["| 8688 x 5792 | MB | exit status | CPU s | largest resident size, MB |", "|---|---:|---:|---:|---:|"]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # Elsewhere: a child's largest size is at least what its parent has when it begins.
        with concurrent.futures.ProcessPoolExecutor(1) as other:
            files = other.submit(make, paths, folder).result()
        runs = [[measure(options.program.resolve(), file) for _, file in files] for _ in range(ROUNDS)]
        for (label, file), measured in zip(files, zip(*runs)):
            lines.append(
                f"| {label} | {file.stat().st_size / 1e6:.1f} | {max(run[0] for run in measured)} | "
                f"{statistics.median(run[1] for run in measured):.2f} | {max(run[2] for run in measured):.0f} |"
            )
    lines += ["", f"- Machine: {results.machine()}"]
    print("\n".join(lines))
    if options.markdown:
        results.write(options.markdown, "validation large", lines)


if __name__ == "__main__":
    main()
