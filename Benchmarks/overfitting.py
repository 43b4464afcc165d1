"""Overfitting, and what augmentation does against it: the same network trained on the same photos without
augmentation, with each kind of it alone, and with all that the recipe for photos has. Writes a figure (train against
validation accuracy) and a table.

    python Benchmarks/overfitting.py photos --seeds 3 --runs overfitting.jsonl \\
        --figure Benchmarks/overfitting.svg --markdown Benchmarks/RESULTS.md

`--kinds none,hue,mixup` runs some of them; with `--runs` those that the file has are not run again, so that a long
study goes on where it was stopped, and figure and table are of all that it has of the same network, size and epochs.

Training accuracy is measured on the training pictures as they are, like the validation accuracy, with the weights
of the last epoch: not on the augmented ones of the epoch, which are harder.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bindings/python"))
import scanline  # noqa: E402
from validation import results  # noqa: E402

#: What each kind sets. Strengths are those of the recipe for photos where it has the kind, else usual ones.
KINDS = {
    "none": {},
    "horizontal-flip": {"horizontal_flip": 0.5},
    "vertical-flip": {"vertical_flip": 0.5},
    "rotation": {"rotation": 0.055},
    "zoom": {"zoom": 0.2},
    "translation": {"translation": 0.06},
    "shear": {"shear": 0.1},
    "crop": {"crop_area_min": 0.35, "crop_area_max": 1.1, "crop_aspect": 1.33},
    "brightness": {"brightness": 0.3},
    "contrast": {"contrast": 0.3},
    "saturation": {"saturation": 0.3},
    "hue": {"hue": 0.05},
    "gray": {"gray_probability": 0.2},
    "sharpness": {"sharpness": 0.5},
    "blur": {"blur_probability": 0.5, "blur_sigma": 1.0},
    "autocontrast": {"autocontrast_probability": 0.5},
    "equalize": {"equalize_probability": 0.5},
    "posterize": {"posterize_probability": 0.5},
    "solarize": {"solarize_probability": 0.2},
    "erasing": {"erase_probability": 0.5, "erase_min": 0.15, "erase_max": 0.45},
    "trivial": {"policy": "trivial"},
    "rand": {"policy": "rand"},
    "mixup": {"mixup_probability": 1.0},
    "cutmix": {"cutmix_probability": 1.0},
}
#: The kinds of the recipe for photos.
TOGETHER = ("horizontal-flip", "rotation", "translation", "shear", "crop", "brightness", "contrast",
            "saturation", "erasing")
KINDS["all"] = {key: value for kind in TOGETHER for key, value in KINDS[kind].items()}


def key(options: argparse.Namespace, kind: str, seed: int) -> dict:
    """What tells runs apart."""
    return {"kind": kind, "seed": seed, "network": options.network, "side": options.side,
            "epochs": options.epochs, "learning_rate": options.learning_rate}


def run(data: scanline.Dataset, kind: str, options: argparse.Namespace, seed: int) -> dict:
    spec = {"preset": options.network, "input": {"width": options.side, "height": options.side}}
    model = scanline.Model.create(data.labels, spec, seed=seed)
    mixing = {name: value for name, value in KINDS[kind].items() if name.startswith(("mixup", "cutmix"))}
    changes = {name: value for name, value in KINDS[kind].items() if name not in mixing}
    trainer = scanline.Trainer(
        model, epochs=options.epochs, seed=seed, threads=options.threads, restore_best=False,
        schedule="cosine", warmup_epochs=min(1, options.epochs), clip_norm=1,
        learning_rate=options.learning_rate,
        augmentation=scanline.Augmentation(border="edge", **changes), **mixing)
    begin = time.process_time()
    history = trainer.fit(data)
    seconds = time.process_time() - begin
    train = scanline.evaluate(model, data, "training", threads=options.threads)
    found = scanline.evaluate(model, data, "validation", threads=options.threads)
    return {
        **key(options, kind, seed), "train": train.accuracy, "validation": found.accuracy,
        "train_loss": train.uncalibrated_loss, "validation_loss": found.uncalibrated_loss,
        "curve": list(map(float, history["validation_accuracy"])), "cpu_seconds": seconds,
    }


def values(rows: list[dict], kind: str, name: str) -> list[float]:
    return [row[name] for row in rows if row["kind"] == kind]


def figures(rows: list[dict], kind: str, name: str) -> str:
    """Mean, and the standard deviation of several."""
    found = values(rows, kind, name)
    text = f"{statistics.mean(found):.3f}"
    return f"{text} +- {statistics.stdev(found):.3f}" if len(found) > 1 else text


def kinds_of(rows: list[dict]) -> list[str]:
    return [kind for kind in KINDS if any(row["kind"] == kind for row in rows)]


def table(rows: list[dict]) -> str:
    lines = ["| augmentation | train | validation | gap | train NLL | validation NLL | runs |",
             "|---|---|---|---|---|---|---|"]
    for kind in kinds_of(rows):
        train, validation = (values(rows, kind, name) for name in ("train", "validation"))
        gap = statistics.mean(train) - statistics.mean(validation)
        lines.append(
            f"| {kind} | {figures(rows, kind, 'train')} | {figures(rows, kind, 'validation')} | {gap:.3f} | "
            f"{figures(rows, kind, 'train_loss')} | {figures(rows, kind, 'validation_loss')} | {len(train)} |")
    return "\n".join(lines) + "\n"


def figure(rows: list[dict]) -> str:
    """A line a kind, from validation to train accuracy, as SVG without any library: its length is the gap. Every
    run is a dot, the means are rings."""
    kinds = kinds_of(rows)
    left, width, step, top = 120, 640, 22, 50
    height = top + step * len(kinds)

    def place(value: float) -> float:
        return left + width * value

    parts = [f'<text x="{left}" y="16">accuracy: <tspan fill="#0072b2">validation</tspan>, '
             f'<tspan fill="#e69f00">train</tspan></text>']
    for tick in range(0, 11, 2):
        x = place(tick / 10)
        parts.append(f'<path d="M{x:.1f} {top - 12}V{height}" stroke="#8884"/>'
                     f'<text x="{x:.1f}" y="{top - 18}" text-anchor="middle">{tick / 10:.1f}</text>')
    for number, kind in enumerate(kinds):
        y = top + step * number + step / 2
        ends = {name: statistics.mean(values(rows, kind, name)) for name in ("validation", "train")}
        parts.append(f'<text x="{left - 10}" y="{y + 4}" text-anchor="end">{kind}</text>'
                     f'<path d="M{place(ends["validation"]):.1f} {y}H{place(ends["train"]):.1f}" '
                     f'stroke="#888" stroke-width="2"/>')
        for name, colour in (("validation", "#0072b2"), ("train", "#e69f00")):
            parts += [f'<circle cx="{place(value):.1f}" cy="{y}" r="2" fill="{colour}"/>'
                      for value in values(rows, kind, name)]
            parts.append(f'<circle cx="{place(ends[name]):.1f}" cy="{y}" r="5" fill="none" '
                         f'stroke="{colour}" stroke-width="2"><title>{ends[name]:.3f}</title></circle>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 20} {height + 10}" '
            f'width="{left + width + 20}" height="{height + 10}" font-family="sans-serif" font-size="12" '
            'fill="#777">' + "".join(parts) + "</svg>\n")


def read_runs(path: str | None, options: argparse.Namespace) -> list[dict]:
    """The runs of a file that are of the same network, size and epochs."""
    if not path or not os.path.exists(path):
        return []
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    return [row for row in rows
            if {name: row.get(name) for name in key(options, "", 0)}
            == key(options, row.get("kind", ""), row.get("seed", 0))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", help="a folder with a folder a class")
    parser.add_argument("--kinds", default=",".join(KINDS), metavar="NAMES",
                        help="which to run, parted by commas: %(default)s")
    parser.add_argument("--network", default="rows", help="a preset")
    parser.add_argument("--side", type=int, default=64, help="of the pictures, pixels")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--learning-rate", type=float, default=0.002)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", metavar="JSONL", help="each run is added to it; those it has are not run again")
    parser.add_argument("--figure", help="SVG")
    parser.add_argument("--markdown", help="RESULTS.md, whose part is replaced")
    options = parser.parse_args()
    kinds = options.kinds.split(",")
    for kind in kinds:
        if kind not in KINDS:
            parser.error(f"--kinds: '{kind}' is not one of {', '.join(KINDS)}")

    data = scanline.Dataset.from_folder(options.data)
    rows = read_runs(options.runs, options)
    for seed in range(options.seeds):
        for kind in kinds:
            if any(row["kind"] == kind and row["seed"] == seed for row in rows):
                continue
            rows.append(run(data, kind, options, seed))
            print(json.dumps({k: v for k, v in rows[-1].items() if k != "curve"}), flush=True)
            if options.runs:
                with open(options.runs, "a", encoding="utf-8") as file:
                    file.write(json.dumps(rows[-1]) + "\n")
    print(table(rows))
    if options.figure:
        Path(options.figure).write_text(figure(rows), encoding="utf-8")
    if options.markdown:
        lines = ["", *table(rows).splitlines(), "", f"{results.machine()}.", ""]
        results.write(Path(options.markdown), "overfitting", lines)


if __name__ == "__main__":
    main()
