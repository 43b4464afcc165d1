"""The stratified folds that every contestant of the accuracy study shares."""

from __future__ import annotations

import csv
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the contestants of other libraries do without
    from scanline import Dataset

FOLDS = 5
ENDINGS = {".jpg", ".jpeg"}


class Folds:
    """A folder of a folder a class, cut into FOLDS parts with the same share of every class."""

    def __init__(self, folder: str, seed: int) -> None:
        root = Path(folder)
        self.labels = sorted(path.name for path in root.iterdir() if path.is_dir())
        self._parts: list[list[tuple[str, int]]] = [[] for _ in range(FOLDS)]
        shuffle = random.Random(seed)
        for label, name in enumerate(self.labels):
            files = sorted(
                str(path) for path in (root / name).iterdir() if path.suffix.lower() in ENDINGS
            )
            shuffle.shuffle(files)
            for index, path in enumerate(files):
                self._parts[index % FOLDS].append((path, label))

    def training(self, fold: int) -> list[tuple[str, int]]:
        """The pictures of all folds but one, with the index of their label."""
        return [item for index, part in enumerate(self._parts) if index != fold for item in part]

    def held_out(self, fold: int) -> list[tuple[str, int]]:
        """The pictures of one fold."""
        return self._parts[fold]


def dataset(items: list[tuple[str, int]], labels: list[str]) -> Dataset:
    """Pictures with the index of their label as a dataset without a part of its own to validate."""
    from scanline import Dataset

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "items.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("path", "label"))
            writer.writerows((path, labels[label]) for path, label in items)
        return Dataset.from_csv(path, validation_share=0)
