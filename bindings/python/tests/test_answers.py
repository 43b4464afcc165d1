"""Calibration, unknown pictures, the answers one by one, and maps of what decides."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import photos
import pytest

import scanline


@pytest.fixture(scope="module")
def knowing(dataset: scanline.Dataset) -> scanline.Model:
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    options = scanline.TrainingOptions(epochs=4, learning_rate=0.01, batch_size=16, known_share=0.9)
    scanline.Trainer(model, options).fit(dataset)
    return model


def error_of(confidence: np.ndarray, right: np.ndarray) -> float:
    """The expected calibration error, 15 bins, as the papers have it."""
    edges = np.linspace(0, 1, 16)
    total = 0.0
    for low, high in zip(edges, edges[1:]):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return total


def test_the_figures_follow_from_the_answers(
    knowing: scanline.Model, dataset: scanline.Dataset
) -> None:
    answers = scanline.evaluate_samples(knowing, dataset, "all")
    figures = scanline.evaluate(knowing, dataset, "all")
    assert len(answers) == len(dataset) == figures.sample_count
    right = np.array([each.truth == each.label for each in answers])
    confidence = np.array([each.probability for each in answers])
    plain = np.array([each.uncalibrated_probability for each in answers])
    assert figures.accuracy == pytest.approx(right.mean())
    assert figures.loss == pytest.approx(np.mean([each.loss for each in answers]))
    assert figures.calibration_error == pytest.approx(error_of(confidence, right), abs=1e-6)
    assert figures.uncalibrated_error == pytest.approx(error_of(plain, right), abs=1e-6)
    assert figures.unknown_count == sum(each.unknown for each in answers)
    assert figures.temperature == pytest.approx(knowing.calibration.temperature)
    first = answers[0]
    again = knowing.classify(first.path)
    assert (again.label, again.unknown) == (first.label, first.unknown)
    assert again.probability == pytest.approx(first.probability, abs=1e-5)
    assert again.unknown_score == pytest.approx(first.unknown_score, rel=1e-5)
    worst = scanline.worst_mistakes(knowing, dataset, "all", count=2)
    wrong = sorted((each for each in answers if each.truth != each.label), key=lambda a: -a.loss)
    assert [each.path for each in worst] == [each.path for each in wrong[:2]]


def test_labels_are_matched_by_name(knowing: scanline.Model, dataset: scanline.Dataset) -> None:
    figures = scanline.evaluate(knowing, dataset, "all")
    labels = ["other", *reversed(dataset.labels)]
    more = scanline.evaluate(knowing.adapted(labels), dataset, "all")
    assert [each.label for each in more.classes] == labels
    support = {each.label: each.support for each in figures.classes}
    assert {each.label: each.support for each in more.classes} == {"other": 0, **support}
    answers = scanline.evaluate_samples(knowing.adapted(labels), dataset, "all")
    assert [each.truth for each in answers] == [each.label for each in dataset.samples]
    with pytest.raises(scanline.InvalidArgumentError, match="none of the model's") as caught:
        scanline.evaluate(knowing.adapted(["some", "other"]), dataset, "all")
    assert repr(dataset.labels[0]).replace("'", '"') in str(caught.value)


def test_the_model_knows_its_split(
    folder: Path, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    chosen = {"validation_share": 0.25, "seed": 7, "policy": "strict", "group_duplicates": "near"}
    data = scanline.Dataset.from_folder(folder, **chosen)
    model = scanline.Model.create(data.labels, photos.SMALL, seed=3)
    assert model.split == {}
    scanline.Trainer(model, epochs=1).fit(data)
    model.save(tmp_path / "m.safetensors")
    model = scanline.Model.load(tmp_path / "m.safetensors")
    again = scanline.Dataset.from_folder(folder, **model.split)
    assert again.samples == data.samples
    assert (model.split["seed"], model.split["policy"]) == (7, scanline.Policy.STRICT)
    scanline.enable_logging()
    try:
        with caplog.at_level("WARNING", logger="scanline"):
            scanline.evaluate(model, again)
            scanline.evaluate(model, scanline.Dataset.from_folder(folder), "all")
            assert "training" not in caplog.text
            for run in scanline.evaluate, scanline.Model.calibrate:
                caplog.clear()
                run(model, scanline.Dataset.from_folder(folder, validation_share=0.25))
                assert "seed is 0 (7 in training), policy is salvage (strict" in caplog.text
    finally:
        scanline.disable_logging()


def test_what_is_no_answer_is_refused(
    knowing: scanline.Model, dataset: scanline.Dataset
) -> None:
    with pytest.raises(TypeError, match="must be a Dataset, not NoneType"):
        knowing.calibrate(None)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="count is -1"):
        knowing.classify(dataset.samples[0].path).top(-1, knowing.labels)


def test_the_history_ends_with_the_evaluations_figures(dataset: scanline.Dataset) -> None:
    model = scanline.Model.create(dataset.labels, photos.SMALL, seed=3)
    history = scanline.Trainer(model, epochs=3, learning_rate=0.01).fit(dataset)
    figures = scanline.evaluate(model, dataset)
    assert history.temperature == pytest.approx(figures.temperature) != 1
    assert history.calibrated_loss == pytest.approx(figures.loss)
    assert history.calibration_error == pytest.approx(figures.calibration_error)
    assert history.uncalibrated_error == pytest.approx(figures.uncalibrated_error)
    kept = history.epochs[history.best_epoch - 1]
    assert kept.calibration_error == pytest.approx(figures.uncalibrated_error)


def test_pictures_of_another_kind_are_unknown(knowing: scanline.Model, picture: np.ndarray) -> None:
    threshold = knowing.calibration.unknown_threshold
    assert threshold is not None and knowing.calibration.known_share == 0.9
    noise = np.random.default_rng(1).integers(0, 256, (40, 40, 3)).astype(np.uint8)
    flat = np.full((40, 40, 3), 99, np.uint8)
    for odd in knowing.predict([noise, flat]):
        assert odd is not None and odd.unknown and odd.unknown_score > threshold
    copy = scanline.Model.from_bytes(knowing.to_bytes())
    assert copy.calibration == knowing.calibration
    copy.calibration = dataclasses.replace(copy.calibration, unknown_threshold=1e9)
    assert not copy.classify(noise).unknown
    copy.calibration = scanline.Calibration(temperature=2)
    assert np.isnan(copy.classify(noise).unknown_score)
    with pytest.raises(scanline.InvalidArgumentError, match="has_unknown"):
        copy.calibration = scanline.Calibration(unknown_threshold=3.0)
    with pytest.raises(scanline.InvalidArgumentError, match="temperature"):
        copy.calibration = scanline.Calibration(temperature=0)


def test_a_temperature_changes_no_answer(trained: scanline.Model, folder: Path) -> None:
    paths = sorted(folder.glob("disc/*.jpg"))[:5]
    model = scanline.Model.from_bytes(trained.to_bytes())
    model.calibration = scanline.Calibration()
    plain = model.predict_proba(paths)
    model.calibration = scanline.Calibration(temperature=3.0)
    warm = model.predict_proba(paths)
    assert (plain.argmax(1) == warm.argmax(1)).all()
    spread = plain ** (1 / 3)
    assert warm == pytest.approx(spread / spread.sum(1, keepdims=True), abs=1e-4)


def test_calibrating_afterwards(dataset: scanline.Dataset, trained: scanline.Model) -> None:
    model = scanline.Model.from_bytes(trained.to_bytes())
    model.calibration = scanline.Calibration()
    found = model.calibrate(dataset, known_share=0.5)
    assert found.temperature == trained.calibration.temperature
    assert found.known_share == 0.5
    part = scanline.evaluate(model, dataset)
    assert part.unknown_count <= part.sample_count / 2


@pytest.mark.parametrize("method", ["gradient", "occlusion"])
def test_maps_show_where_it_looks(trained: scanline.Model, folder: Path, method: str) -> None:
    path = folder / "disc" / "001.jpg"
    found = trained.explain(path, method=method)
    assert found.saliency.shape == (16, 16) and found.overlay.shape == (16, 16, 3)
    assert found.saliency.min() >= 0 and found.saliency.max() == 1
    same = trained.explain(path.read_bytes(), label=trained.classify(path).label, method=method)
    assert (same.saliency == found.saliency).all()
    other = trained.explain(path, label="bars", method=method)
    assert (other.saliency != found.saliency).any()
    by_default = trained.explain(path)
    assert (by_default.saliency == found.saliency).all() == (method == "gradient")


def test_bad_questions_are_refused(trained: scanline.Model, folder: Path) -> None:
    path = folder / "disc" / "001.jpg"
    for wrong in ({"label": "cat"}, {"label": 3}, {"label": -1}, {"method": "magic"}):
        with pytest.raises(scanline.InvalidArgumentError):
            trained.explain(path, **wrong)
