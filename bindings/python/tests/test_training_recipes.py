"""Averaged weights, frozen layers, cross-validation, previews."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import photos
import pytest
from weights import FAST, named_tensors

import scanline


def test_a_preview_shows_what_is_trained_on(folder: Path) -> None:
    data = scanline.Dataset.from_folder(folder)
    model = scanline.Model.create(data.labels, photos.SMALL)
    plain = scanline.Trainer(model, FAST)
    pixels, targets = plain.preview(data)
    assert pixels.shape == (16, 16, 16, 3) and pixels.dtype == np.uint8
    assert targets.shape == (16, 3) and set(targets.ravel()) == {0.0, 1.0}
    mixed = scanline.Trainer(model, FAST, cutmix_probability=1, label_smoothing=0.3)
    _, soft = mixed.preview(data, epoch=2, batch=1)
    assert np.allclose(soft.sum(1), 1) and soft.min() > 0.09
    assert ((soft > 0.11) & (soft < 0.79)).any()
    with pytest.raises(scanline.InvalidArgumentError, match="epoch is 9"):
        plain.preview(data, epoch=9)


def test_averaged_weights_and_mirror_images_are_kept(folder: Path, tmp_path: Path) -> None:
    data = scanline.Dataset.from_folder(folder)
    model = scanline.Model.create(data.labels, photos.SMALL, seed=1)
    assert not model.flip_average
    model.flip_average = True
    change = scanline.Augmentation(
        hue=0.05, crop_area_min=0.5, crop_area_max=1.1, crop_aspect=1.3, border="edge"
    )
    options = scanline.TrainingOptions(
        epochs=2, ema_decay=0.9, mixup_probability=0.5, augmentation=change
    )
    scanline.Trainer(model, options).fit(data)
    model.save(tmp_path / "m.safetensors")
    copy = scanline.Model.load(tmp_path / "m.safetensors")
    assert copy.flip_average
    assert scanline.evaluate(copy, data).loss == scanline.evaluate(model, data).loss
    copy.flip_average = False
    assert scanline.evaluate(copy, data).loss != scanline.evaluate(model, data).loss
    settings = model.summary["settings"]
    assert settings["ema_decay"] == 0.9 and settings["augmentation"]["border"] == "edge"


def test_frozen_layers_and_slow_ones(folder: Path, tmp_path: Path) -> None:
    data = scanline.Dataset.from_folder(folder)
    network = {"layers": [{"type": "rows"}, {"type": "gru", "units": 6}]}
    model = scanline.Model.create(data.labels, {**photos.SMALL, "network": network}, seed=1)
    before = named_tensors(model)
    trainer = scanline.Trainer(model, FAST, frozen_layers=2, balanced_sampling=True)
    trainer.fit(data)
    after = named_tensors(model)
    for name in before:
        assert (before[name] == after[name]).all() == name.startswith("layers.1."), name
    with pytest.raises(scanline.InvalidArgumentError, match="frozen_layers is 3"):
        scanline.Trainer(model, frozen_layers=3)
    trainer.save_history(tmp_path / "h.csv")
    lines = (tmp_path / "h.csv").read_text().splitlines()
    assert len(lines) == 4 and lines[0].startswith("epoch,learning_rate,training_loss")
    trainer.save_history(tmp_path / "h.json")
    assert json.loads((tmp_path / "h.json").read_text()) == trainer.history


def test_cross_validation_measures_every_picture_once(folder: Path, tmp_path: Path) -> None:
    data = scanline.Dataset.from_folder(folder)
    model = scanline.Model.create(data.labels, photos.SMALL, seed=1)
    before = model.to_bytes()
    seen: list[scanline.Fold] = []
    result = scanline.cross_validate(
        model, data, FAST, folds=4, restore_best=False, on_fold=seen.append
    )
    assert model.to_bytes() == before
    assert seen == result.folds and [fold.fold for fold in seen] == [1, 2, 3, 4]
    assert np.bincount(result.fold_of_sample, minlength=5).tolist() == [0, 15, 15, 15, 15]
    hits = result.probabilities.argmax(1) == result.truth
    for fold in result.folds:
        mine = result.fold_of_sample == fold.fold
        assert hits[mine].mean() == pytest.approx(fold.accuracy)
        losses = -np.log(result.probabilities[mine, result.truth[mine]])
        assert losses.mean() == pytest.approx(fold.loss, rel=1e-4)
    accuracies = [fold.accuracy for fold in result.folds]
    assert result.accuracy == pytest.approx(np.mean(accuracies))
    assert result.accuracy_deviation == pytest.approx(np.std(accuracies, ddof=1))
    losses = [fold.loss for fold in result.folds]
    assert result.loss == pytest.approx(np.mean(losses))
    assert result.loss_deviation == pytest.approx(np.std(losses, ddof=1))
    result.save_predictions(tmp_path / "p.csv")
    rows = (tmp_path / "p.csv").read_text().splitlines()
    assert rows[0] == "path,truth,label,fold," + ",".join(data.labels) and len(rows) == 61
    with pytest.raises(ZeroDivisionError):
        scanline.cross_validate(model, data, FAST, folds=2, on_fold=lambda _: 1 / 0)
    with pytest.raises(scanline.InvalidArgumentError, match="only 20 pictures"):
        scanline.cross_validate(model, data, FAST, folds=21)
