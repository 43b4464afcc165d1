"""Options, learning, settings that can be and that cannot."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import photos
import pytest
from weights import AUGMENTED, FAST, tensors, trained_bytes

import scanline
from scanline import _prototypes as c
from scanline._native import initialised


def test_the_defaults_are_the_librarys() -> None:
    ours = scanline.TrainingOptions()._struct(None)
    theirs = initialised(c.scanline_train_options)
    for name, _ in c.scanline_train_options._fields_:
        ours_value, theirs_value = getattr(ours, name), getattr(theirs, name)
        if name in ("class_weights", "augmentation"):
            ours_value, theirs_value = bool(ours_value), bool(theirs_value)
        assert ours_value == theirs_value, name


def test_every_option_of_the_struct_can_be_set() -> None:
    named = {field.name for field in fields(scanline.TrainingOptions)}
    struct = {name for name, _ in c.scanline_train_options._fields_}
    assert struct - named == {"struct_size", "class_weighting", "class_weight_count"}
    assert named <= struct
    changes = {field.name for field in fields(scanline.Augmentation)}
    assert {name for name, _ in c.scanline_augmentation._fields_} - changes == {"struct_size"}


def test_a_recipe_is_options_by_a_name(folder: Path) -> None:
    options = scanline.TrainingOptions.recipe("photos", epochs=1, threads=1)
    assert options.epochs == 1 and options.optimizer is scanline.Optimizer.ADAMW
    assert options.ema_decay == 0.995 and options.balanced_sampling is False
    assert options.calibrate is True and options.restore_best is True
    assert options.augmentation is not None and options.augmentation.horizontal_flip == 0.5
    data = scanline.Dataset.from_folder(folder)
    model = scanline.Model.create(data.labels, photos.SMALL)
    scanline.Trainer(model, options, learning_rate=0.01).fit(data)
    settings = model.summary["settings"]
    assert settings["weight_decay"] == 0.05 and settings["learning_rate"] == 0.01
    with pytest.raises(scanline.InvalidArgumentError, match='"cake".*photos, fine-tune'):
        scanline.TrainingOptions.recipe("cake")


def test_an_augmentation_is_no_dict() -> None:
    model = scanline.Model.create(["a", "b"], photos.SMALL)
    for wrong in ({}, {"rotation": 0.1}, 1):
        with pytest.raises(TypeError, match="must be an Augmentation, not (dict|int)"):
            scanline.Trainer(model, augmentation=wrong)
        with pytest.raises(TypeError, match="must be an Augmentation, not (dict|int)"):
            model.augment(photos.jpeg("bars", 1), wrong)


def test_settings_are_no_dicts(folder: Path) -> None:
    data = scanline.Dataset.from_folder(folder)
    model = scanline.Model.create(data.labels, photos.SMALL)
    wrong: Any = {"epochs": 1}
    for call in (
        lambda: scanline.Trainer(model, wrong),
        lambda: scanline.cross_validate(model, data, options=wrong),
        lambda: scanline.default_space(options=wrong),
        lambda: scanline.Tuner(strategy="random", max_trials=1).run(data, options=wrong),
    ):
        with pytest.raises(TypeError, match="options must be a TrainingOptions, not dict"):
            call()
    with pytest.raises(TypeError, match="limits must be a Limits, not dict"):
        scanline.validate(photos.jpeg("bars", 1), limits=wrong)


def test_every_option_reaches_the_training(folder: Path) -> None:
    """Each with another value than all others, and than the default."""
    strings = {"border": "edge", "policy": "rand"}
    shares = [
        field.name
        for field in fields(scanline.Augmentation)
        if field.name not in strings and not field.name.startswith("crop")
    ]
    changes = {name: 0.01 * (index + 1) for index, name in enumerate(shares)}
    changes |= {"crop_area_min": 0.5, "crop_area_max": 1.2, "crop_aspect": 1.4, "erase_max": 0.45}
    changes |= {"policy_operations": 3, "blur_sigma": 1.7}
    chosen = {
        "epochs": 1,
        "batch_size": 7,
        "seed": 11,
        "optimizer": "sgd",
        "learning_rate": 0.004,
        "momentum": 0.3,
        "nesterov": True,
        "beta1": 0.8,
        "beta2": 0.97,
        "rho": 0.7,
        "epsilon": 1e-6,
        "weight_decay": 0.011,
        "schedule": "cosine",
        "schedule_epochs": 3,
        "schedule_factor": 0.6,
        "warmup_epochs": 0.5,
        "final_learning_rate_share": 0.12,
        "clip_norm": 1.3,
        "label_smoothing": 0.13,
        "monitor": "training_loss",
        "early_stopping_epochs": 5,
        "restore_best": False,
        "ema_decay": 0.91,
        "mixup_probability": 0.21,
        "mixup_alpha": 0.31,
        "cutmix_probability": 0.22,
        "cutmix_alpha": 0.9,
        "layer_decay": 0.93,
        "frozen_layers": 1,
        "balanced_sampling": True,
        "calibrate": False,
        "known_share": 0.77,
    }
    without = {"threads", "cache_bytes", "cache_folder", "checkpoint_path"}
    assert {field.name for field in fields(scanline.TrainingOptions)} == (
        {*chosen, *without, "class_weights", "augmentation"}
    )
    data = scanline.Dataset.from_folder(folder)
    model = scanline.Model.create(data.labels, photos.SMALL)
    weights = {data.labels[1]: 2.5}
    trainer = scanline.Trainer(
        model,
        augmentation=scanline.Augmentation(**changes, **strings),
        class_weights=weights,
        **chosen,
    )
    trainer.fit(data)
    found = model.summary["settings"]
    augmentation = found.pop("augmentation")
    assert found.pop("class_weights") == [1, 2.5, 1] and found.pop("class_weighting") == "given"
    assert {name: found[name] for name in found if name not in without} == pytest.approx(chosen)
    assert {name: augmentation.pop(name) for name in strings} == strings
    assert augmentation == pytest.approx(changes, rel=1e-6)


def test_a_dataset_describes_itself(damaged_folder: Path) -> None:
    progress = []
    data = scanline.Dataset.from_folder(
        damaged_folder,
        validation_share=0.25,
        seed=9,
        on_progress=lambda done, total: progress.append((done, total)),
    )
    assert data.labels == list(photos.CLASSES)
    assert data.file_count == 63 and len(data) == 60
    assert (data.training_count, data.validation_count) == (45, 15)
    assert progress[-1] == (63, 63)
    samples = data.samples
    assert len({sample.path for sample in samples}) == 60
    for label in data.labels:
        mine = [sample for sample in samples if sample.label == label]
        assert sum(s.split is scanline.Split.VALIDATION for s in mine) == 5
        assert all(Path(s.path).parent.name == label for s in mine)
    damaged = {Path(file.path).name: file for file in data.damaged}
    assert set(damaged) == {"cut.jpg", "empty.jpg", "text.jpg"}
    assert damaged["empty.jpg"].report.reason is scanline.Reason.EMPTY
    assert damaged["cut.jpg"].label == "bars"
    assert "45 training" in repr(data)


def test_the_split_comes_from_the_seed(folder: Path) -> None:
    one, same, other = (scanline.Dataset.from_folder(folder, seed=s).samples for s in (0, 0, 1))
    assert one == same != other


def test_a_csv_is_a_dataset(folder: Path, tmp_path: Path) -> None:
    lines = [f"{path},{path.parent.name}" for path in sorted(folder.rglob("*.jpg"))]
    table = tmp_path / "table.csv"
    table.write_text("path,label\n" + "\n".join(lines) + "\n")
    data = scanline.Dataset.from_csv(table)
    assert len(data) == 60 and data.labels == list(photos.CLASSES)


def test_datasets_that_cannot_be(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(scanline.NoDataError):
        scanline.Dataset.from_folder(tmp_path)
    with pytest.raises(OSError, match="absent"):
        scanline.Dataset.from_folder(tmp_path / "absent")
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
    (tmp_path / "cat" / "a.jpg").write_bytes(photos.jpeg("bars", 1))
    with pytest.raises(scanline.NoDataError, match="dog"):
        scanline.Dataset.from_folder(tmp_path)
    for share in (-0.1, 1.0, math.nan):
        with pytest.raises(scanline.InvalidArgumentError):
            scanline.Dataset.from_folder(folder, validation_share=share)
    with pytest.raises(scanline.CancelledError):
        scanline.Dataset.from_folder(folder, on_progress=lambda done, total: False)


def test_training_learns_and_tells(
    model: scanline.Model, dataset: scanline.Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[scanline.Epoch] = []
    batches: list[tuple[int, int, int, float]] = []
    trainer = scanline.Trainer(model, FAST, epochs=8)
    history = trainer.fit(
        dataset,
        on_epoch=seen.append,
        on_batch=lambda *figures: batches.append(figures),
        progress=True,
    )
    assert [epoch.epoch for epoch in seen] == list(range(1, 9))
    assert history.epochs == seen and len(history) == history.epochs_run == 8
    assert history.stop_reason is scanline.StopReason.FINISHED
    assert history["training_loss"][-1] < history["training_loss"][0] * 0.8
    assert history.validation_accuracy > 0.6
    assert history.validation_loss == history["validation_loss"].min()
    assert seen[history.best_epoch - 1].is_best
    last = seen[-1]
    assert last.confusion is not None and last.confusion.shape == (3, 3)
    assert last.confusion.sum() == dataset.validation_count
    assert last.recall == pytest.approx(np.diag(last.confusion) / last.confusion.sum(1))
    assert len(batches) == 8 * 3 and batches[2][:3] == (1, 48, 48)
    assert capsys.readouterr().err.count("epoch") == 8
    with pytest.raises(KeyError):
        history["speed"]
    result = scanline.evaluate(model, dataset)
    assert result.accuracy == pytest.approx(history.validation_accuracy)
    assert result.uncalibrated_loss == pytest.approx(history.validation_loss, rel=1e-4)
    assert result.loss == pytest.approx(history.calibrated_loss, rel=1e-4)
    assert result.calibration_error == pytest.approx(history.calibration_error, abs=1e-6)
    assert result.temperature == pytest.approx(history.temperature)
    assert model.summary != {}


def test_an_evaluation_counts(trained: scanline.Model, dataset: scanline.Dataset) -> None:
    parts = {part: scanline.evaluate(trained, dataset, part) for part in ("training", "all")}
    whole = parts["all"]
    assert whole.confusion is not None
    assert whole.sample_count == 60 and whole.confusion.sum() == 60
    assert whole.accuracy == pytest.approx(np.trace(whole.confusion) / 60)
    for index, figures in enumerate(whole.classes):
        assert figures.label == dataset.labels[index]
        assert figures.support == whole.confusion[index].sum() == 20
        assert figures.recall == pytest.approx(whole.confusion[index, index] / 20)
    rows = trained.predict_proba([sample.path for sample in dataset.samples])
    truth = [sample.index for sample in dataset.samples]
    assert whole.accuracy == pytest.approx((rows.argmax(1) == truth).mean())
    assert whole.loss == pytest.approx(-np.log(rows[range(60), truth]).mean(), rel=1e-4)
    other = scanline.Model.create(["x", "y", "z"], photos.SMALL)
    with pytest.raises(scanline.InvalidArgumentError):
        scanline.evaluate(other, dataset)


def test_threads_do_not_change_a_bit(dataset: scanline.Dataset) -> None:
    one, two = (trained_bytes(dataset, threads=n, augmentation=AUGMENTED) for n in (1, 2))
    assert one == two
    assert trained_bytes(dataset, augmentation=AUGMENTED, seed=8) != one


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": "sgd", "momentum": 0.9, "nesterov": True},
        {"optimizer": "rmsprop", "schedule": "step", "schedule_epochs": 1},
        {"optimizer": "adamw", "weight_decay": 0.1, "schedule": "cosine", "warmup_epochs": 1},
        {"clip_norm": 0.1, "label_smoothing": 0.1},
        {"class_weights": {"bars": 4.0}},
        {"class_weights": [4.0, 1.0, 2.0]},
        {"restore_best": False, "batch_size": 7},
        {"augmentation": AUGMENTED},
    ],
    ids=lambda changes: "-".join(map(str, changes)),
)
def test_every_setting_arrives(dataset: scanline.Dataset, changes: dict) -> None:
    assert trained_bytes(dataset, **changes) != trained_bytes(dataset)


def test_balanced_weights_of_a_balanced_set_are_none(dataset: scanline.Dataset) -> None:
    assert trained_bytes(dataset, class_weights="balanced") == trained_bytes(dataset)


def test_weights_by_label_are_weights_by_index(dataset: scanline.Dataset) -> None:
    by_label = trained_bytes(dataset, class_weights={"disc": 3})
    assert by_label == trained_bytes(dataset, class_weights=[1, 1, 3])


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": 0},
        {"epochs": 10**6},
        {"batch_size": 0},
        {"batch_size": -1},
        {"epochs": 2**33},
        {"learning_rate": -1},
        {"learning_rate": math.nan},
        {"label_smoothing": 1},
        {"optimizer": "lion"},
        {"schedule": 17},
        {"class_weights": "heavy"},
        {"class_weights": [1.0]},
        {"class_weights": {"zebra": 1}},
        {"augmentation": scanline.Augmentation(rotation=7)},
    ],
    ids=str,
)
def test_settings_that_cannot_be(model: scanline.Model, changes: dict) -> None:
    with pytest.raises(scanline.InvalidArgumentError):
        scanline.Trainer(model, FAST, **changes)


def test_settings_of_the_wrong_type(model: scanline.Model) -> None:
    for changes in ({"epochs": 1.5}, {"epochs": "3"}, {"speed": 1}, {"learning_rate": None}):
        with pytest.raises((TypeError, ValueError)):
            scanline.Trainer(model, **changes)


def test_early_stopping(model: scanline.Model, dataset: scanline.Dataset) -> None:
    trainer = scanline.Trainer(
        model, FAST, epochs=50, early_stopping_epochs=1, learning_rate=0.5, clip_norm=1
    )
    history = trainer.fit(dataset)
    assert history.stop_reason is scanline.StopReason.EARLY
    assert history.epochs_run == history.best_epoch + 1 < 50


def test_the_plateau_schedule(model: scanline.Model, dataset: scanline.Dataset) -> None:
    # Steps too small to change a weight: no epoch is better than the first.
    options = {"optimizer": "sgd", "learning_rate": 1e-30, "schedule": "plateau", "epochs": 6}
    trainer = scanline.Trainer(model, FAST, schedule_epochs=2, schedule_factor=0.5, **options)
    rates = trainer.fit(dataset)["learning_rate"]
    assert rates[0] == 1e-30 and rates[-1] <= 0.5e-30
    assert (np.diff(rates) <= 0).all()


def test_a_loss_that_is_not_finite(model: scanline.Model, dataset: scanline.Dataset) -> None:
    before = tensors(model)
    # Every step multiplies the weights by 1 - learning rate x decay.
    options = {"optimizer": "adamw", "learning_rate": 1e6, "weight_decay": 0.9, "epochs": 20}
    with pytest.raises(scanline.DivergedError):
        scanline.Trainer(model, FAST, **options).fit(dataset)
    weights = np.frombuffer(tensors(model), np.float32)
    assert np.isfinite(weights).all() and len(tensors(model)) == len(before)


def test_of_more_labels_than_a_matrix_takes_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "one.jpg").write_bytes(photos.jpeg("disc", 1))
    rows = [f"one.jpg,label {index}" for index in range(1025)]
    (tmp_path / "all.csv").write_text("\n".join(["path,label", *rows]) + "\n")
    data = scanline.Dataset.from_csv(tmp_path / "all.csv", validation_share=0)
    found = scanline.evaluate(scanline.Model.create(data.labels, photos.SMALL), data, "all")
    assert found.confusion is None
    assert sum(each.support for each in found.classes) == found.sample_count == 1025
