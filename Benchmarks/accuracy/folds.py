"""The stratified folds that every contestant of the accuracy study shares."""

from __future__ import annotations

import random
from pathlib import Path

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
