"""Train one of Scanline's networks on the folds of a folder of photos, as train_cnn.py does with PyTorch.

    python Benchmarks/accuracy/train_scanline.py FOLDER [NETWORK] [--start MODEL --recipe fine-tune]

Prints a JSON line a fold: processor seconds of training, and accuracy and loss on the fold that was held
out, of the pictures as they are and averaged with their mirror images; and, as `confidences`, for half of
its pictures the probability of the answer and whether it is right, calibrated on the other half.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from folds import Folds
from ours import dataset, figures, network, trained

from scanline import Model, Trainer, TrainingOptions, evaluate_samples


def confidences(model: Model, items: list[tuple[str, int]], labels: list[str]) -> list[list[float]]:
    """By temperature scaling on one half of the pictures for the other half."""
    halves = dataset(items, labels, validation_share=0.5)
    model.calibrate(halves)
    answers = evaluate_samples(model, halves, "training")
    return [[round(a.probability, 5), int(a.label == a.truth)] for a in answers]


def train(options: argparse.Namespace, folds: Folds, fold: int) -> dict[str, Any]:
    seed = options.seed * 100 + fold
    if options.start:
        model = Model.load(options.start).adapted(folds.labels, seed=seed)
    else:
        model = Model.create(folds.labels, network(options.network), seed=seed)
    settings = {"seed": seed, "threads": options.threads, "restore_best": False}
    if options.epochs:
        settings["epochs"] = options.epochs
    settings.update(json.loads(options.settings))
    trainer = Trainer(model, TrainingOptions.recipe(options.recipe), **settings)
    model, seconds = trained(trainer, dataset(folds.training(fold), folds.labels))
    if options.save:
        model.save(f"{options.save}-{fold}.safetensors")
    held_out = folds.held_out(fold)
    result = {"fold": fold, **seconds, **figures(model, dataset(held_out, folds.labels))}
    return {**result, "confidences": confidences(model, held_out, folds.labels)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder of a folder of photos a class")
    parser.add_argument("network", nargs="?", default="base", help="a preset's name or a .json spec")
    parser.add_argument("--recipe", default="photos")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, help="default: the recipe's")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folds", type=int, nargs="*", default=range(5))
    parser.add_argument("--start", help="a model file to go on from, with a new head")
    parser.add_argument("--save", help="where the folds' models are saved, without -FOLD.safetensors")
    parser.add_argument("--settings", default="{}", help="more training options, as JSON")
    options = parser.parse_args()
    folds = Folds(options.folder, options.seed)
    for fold in options.folds:
        json.dump(train(options, folds, fold), sys.stdout)
        sys.stdout.write("\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
