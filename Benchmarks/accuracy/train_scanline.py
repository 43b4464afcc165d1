"""Train one of Scanline's networks on the folds of a folder of photos, as train_cnn.py does with PyTorch.

    python Benchmarks/accuracy/train_scanline.py FOLDER [NETWORK] [--start MODEL --recipe fine-tune]

Prints a JSON line a fold: processor seconds of training, and accuracy and loss on the fold that was held
out, of the pictures as they are and averaged with their mirror images.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bindings" / "python"))

from folds import Folds, dataset

from scanline import Model, Trainer, TrainingOptions, evaluate


def train(options: argparse.Namespace, folds: Folds, fold: int) -> dict[str, float]:
    network = options.network
    if network.endswith(".json"):
        network = json.loads(Path(network).read_text())
    training = dataset(folds.training(fold), folds.labels)
    held_out = dataset(folds.held_out(fold), folds.labels)
    seed = options.seed * 100 + fold
    if options.start:
        model = Model.load(options.start).adapted(folds.labels, seed=seed)
    else:
        model = Model.create(folds.labels, network, seed=seed)
    settings = {"seed": seed, "threads": options.threads, "restore_best": False}
    if options.epochs:
        settings["epochs"] = options.epochs
    settings.update(json.loads(options.settings))
    trainer = Trainer(model, TrainingOptions.recipe(options.recipe), **settings)
    start, wall = time.process_time(), time.perf_counter()

    def on_epoch(epoch) -> None:
        sys.stderr.write(
            f"fold {fold} epoch {epoch.epoch}: loss {epoch.training_loss:.4f} accuracy "
            f"{epoch.training_accuracy:.4f} {time.process_time() - start:.1f} s\n"
        )

    trainer.fit(training, on_epoch=on_epoch)
    result: dict[str, float] = {
        "fold": fold,
        "cpu_seconds": time.process_time() - start,
        "seconds": time.perf_counter() - wall,
    }
    trained = trainer.model
    for name, flip in (("", False), ("flip_", True)):
        trained.flip_average = flip
        figures = evaluate(trained, held_out, split="all")
        result[f"{name}accuracy"], result[f"{name}loss"] = figures.accuracy, figures.loss
    if options.save:
        trained.save(f"{options.save}-{fold}.safetensors")
    return result


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
