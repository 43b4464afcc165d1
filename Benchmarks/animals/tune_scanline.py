"""Scanline's search on the split: Hyperband over the common space, or the default space for a time."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from common import BATCH, ROTATION, ZOOM, Split
from tuning import SPACE, evaluated_on, gflop, report, tuning_arguments

import scanline


def table(folder: Path, name: str, split: Split, parts: list[list[tuple[str, int]]]) -> str:
    """A CSV of labelled files."""
    path = folder / name
    rows = [f"{json.dumps(file)},{split.labels[label]}" for part in parts for file, label in part]
    path.write_text("path,label\n" + "\n".join(rows) + "\n")
    return str(path)


def main() -> None:
    options = tuning_arguments(__doc__)
    split = Split(options.split)
    with tempfile.TemporaryDirectory() as scratch:
        if options.split_has_test:
            kept = [split.training, split.validation]
            source = table(Path(scratch), "search.csv", split, kept)
            dataset = scanline.Dataset.from_csv(source, seed=options.seed, threads=1)
        else:
            dataset = scanline.Dataset.from_folder(split.folder, seed=options.seed, threads=1)
            files = [s for s in dataset.samples if s.split is scanline.Split.TRAINING]
            if sorted((s.path, s.index) for s in files) != sorted(split.training):
                raise SystemExit("the split file is not that of this folder and seed")
        result = search(dataset, options)
        if options.split_has_test:
            path = table(Path(scratch), "test.csv", split, [evaluated_on(options.split)])
            test = scanline.Dataset.from_csv(path, validation_share=0, threads=1)
            model = result.pop("model")
            result["test_accuracy"] = scanline.evaluate(model, test, scanline.Split.ALL).accuracy
    result.pop("model", None)
    versions = {
        "scanline": scanline.version(),
        "OpenBLAS kernels": scanline.build_info()["openblas_core"],
    }
    report("scanline", versions, options.seed, result)


def search(dataset: scanline.Dataset, options: Any) -> dict[str, Any]:
    plain = {"seed": options.seed, "threads": 1}
    start, busy = time.perf_counter(), time.process_time()
    if options.untuned:
        model = scanline.Model.create(dataset.labels, seed=options.seed)
        recipe = [scanline.TrainingOptions.recipe(options.recipe)] if options.recipe else []
        trainer = scanline.Trainer(model, *recipe, **plain)
        result, model = trainer.fit(dataset), trainer.model
        best, trials, epochs = result.validation_accuracy, 1, result.epochs_run
    else:
        if options.seconds:
            tuner = scanline.Tuner(max_seconds=options.seconds, seed=options.seed)
            model = tuner.run(dataset, options=scanline.TrainingOptions(**plain))
        else:
            light = scanline.Augmentation(rotation=ROTATION, zoom=ZOOM, horizontal_flip=0.5)
            common = scanline.TrainingOptions(batch_size=BATCH, augmentation=light, **plain)
            tuner = scanline.Tuner(SPACE, max_epochs=options.epochs, factor=3, seed=options.seed)
            model = tuner.run(dataset, spec="rows", options=common)
        summary = tuner.summary["trials"]
        best, trials = tuner.best.value, len(summary)
        epochs = sum(len(trial["reports"]) for trial in summary)
    found = {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - busy,
        "validation_accuracy": best,
        "trials": trials,
        "epochs": epochs,
        "model": model,
    }
    if not options.untuned and not options.seconds:
        counts = dataset.training_count, dataset.validation_count
        found["gflop"] = sum(
            gflop(each["hyperparameters"], len(each["reports"]), *counts) for each in summary
        )
    return found


if __name__ == "__main__":
    main()
