"""How many altered copies of photos are found as near duplicates, how many pairs of different photos are taken
for the same, and what looking for duplicates costs when a dataset is opened.

usage: duplicates.py FOLDER [--photos N] [--library build/libscanline.so.1]

FOLDER holds a folder of photos a class. Needs Pillow (requirements.txt). Prints a table in Markdown.
"""

import argparse
import os
import pathlib
import shutil
import sys
import tempfile
import time

from PIL import Image, ImageEnhance

ROOT = pathlib.Path(__file__).resolve().parents[1]
DISTANCES = (2, 4, 6, 8, 10)
# Shares of a file's bytes that are left of it, and of a picture's rows.
CUTS = (0.05, 0.25, 0.5, 0.9)
ROWS = (0.75, 0.5, 0.3, 0.2, 0.1)


def cropped(image, share):
    width, height = image.size
    box = (width * share, height * share, width * (1 - share), height * (1 - share))
    return image.crop([round(side) for side in box])


# Name, what is done to the picture, the JPEG quality that it is saved with.
CHANGES = [
    ("quality 40", lambda i: i, 40),
    ("quality 15", lambda i: i, 15),
    ("half the size", lambda i: i.resize((i.width // 2, i.height // 2), Image.LANCZOS), 90),
    ("brightness x 1.25", lambda i: ImageEnhance.Brightness(i).enhance(1.25), 90),
    ("brightness x 0.75", lambda i: ImageEnhance.Brightness(i).enhance(0.75), 90),
    ("contrast x 1.3", lambda i: ImageEnhance.Contrast(i).enhance(1.3), 90),
    ("gray", lambda i: i.convert("L"), 90),
    ("1 % of each side cut", lambda i: cropped(i, 0.01), 90),
    ("2 % of each side cut", lambda i: cropped(i, 0.02), 90),
    ("5 % of each side cut", lambda i: cropped(i, 0.05), 90),
    ("mirrored", lambda i: i.transpose(Image.FLIP_LEFT_RIGHT), 90),
]


def found_share(scanline, originals, copies, distance, count):
    """The share of originals in one group with their copy, which has the same name."""
    found = set()
    for group in scanline.find_duplicates(originals, against=copies, distance=distance):
        names = [{os.path.basename(file.path) for file in group.files if file.is_against == side}
                 for side in (False, True)]
        found |= names[0] & names[1]
    return len(found) / count


def measure_recall(scanline, files, scratch):
    originals = scratch / "originals"
    originals.mkdir()
    for file in files:
        shutil.copy(file, originals / file.name)
    print("| change | " + " | ".join(f"distance {each}" for each in DISTANCES) + " |")
    print("| --- |" + " ---: |" * len(DISTANCES))
    for name, change, quality in CHANGES:
        copies = scratch / name
        copies.mkdir()
        for file in files:
            change(Image.open(file).convert("RGB")).save(copies / file.name, quality=quality)
        print_shares(scanline, name, originals, copies, len(files))
    for cut in CUTS:
        copies = scratch / f"cut {cut}"
        copies.mkdir()
        for file in files:
            data = file.read_bytes()
            (copies / file.name).write_bytes(data[: int(len(data) * cut)])
        print_shares(scanline, f"cut to {cut:.0%} of its bytes", originals, copies, len(files))


def print_shares(scanline, name, originals, copies, count):
    shares = [found_share(scanline, originals, copies, each, count) for each in DISTANCES]
    print(f"| {name} | " + " | ".join(f"{share:.3f}" for share in shares) + " |")


def measure_groups(scanline, name, folder):
    row = [str(scanline.find_duplicates(folder, distance=each).duplicates) for each in DISTANCES]
    print(f"| files in groups, {name} | " + " | ".join(row) + " |")


def measure_first_rows(scanline, files, scratch):
    """What a hash of the rows left of cut files would take for the same."""
    for share in ROWS:
        folder = scratch / f"rows {share}"
        folder.mkdir()
        for file in files:
            image = Image.open(file).convert("RGB")
            rows = max(round(image.height * share), 1)
            image = image.crop((0, 0, image.width, rows))
            image.save(folder / f"{file.parent.name}-{file.name}", quality=90)
        measure_groups(scanline, f"first {share:.0%} of the rows of all photos", folder)


def measure_cost(scanline, folder):
    print("\nCPU seconds to open the folder as a dataset:", end="")
    for grouping in ("none", "exact", "near"):
        seconds = []
        for _ in range(3):
            start = time.process_time()
            with scanline.Dataset.from_folder(folder, group_duplicates=grouping):
                seconds.append(time.process_time() - start)
        print(f" {grouping} {min(seconds):.2f}", end="")
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--photos", type=int, default=300, help="copied and altered (default: 300)")
    parser.add_argument("--library", default=ROOT / "build/libscanline.so.1")
    options = parser.parse_args()
    os.environ["SCANLINE_LIBRARY"] = os.fspath(options.library)
    sys.path.insert(0, os.fspath(ROOT / "bindings/python"))
    import scanline

    files = sorted(options.folder.glob("*/*.jpg"))
    with tempfile.TemporaryDirectory() as scratch:
        step = max(len(files) // options.photos, 1)
        measure_recall(scanline, files[::step][: options.photos], pathlib.Path(scratch))
        measure_groups(scanline, "all photos", options.folder)
        measure_first_rows(scanline, files, pathlib.Path(scratch))
    measure_cost(scanline, options.folder)


if __name__ == "__main__":
    main()
