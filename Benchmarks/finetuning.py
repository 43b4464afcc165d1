"""Fine-tuning against training from scratch, with few and with many photos.

    python Benchmarks/finetuning.py cifar.safetensors photos --markdown Benchmarks/RESULTS.md

cifar.safetensors is a model trained on CIFAR-10 (or on anything else); its network is also what is trained from
scratch. For each number of photos a class, and each seed, a part is drawn for training; what is measured are photos
of a last fifth of each class that no run is trained on. Both ways have the same epochs, augmentation and
schedule; the fine-tuned one learns at a half of the rate (`--fine-rate`), with `--layer-decay`.

Runs are kept in --runs (JSON Lines) and not repeated.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bindings/python"))
import scanline  # noqa: E402
from validation import results  # noqa: E402

AUGMENTATION = scanline.Augmentation(
    horizontal_flip=0.5, rotation=0.055, shear=0.1, translation=0.06, border="edge",
    crop_area_min=0.35, crop_area_max=1.1, crop_aspect=1.33, brightness=0.3, contrast=0.3,
    saturation=0.3, erase_probability=0.25, erase_min=0.15, erase_max=0.45)


def folders(photos: Path, scratch: Path, count: int, seed: int) -> tuple[Path, Path]:
    """Links to `count` photos a class to train on, and to the last fifth of each class."""
    random = np.random.default_rng(seed)
    parts = scratch / "train", scratch / "test"
    for label in sorted(path for path in photos.iterdir() if path.is_dir()):
        files = sorted(file for file in label.iterdir() if file.suffix.lower() in (".jpg", ".jpeg"))
        order = np.random.default_rng(0).permutation(len(files))
        test, rest = order[: len(files) // 5], order[len(files) // 5:]
        chosen = random.permutation(rest)[:count]
        for part, numbers in zip(parts, (chosen, test)):
            (part / label.name).mkdir(parents=True)
            for number in numbers:
                (part / label.name / files[number].name).symlink_to(files[number].resolve())
    return parts


def run(way: str, count: int, seed: int, options: argparse.Namespace) -> dict:
    with tempfile.TemporaryDirectory() as scratch, scanline.Model.load(options.model) as start:
        train, test = folders(Path(options.photos), Path(scratch), count, seed)
        data = scanline.Dataset.from_folder(train, validation_share=0)
        tuned = way == "fine-tuned"
        if tuned:
            model = start.adapted(data.labels, keep_head=False, seed=seed)
        else:
            model = scanline.Model.create(data.labels, start.spec, seed=seed)
        # As many updates as 640 photos a class have, within bounds: few photos need more epochs.
        epochs = min(max(round(options.epochs * 640 / count), options.epochs), 4 * options.epochs)
        trainer = scanline.Trainer(
            model, epochs=epochs, seed=seed, threads=options.threads, optimizer="adamw",
            learning_rate=options.fine_rate if tuned else options.rate, beta2=0.99,
            weight_decay=0.05, schedule="cosine", warmup_epochs=epochs / 10, clip_norm=1,
            label_smoothing=0.05, ema_decay=0.99, restore_best=False, augmentation=AUGMENTATION,
            layer_decay=options.layer_decay if tuned else 1,
            frozen_layers=options.frozen_layers if tuned else 0)
        begin = time.process_time()
        trainer.fit(data)
        seconds = time.process_time() - begin
        model.flip_average = True
        unseen = scanline.Dataset.from_folder(test, validation_share=0)
        found = scanline.evaluate(model, unseen, "all", threads=options.threads)
        return {"way": way, "count": count, "seed": seed, "accuracy": found.accuracy,
                "loss": found.loss, "epochs": epochs, "cpu_seconds": seconds}


def table(rows: list[dict], counts: list[int]) -> str:
    lines = ["| photos a class | from scratch: accuracy, NLL | fine-tuned: accuracy, NLL | runs |",
             "|---|---|---|---|"]
    for count in counts:
        cells = []
        for way in ("scratch", "fine-tuned"):
            own = [row for row in rows if (row["way"], row["count"]) == (way, count)]
            if own:
                values = [row["accuracy"] for row in own]
                spread = f" +- {statistics.stdev(values):.3f}" if len(values) > 1 else ""
                loss = statistics.mean(row["loss"] for row in own)
                cells.append(f"{statistics.mean(values):.3f}{spread}, {loss:.3f}")
            else:
                cells.append("")
        lines.append(f"| {count} | {cells[0]} | {cells[1]} | {len(own)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", help="what fine-tuning begins with")
    parser.add_argument("photos", help="a folder with a folder a class")
    parser.add_argument("--counts", default="30,100,640", help="photos a class")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=25, help="with 800 photos a class")
    parser.add_argument("--rate", type=float, default=0.002)
    parser.add_argument("--fine-rate", type=float, default=0.001)
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--frozen-layers", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--runs", help="JSON Lines of runs: those there are not run again")
    parser.add_argument("--markdown", help="RESULTS.md, whose part is replaced")
    options = parser.parse_args()

    counts = [int(each) for each in options.counts.split(",")]
    rows = []
    if options.runs and os.path.exists(options.runs):
        rows = [json.loads(line) for line in Path(options.runs).read_text().splitlines()]
    for seed in range(options.seeds):
        for count in counts:
            for way in ("scratch", "fine-tuned"):
                key = (way, count, seed)
                if any((row["way"], row["count"], row["seed"]) == key for row in rows):
                    continue
                rows.append(run(way, count, seed, options))
                print(json.dumps(rows[-1]), flush=True)
                if options.runs:
                    with open(options.runs, "a", encoding="utf-8") as file:
                        file.write(json.dumps(rows[-1]) + "\n")
    print(table(rows, counts))
    if options.markdown:
        lines = ["", *table(rows, counts).splitlines(), "", f"{results.machine()}.", ""]
        results.write(Path(options.markdown), "finetuning", lines)


if __name__ == "__main__":
    main()
