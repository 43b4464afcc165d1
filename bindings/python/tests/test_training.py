from __future__ import annotations

import gc
import json
import math
import threading
from dataclasses import fields
from pathlib import Path

import numpy as np
import photos
import pytest

import scanline
from scanline import _prototypes as c
from scanline._native import initialised

FAST = scanline.TrainingOptions(epochs=3, learning_rate=0.01, batch_size=16, seed=7)


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
    assert result.loss == pytest.approx(history.validation_loss, rel=1e-4)
    assert model.summary != {}


def test_an_evaluation_counts(trained: scanline.Model, dataset: scanline.Dataset) -> None:
    parts = {part: scanline.evaluate(trained, dataset, part) for part in ("training", "all")}
    whole = parts["all"]
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


def trained_bytes(dataset: scanline.Dataset, **changes) -> bytes:
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    scanline.Trainer(model, FAST, **changes).fit(dataset)
    return tensors(model)


def tensors(model: scanline.Model) -> bytes:
    """The weights' bytes: a model file without its header, which tells of times."""
    data = model.to_bytes()
    return data[8 + int.from_bytes(data[:8], "little") :]


AUGMENTED = scanline.Augmentation(rotation=0.05, zoom=0.1, horizontal_flip=0.5, brightness=0.2)


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


# ---- stopping and going on


@pytest.mark.parametrize("where", ["on_batch", "on_epoch"])
def test_a_stopped_run_goes_on_to_the_same_bits(dataset: scanline.Dataset, where: str) -> None:
    whole = trained_bytes(dataset, augmentation=AUGMENTED)
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    untrained = tensors(model)
    trainer = scanline.Trainer(model, FAST, augmentation=AUGMENTED)
    calls = []

    def stop(*figures) -> bool:
        calls.append(figures)
        return len(calls) < 2

    with pytest.raises(scanline.CancelledError):
        trainer.fit(dataset, **{where: stop})
    assert len(calls) == 2
    assert tensors(model) == untrained  # published at the end only
    trainer.fit(dataset)
    assert tensors(model) == whole


@pytest.mark.parametrize("where", ["on_batch", "on_epoch"])
def test_an_exception_stops_and_comes_through(dataset: scanline.Dataset, where: str) -> None:
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    trainer = scanline.Trainer(model, FAST)

    def fails(*figures) -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        trainer.fit(dataset, **{where: fails})
    trainer.fit(dataset)
    assert tensors(model) == trained_bytes(dataset)


def test_a_checkpoint_goes_on_to_the_same_bits(dataset: scanline.Dataset, tmp_path: Path) -> None:
    whole = trained_bytes(dataset, augmentation=AUGMENTED)
    path = tmp_path / "run.checkpoint"
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    with scanline.Trainer(model, FAST, augmentation=AUGMENTED) as trainer:
        with pytest.raises(scanline.CancelledError):
            trainer.fit(dataset, on_epoch=lambda epoch: epoch.epoch < 2)
        trainer.save_checkpoint(path)
    again = scanline.Trainer.load_checkpoint(path, threads=1)
    history = again.fit(dataset, progress=False)
    assert history.epochs_run == 3 and len(history) == 1
    assert [epoch["epoch"] for epoch in again.history] == [1, 2, 3]
    assert again.history[-1]["training_loss"] == history.training_loss
    assert tensors(again.model) == whole


def test_checkpoints_are_written_after_each_epoch(
    model: scanline.Model, dataset: scanline.Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "run.checkpoint"
    present = []
    trainer = scanline.Trainer(model, FAST, checkpoint_path=path)
    trainer.fit(dataset, on_epoch=lambda epoch: present.append(path.exists()))
    assert path.exists() and [p.name for p in tmp_path.iterdir()] == ["run.checkpoint"]
    with pytest.raises(scanline.ScanlineError):
        path.write_bytes(path.read_bytes()[:100])
        scanline.Trainer.load_checkpoint(path)


def test_cancel_from_another_thread(dataset: scanline.Dataset, model: scanline.Model) -> None:
    trainer = scanline.Trainer(model, FAST, epochs=10_000)
    started = threading.Event()

    def cancel() -> None:
        started.wait(60)
        trainer.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(scanline.CancelledError):
        trainer.fit(dataset, on_batch=lambda *figures: started.set())
    thread.join()


def test_a_trainer_is_busy_while_it_trains(
    dataset: scanline.Dataset, model: scanline.Model
) -> None:
    trainer = scanline.Trainer(model, FAST, epochs=10_000)
    caught: list[BaseException] = []

    def within(*figures) -> bool:
        thread = threading.Thread(target=attempt)
        thread.start()
        thread.join()
        return False

    def attempt() -> None:
        try:
            trainer.step([photos.draw("disc", 1)], [0])
        except scanline.ScanlineError as error:
            caught.append(error)

    with pytest.raises(scanline.CancelledError):
        trainer.fit(dataset, on_batch=within)
    assert [type(error) for error in caught] == [scanline.BusyError]


# ---- steps of the host's own


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
    result.save_predictions(tmp_path / "p.csv")
    rows = (tmp_path / "p.csv").read_text().splitlines()
    assert rows[0] == "path,truth,label,fold," + ",".join(data.labels) and len(rows) == 61
    with pytest.raises(ZeroDivisionError):
        scanline.cross_validate(model, data, FAST, folds=2, on_fold=lambda _: 1 / 0)
    with pytest.raises(scanline.InvalidArgumentError, match="only 20 pictures"):
        scanline.cross_validate(model, data, FAST, folds=21)


def named_tensors(model: scanline.Model) -> dict[str, np.ndarray]:
    """The weights by name, from the model file."""
    data = model.to_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__")
    begin = 8 + size
    return {
        name: np.frombuffer(data, np.float32, offset=begin)[
            part["data_offsets"][0] // 4 : part["data_offsets"][1] // 4
        ]
        for name, part in header.items()
    }
