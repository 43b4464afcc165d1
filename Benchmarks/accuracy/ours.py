"""What the trainings of Scanline have in common."""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from scanline import Dataset, Model, Trainer, evaluate


def network(name: str) -> Any:
    """A preset's name, or the model spec in a .json file."""
    return json.loads(Path(name).read_text()) if name.endswith(".json") else name


def dataset(
    items: list[tuple[str, int]], labels: list[str], validation_share: float = 0
) -> Dataset:
    """Pictures with the index of their label."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "items.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("path", "label"))
            writer.writerows((path, labels[label]) for path, label in items)
        return Dataset.from_csv(path, validation_share=validation_share)


def trained(
    trainer: Trainer, training: Dataset, diary: Path | None = None
) -> tuple[Model, dict[str, float]]:
    """The model, and the seconds that it took, of all processors and by the clock.

    `diary` keeps the seconds after each epoch; those of an earlier, interrupted run are counted as well.
    """
    start, wall = time.process_time(), time.perf_counter()
    earlier = json.loads(diary.read_text()) if diary and diary.exists() else {}

    def seconds() -> dict[str, float]:
        return {
            "cpu_seconds": earlier.get("cpu_seconds", 0) + time.process_time() - start,
            "seconds": earlier.get("seconds", 0) + time.perf_counter() - wall,
        }

    def on_epoch(epoch: Any) -> None:
        now = seconds()
        sys.stderr.write(
            f"epoch {epoch.epoch}: loss {epoch.training_loss:.4f} accuracy "
            f"{epoch.training_accuracy:.4f} {now['cpu_seconds']:.1f} s\n"
        )
        if diary:
            diary.write_text(json.dumps(now))

    trainer.fit(training, on_epoch=on_epoch)
    return trainer.model, seconds()


def figures(model: Model, held_out: Dataset) -> dict[str, float]:
    """Accuracy and loss, of the pictures as they are and averaged with their mirror images."""
    result = {}
    for name, flip in (("", False), ("flip_", True)):
        model.flip_average = flip
        found = evaluate(model, held_out, split="all")
        result[f"{name}accuracy"], result[f"{name}loss"] = found.accuracy, found.loss
    return result
