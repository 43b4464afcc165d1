#!/usr/bin/env python3
"""Make a labelled corpus of good, useless and damaged image files from any folder of photos.

    python3 Benchmarks/validation/make_corpus.py PHOTOS CORPUS [--photos 60] [--seed 1]

PHOTOS is searched for JPEG files; CORPUS gets the files and a manifest.csv with the columns file,
source, expected, kind, note. The same photos and seed give the same files. Needs NumPy, Pillow, and
libjpeg-turbo's cjpeg, djpeg and jpegtran.

Labels (expected):
- ok: decodes completely and looks right, by whatever encoder and with whatever harmless oddity. Includes
  the kind bitflip-invisible: damaged, but at most 0.2 % of the pixels changed by more than 16 levels.
- lowquality: a whole file of useless content.
- salvageable, corrupt: damaged; salvageable when it is cut and at least half of the rows are good.
- unsupported: whole, but no JPEG. hostile: made to exhaust memory or time.

Damage is labelled by what it did: the damaged file is decoded by djpeg, which fills what is missing, and
compared with the original. Damage that changed too little is drawn again.
"""

import argparse
import csv
import pathlib
import random

import damage
import good
import lowquality
import strange
from corpus import Corpus, Photo


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("photos", type=pathlib.Path)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=60, help="photos to use; default 60")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    paths = sorted(p for p in options.photos.rglob("*") if p.suffix.lower() in (".jpg", ".jpeg"))
    chance = random.Random(options.seed)
    paths = chance.sample(paths, min(options.count, len(paths)))
    corpus = Corpus(options.corpus)
    for index, path in enumerate(paths):
        photo = Photo(path, random.Random(f"{options.seed} {index}"))
        for family in (good, lowquality, damage):
            family.add(corpus, photo)
    strange.add(corpus, random.Random(f"{options.seed} strange"))

    with open(options.corpus / "manifest.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "source", "expected", "kind", "note"])
        writer.writerows(corpus.rows)
    print(f"{len(corpus.rows)} files of {len(paths)} photos in {options.corpus}")


if __name__ == "__main__":
    main()
