"""A model trained by the command and classified from Python gives the bits that C gives.

    python Benchmarks/same_bits.py FOLDER

Trains with the ``scanline`` command (a C program), classifies every picture of the folder with it
and through the Python package, and compares the probabilities bit by bit.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bindings" / "python"))

import scanline  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder with one folder of JPEGs a class")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--command", type=Path, default=ROOT / "build" / "scanline")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "model.safetensors"
        train = ["train", options.folder, "--output", path, "--epochs", str(options.epochs)]
        subprocess.run([options.command, *train, "--quiet", "--brief"], check=True)
        classify = ["classify", "--json", path, options.folder]
        output = subprocess.run([options.command, *classify], stdout=subprocess.PIPE, text=True)
        model = scanline.Model.load(path)
    lines = [json.loads(line) for line in output.stdout.splitlines()]
    good = [line for line in lines if line["probabilities"] is not None]
    ours = np.array([list(line["probabilities"].values()) for line in good], np.float32)
    theirs = model.predict_proba([line["file"] for line in good])
    same = (ours.view(np.uint32) == theirs.view(np.uint32)).all(axis=1)
    print(f"{len(good)} pictures, {int(same.sum())} with the same bits from C and from Python")
    return 0 if same.all() and len(good) > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
