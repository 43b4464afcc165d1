"""Training that is stopped, and goes on."""

from __future__ import annotations

import threading
from pathlib import Path

import photos
import pytest
from weights import AUGMENTED, FAST, tensors, trained_bytes

import scanline


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
