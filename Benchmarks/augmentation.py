"""What augmentation costs: its share of the processor time of a training step.

    python Benchmarks/augmentation.py FOLDER [--network PRESET|FILE ...]

Where every batch is mixed (MixUp), every picture is loaded and augmented once more than otherwise.
What an epoch takes longer then is what augmenting its pictures costs; divided by the time of an
epoch without mixing it is their share of the step. Epochs of both kinds take turns, on one thread,
from decoded pictures in memory; the first of each is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bindings" / "python"))

import scanline  # noqa: E402

GEOMETRY = {
    "horizontal_flip": 0.5, "rotation": 0.055, "shear": 0.1, "translation": 0.06,
    "crop_area_min": 0.35, "crop_area_max": 1.1, "crop_aspect": 1.33, "border": "edge",
}
COLOUR = {"brightness": 0.3, "contrast": 0.3, "saturation": 0.3, "hue": 0.02}
ERASING = {"erase_probability": 0.25, "erase_min": 0.15, "erase_max": 0.45}
SETTINGS: dict[str, dict[str, Any]] = {
    "rotation, zoom, flip": {"rotation": 0.1, "zoom": 0.1, "horizontal_flip": 0.5},
    "geometry": GEOMETRY,
    "geometry, colour": {**GEOMETRY, **COLOUR},
    "geometry, colour, erasing": {**GEOMETRY, **COLOUR, **ERASING},
    "TrivialAugment": {"horizontal_flip": 0.5, "policy": "trivial"},
    "RandAugment": {"horizontal_flip": 0.5, "policy": "rand"},
}


class Run:
    """A training whose epochs are run one at a time."""

    def __init__(
        self, data: scanline.Dataset, spec: Any, change: dict[str, Any], mixup: float, epochs: int
    ) -> None:
        self._data = data
        self.seconds: list[float] = []
        self._trainer = scanline.Trainer(
            scanline.Model.create(data.labels, spec),
            epochs=epochs,
            threads=1,
            learning_rate=1e-4,
            mixup_probability=mixup,
            augmentation=scanline.Augmentation(**change),
        )

    def epoch(self) -> None:
        start = time.process_time()
        try:
            self._trainer.fit(self._data, on_epoch=lambda _: False)
        except scanline.CancelledError:
            pass
        self.seconds.append(time.process_time() - start)


def share(
    data: scanline.Dataset, spec: Any, change: dict[str, Any], rounds: int
) -> dict[str, float]:
    plain, mixed = (Run(data, spec, change, mixup, 2 * rounds) for mixup in (0.0, 1.0))
    for _ in range(rounds):
        plain.epoch()
        mixed.epoch()
    # Neighbours in time meet the same load of the machine.
    pairs = list(zip(plain.seconds[1:], mixed.seconds[1:]))
    cost = statistics.median(more - less for less, more in pairs)
    step = statistics.median(less for less, _ in pairs)
    return {
        "microseconds_a_picture": 1e6 * cost / len(data),
        "step_microseconds_a_picture": 1e6 * step / len(data),
        "share": cost / step,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder with one folder of JPEGs a class")
    parser.add_argument("--network", action="append", help="a preset or a JSON spec; repeatable")
    parser.add_argument(
        "--rounds", type=int, default=9, help="epochs of each kind, the first not counted; from 2")
    options = parser.parse_args()
    if options.rounds < 2:
        parser.error(f"--rounds is {options.rounds}; the first is not counted, so 2 at least")

    data = scanline.Dataset.from_folder(options.folder, validation_share=0)
    specs: list[tuple[str, Any]] = []
    for name in options.network or ["rows", "fast"]:
        path = Path(name)
        specs.append((path.stem, json.loads(path.read_text()) if path.suffix else name))
    print("| network | augmentation | us a picture | us of the step | share |")
    print("|---|---|---:|---:|---:|")
    worst = 0.0
    for name, spec in specs:
        for title, change in SETTINGS.items():
            found = share(data, spec, change, options.rounds)
            worst = max(worst, found["share"])
            print(
                f"| {name} | {title} | {found['microseconds_a_picture']:.0f} "
                f"| {found['step_microseconds_a_picture']:.0f} | {100 * found['share']:.1f} % |",
                flush=True,
            )
    return 0 if worst < 0.1 else 1


if __name__ == "__main__":
    sys.exit(main())
