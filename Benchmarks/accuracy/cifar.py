"""Train one of Scanline's networks on CIFAR-10, 45,000 pictures of its training part; 5,000 are held out.

    python Benchmarks/accuracy/cifar.py FOLDER [NETWORK] --save MODEL

FOLDER has a folder of pictures a class. They are enlarged to the network's input, 64 x 64, so that the model
can be fine-tuned on photos. Prints a line of JSON.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from ours import dataset, figures, network, trained

from scanline import Augmentation, Model, Trainer, TrainingOptions

HELD_OUT = 5000
#: Milder than for photos: the pictures are small, and there are many.
AUGMENTATION = Augmentation(
    horizontal_flip=0.5,
    rotation=10 / 360,
    translation=0.08,
    border="edge",
    crop_area_min=0.5,
    crop_area_max=1.1,
    crop_aspect=1.2,
    brightness=0.2,
    contrast=0.2,
    saturation=0.2,
    erase_probability=0.25,
    erase_min=0.15,
    erase_max=0.4,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", help="a folder of a folder of pictures a class")
    parser.add_argument("network", nargs="?", default="base", help="a preset's name or a .json spec")
    parser.add_argument("--pictures", type=int, default=45000, help="of those not held out")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--learning-rate", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--save", metavar="MODEL")
    parser.add_argument("--checkpoint", metavar="FILE", help="kept each epoch; gone on from if there")
    parser.add_argument("--settings", default="{}", help="more training options, as JSON")
    options = parser.parse_args()

    root = Path(options.folder)
    labels = sorted(path.name for path in root.iterdir() if path.is_dir())
    items = [
        (str(path), index)
        for index, label in enumerate(labels)
        for path in sorted((root / label).iterdir())
    ]
    random.Random(1).shuffle(items)
    held_out = dataset(items[:HELD_OUT], labels)
    training = dataset(items[HELD_OUT : HELD_OUT + options.pictures], labels)

    settings = {
        "epochs": options.epochs,
        "batch_size": options.batch_size,
        "learning_rate": options.learning_rate,
        "seed": options.seed,
        "threads": options.threads,
        "restore_best": False,
        "augmentation": AUGMENTATION,
        **json.loads(options.settings),
    }
    if options.checkpoint and Path(options.checkpoint).exists():
        trainer = Trainer.load_checkpoint(options.checkpoint, threads=options.threads)
    else:
        model = Model.create(labels, network(options.network), seed=options.seed)
        settings["checkpoint_path"] = options.checkpoint
        trainer = Trainer(model, TrainingOptions.recipe("photos"), **settings)
    diary = Path(f"{options.checkpoint}.json") if options.checkpoint else None
    model, seconds = trained(trainer, training, diary)
    if options.save:
        model.save(options.save)
    result = {"network": options.network, "epochs": options.epochs, **seconds}
    print(json.dumps({**result, **figures(model, held_out)}))


if __name__ == "__main__":
    main()
