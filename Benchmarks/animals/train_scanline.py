"""Scanline through its Python package, one thread; the same split, checked file by file."""

from __future__ import annotations

from common import (
    BATCH,
    LEARNING_RATE,
    ROTATION,
    ZOOM,
    Split,
    Stopwatch,
    arguments,
    progress,
    report,
)

import scanline


def main() -> None:
    options = arguments(__doc__)
    split = Split(options.split)
    dataset = scanline.Dataset.from_folder(split.folder, seed=options.seed, threads=1)
    training = [s for s in dataset.samples if s.split is scanline.Split.TRAINING]
    if sorted((s.path, s.index) for s in training) != sorted(split.training):
        raise SystemExit("the split file is not that of this folder and seed")

    model = scanline.Model.create(dataset.labels, "rows", seed=options.seed)
    trainer = scanline.Trainer(
        model,
        epochs=options.epochs,
        batch_size=BATCH,
        learning_rate=LEARNING_RATE,
        seed=options.seed,
        threads=1,
        augmentation=scanline.Augmentation(rotation=ROTATION, zoom=ZOOM, horizontal_flip=0.5),
    )
    epochs = []

    watch = Stopwatch()

    def batch(epoch: int, done: int, total: int, loss: float) -> None:
        if done == total:
            watch.stop(total)

    def note(epoch: scanline.Epoch) -> None:
        epochs.append(
            {
                **watch.speeds,
                "training_loss": epoch.training_loss,
                "validation_loss": epoch.validation_loss,
                "validation_accuracy": epoch.validation_accuracy,
            }
        )
        progress("scanline", options.seed, epoch.epoch, epochs[-1])
        watch.start()

    watch.start()
    trainer.fit(dataset, on_batch=batch, on_epoch=note)
    versions = {
        "scanline": scanline.version(),
        "OpenBLAS kernels": scanline.build_info()["openblas_core"],
    }
    report("scanline", versions, options.seed, epochs)


if __name__ == "__main__":
    main()
