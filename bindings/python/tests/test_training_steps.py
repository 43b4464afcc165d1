"""Steps on the host's own batches, and the hook between processes."""

from __future__ import annotations

import gc
import math
from pathlib import Path

import numpy as np
import photos
import pytest
from weights import FAST, tensors, trained_bytes

import scanline


def test_steps_with_pixels_and_with_jpegs_agree(folder: Path, dataset: scanline.Dataset) -> None:
    samples = dataset.samples[:12]
    jpegs = [Path(sample.path).read_bytes() for sample in samples]
    arrays = [scanline.decode(jpeg) for jpeg in jpegs]
    losses = []
    for images, labels in (
        (jpegs, [sample.index for sample in samples]),
        (arrays, [sample.label for sample in samples]),
        ([sample.path for sample in samples], np.array([sample.index for sample in samples])),
    ):
        model = scanline.Model.create(dataset.labels, photos.LARGE, seed=3)
        trainer = scanline.Trainer(model, FAST)
        losses.append([trainer.step(images, labels) for _ in range(5)])
        before = tensors(model)
        trainer.publish()
        assert tensors(model) != before
    assert losses[0] == losses[1] == losses[2]
    assert losses[0][-1] < losses[0][0]


def test_the_first_loss_is_the_models_cross_entropy(picture: np.ndarray) -> None:
    model = scanline.Model.create(["a", "b", "c"], photos.SMALL, seed=3)
    expected = -math.log(model.classify(picture).probabilities[1])
    assert scanline.Trainer(model).step([picture], ["b"]) == pytest.approx(expected, rel=1e-5)
    batch = np.stack([picture, picture])
    assert scanline.Trainer(model).step(batch, [1, 1]) == pytest.approx(expected, rel=1e-5)


def test_steps_that_cannot_be(model: scanline.Model, picture: np.ndarray) -> None:
    trainer = scanline.Trainer(model)
    for images, labels in (
        ([], []),
        ([picture], []),
        ([picture], [3]),
        ([picture], [-1]),
        ([picture], ["zebra"]),
        ([picture, photos.jpeg("bars", 1)], [0, 1]),
        ([picture.astype(float)], [0]),
    ):
        with pytest.raises(scanline.InvalidArgumentError):
            trainer.step(images, labels)
    with pytest.raises(TypeError):
        trainer.step([picture], [0.5])
    with pytest.raises(scanline.CorruptImageError):
        trainer.step([photos.jpeg("bars", 1)[:300]], [0])
    assert math.isfinite(trainer.step([picture], [0]))


def test_all_reduce_sees_the_trainers_own_gradient(
    model: scanline.Model, picture: np.ndarray
) -> None:
    trainer = scanline.Trainer(model, optimizer="sgd", learning_rate=1.0)
    seen: list[np.ndarray] = []

    def zero(gradient: np.ndarray) -> None:
        seen.append(gradient.copy())
        gradient[:] = 0

    trainer.set_all_reduce(zero)
    before = tensors(model)
    trainer.step([picture], [0])
    trainer.publish()
    assert len(seen) == 1 and seen[0].shape == (model.parameter_count,)
    assert seen[0].dtype == np.float32 and np.abs(seen[0]).max() > 0
    assert tensors(model) == before  # a zeroed gradient changes nothing
    trainer.set_all_reduce(None)
    trainer.step([picture], [0])
    trainer.publish()
    moved = np.frombuffer(tensors(model), np.float32) - np.frombuffer(before, np.float32)
    assert np.abs(moved).max() > 0 and len(seen) == 1


def test_an_exception_in_the_all_reduce_hook(
    model: scanline.Model, dataset: scanline.Dataset, picture: np.ndarray
) -> None:
    trainer = scanline.Trainer(model, FAST)

    def fails(gradient: np.ndarray) -> None:
        raise ConnectionError("a worker is gone")

    trainer.set_all_reduce(fails)
    with pytest.raises(ConnectionError, match="gone"):
        trainer.step([picture], [0])
    with pytest.raises(ConnectionError, match="gone"):
        trainer.fit(dataset)
    trainer.set_all_reduce(None)
    trainer.fit(dataset)
    assert tensors(trainer.model) == trained_bytes(dataset)


def test_free_in_any_order(folder: Path) -> None:
    data = scanline.Dataset.from_folder(folder)
    model = scanline.Model.create(data.labels, photos.SMALL)
    trainer = scanline.Trainer(model, FAST, epochs=1)
    model.close()
    trainer.fit(data)
    data.close()
    assert trainer.model.labels == list(photos.CLASSES)
    other = trainer.model
    trainer.close()
    gc.collect()
    assert other.classify(photos.draw("disc", 3)).label in photos.CLASSES
