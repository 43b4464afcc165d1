"""Overfitting, and what augmentation does against it: the same network trained on the same photos without
augmentation, with each kind of it, and with all. Writes a figure (train against validation accuracy) and a table.

    python Benchmarks/overfitting.py photos --figure Benchmarks/overfitting.svg --markdown Benchmarks/RESULTS.md

Training accuracy is measured on the training pictures as they are, like the validation accuracy, with the weights
of the last epoch: not on the augmented ones of the epoch, which are harder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bindings/python"))
import scanline  # noqa: E402
from validation import results  # noqa: E402

KINDS = {
    "none": {},
    "flip": {"horizontal_flip": 0.5},
    "rotation, shift, shear": {"rotation": 0.055, "translation": 0.06, "shear": 0.1},
    "crop": {"crop_area_min": 0.35, "crop_area_max": 1.1, "crop_aspect": 1.33},
    "colour": {"brightness": 0.3, "contrast": 0.3, "saturation": 0.3},
    "erasing": {"erase_probability": 0.5, "erase_min": 0.15, "erase_max": 0.45},
}
KINDS["all"] = {key: value for kind in KINDS.values() for key, value in kind.items()}


def run(data: scanline.Dataset, kind: str, options: argparse.Namespace, seed: int) -> dict:
    model = scanline.Model.create(data.labels, options.network, seed=seed)
    trainer = scanline.Trainer(
        model, epochs=options.epochs, seed=seed, threads=options.threads, restore_best=False,
        schedule="cosine", warmup_epochs=1, learning_rate=options.learning_rate, clip_norm=1,
        augmentation=scanline.Augmentation(border="edge", **KINDS[kind]))
    begin = time.process_time()
    history = trainer.fit(data)
    seconds = time.process_time() - begin
    train = scanline.evaluate(model, data, "training", threads=options.threads)
    found = scanline.evaluate(model, data, "validation", threads=options.threads)
    return {
        "kind": kind, "seed": seed, "train": train.accuracy, "validation": found.accuracy,
        "train_loss": train.uncalibrated_loss, "validation_loss": found.uncalibrated_loss,
        "curve": list(map(float, history["validation_accuracy"])), "cpu_seconds": seconds,
    }


def mean(rows: list[dict], kind: str, key: str) -> float:
    values = [row[key] for row in rows if row["kind"] == kind]
    return sum(values) / len(values)


def table(rows: list[dict]) -> str:
    lines = ["| augmentation | train | validation | gap | train NLL | validation NLL |",
             "|---|---|---|---|---|---|"]
    for kind in KINDS:
        if not any(row["kind"] == kind for row in rows):
            continue
        train, validation = (mean(rows, kind, key) for key in ("train", "validation"))
        losses = [mean(rows, kind, key) for key in ("train_loss", "validation_loss")]
        lines.append(f"| {kind} | {train:.3f} | {validation:.3f} | {train - validation:.3f} | "
                     f"{losses[0]:.3f} | {losses[1]:.3f} |")
    return "\n".join(lines) + "\n"


def figure(rows: list[dict]) -> str:
    """Two bars a kind, train and validation, as SVG without any library."""
    kinds = [kind for kind in KINDS if any(row["kind"] == kind for row in rows)]
    width, height, left, base = 110, 240, 46, 270
    parts = []
    for tick in range(0, 11, 2):
        y = base - height * tick / 10
        parts.append(f'<path d="M{left} {y}H{left + width * len(kinds)}" stroke="#8884"/>'
                     f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{tick / 10:.1f}</text>')
    for place, kind in enumerate(kinds):
        for column, (key, colour) in enumerate((("train", "#e69f00"), ("validation", "#0072b2"))):
            value = mean(rows, kind, key)
            x, y = left + place * width + 16 + 40 * column, base - height * value
            parts.append(f'<rect x="{x}" y="{y:.1f}" width="36" height="{height * value:.1f}" '
                         f'fill="{colour}"/><text x="{x + 18}" y="{y - 4:.1f}" '
                         f'text-anchor="middle">{value:.3f}</text>')
        parts.append(f'<text x="{left + place * width + 54}" y="{base + 18}" '
                     f'text-anchor="middle">{kind}</text>')
    total = left + width * len(kinds) + 10
    parts.append(f'<text x="{left}" y="16">accuracy: <tspan fill="#e69f00">train</tspan>, '
                 f'<tspan fill="#0072b2">validation</tspan></text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} 300" width="{total}" '
            f'height="300" font-family="sans-serif" font-size="12" fill="#777">'
            + "".join(parts) + "</svg>\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", help="a folder with a folder a class")
    parser.add_argument("--network", default="rows")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--learning-rate", type=float, default=0.002)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", help="JSON Lines of runs: those there are not run again")
    parser.add_argument("--figure", help="SVG")
    parser.add_argument("--markdown", help="RESULTS.md, whose part is replaced")
    options = parser.parse_args()

    data = scanline.Dataset.from_folder(options.data)
    rows = []
    if options.runs and os.path.exists(options.runs):
        rows = [json.loads(line) for line in Path(options.runs).read_text().splitlines()]
    for seed in range(options.seeds):
        for kind in ("none", "all", *KINDS):
            if any(row["kind"] == kind and row["seed"] == seed for row in rows):
                continue
            rows.append(run(data, kind, options, seed))
            print(json.dumps({k: v for k, v in rows[-1].items() if k != "curve"}), flush=True)
            if options.runs:
                with open(options.runs, "a", encoding="utf-8") as file:
                    file.write(json.dumps(rows[-1]) + "\n")
    print(table(rows))
    if options.figure:
        Path(options.figure).write_text(figure(rows))
    if options.markdown:
        lines = ["", *table(rows).splitlines(), "", f"{results.machine()}.", ""]
        results.write(Path(options.markdown), "overfitting", lines)


if __name__ == "__main__":
    main()
