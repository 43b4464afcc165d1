"""Small drawn pictures of three kinds that a small network tells apart within a few epochs."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import scanline

CLASSES = ("bars", "columns", "disc")
PER_CLASS = 20

#: A model that trains in a second.
SMALL = {
    "input": {"width": 16, "height": 16},
    "network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 16}]},
}

#: One whose input is larger than the drawn pictures, so that they are decoded at full size and
#: their pixels are exactly those of scanline.decode().
LARGE = {
    "input": {"width": 64, "height": 64},
    "network": {"layers": [{"type": "rows"}, {"type": "lstm", "units": 8}]},
}


def draw(kind: str, seed: int) -> np.ndarray:
    """uint8 pixels [height, width, 3]; the seed moves, colours and blurs."""
    random = np.random.default_rng(seed)
    height, width = random.integers(30, 60, 2)
    y, x = np.mgrid[:height, :width]
    phase, period = random.uniform(0, 6.28), random.uniform(8, 14)
    if kind == "bars":
        mask = np.sin(y / period * 6.28 + phase) > 0
    elif kind == "columns":
        mask = np.sin(x / period * 6.28 + phase) > 0
    else:
        centre = random.uniform(0.4, 0.6, 2) * (height, width)
        mask = (y - centre[0]) ** 2 + (x - centre[1]) ** 2 < (min(height, width) * 0.3) ** 2
    dark, light = random.integers(0, 100, 3), random.integers(150, 256, 3)
    pixels = np.where(mask[..., None], light, dark) + random.normal(0, 8, (height, width, 3))
    return pixels.clip(0, 255).astype(np.uint8)


def jpeg(kind: str, seed: int) -> bytes:
    return scanline.encode_jpeg(draw(kind, seed), quality=90)


def write_folder(root: Path, per_class: int = PER_CLASS) -> None:
    for number, kind in enumerate(CLASSES):
        (root / kind).mkdir()
        for index in range(per_class):
            path = root / kind / f"{index:03}.jpg"
            path.write_bytes(jpeg(kind, number * 1000 + index))
