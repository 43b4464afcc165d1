"""The page of a training, from its history and from its model."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import photos
import pytest
from browser import look_at

pytest.importorskip("jinja2", reason="the extra `report` is not installed")
pytest.importorskip("plotly", reason="the extra `report` is not installed")

import scanline
from scanline.__main__ import main
from scanline.reports.training import _measure, bins


@pytest.fixture
def files(trained: scanline.Model, tmp_path: Path) -> tuple[Path, Path]:
    """A history and a model with a temperature."""
    model = scanline.Model.from_bytes(trained.to_bytes())
    model.calibration = scanline.Calibration(temperature=1.5)
    model.save(tmp_path / "model.safetensors")
    history = tmp_path / "history.json"
    history.write_text(json.dumps(trained.summary["history"]))
    return history, tmp_path / "model.safetensors"


def test_bins_are_those_of_the_figures() -> None:
    confidence = np.array([0.95, 0.97, 0.99, 0.35, 0.45])
    right = np.array([True, False, True, True, False])
    found = bins(confidence, right)
    assert [count for _, _, count in found] == [1, 1, 3]
    assert found[2][0] == pytest.approx(0.97) and found[2][1] == pytest.approx(2 / 3)
    error = sum(count * abs(mean - share) for mean, share, count in found) / 5
    assert error == pytest.approx((0.91 + 0.65 + 0.45) / 5)


def test_the_page_shows_the_training(
    files: tuple[Path, Path], folder: Path, tmp_path: Path
) -> None:
    page = tmp_path / "p.html"
    words = ["report", str(files[1]), "-o", str(page), "--pictures", str(folder), "--part", "all"]
    assert main([*words, "--split-seed", "1", "--worst", "2"]) == 0
    look = look_at(page, tmp_path)
    assert look.console == []
    for title in ("Loss", "Accuracy", "Learning rate", "Confusion", "Reliability"):
        assert f">{title}</figcaption>" in look.dom, title
    for name in ("ideal", "as answered", "without the temperature"):
        assert name in look.dom
    with scanline.Model.load(files[1]) as model:
        data = scanline.Dataset.from_folder(folder, seed=1)
        worst = scanline.worst_mistakes(model, data, "all", count=2)
    assert look.dom.count('<img src="data:image/jpeg') == len(worst)
    for mistake in worst:
        assert mistake.path in look.dom
    assert "wrong answers on all pictures" in look.dom or not worst
    assert "1.50" in look.dom and "calibration error without" in look.dom


def test_what_is_measured_is_the_models(folder: Path, tmp_path: Path) -> None:
    data = scanline.Dataset.from_folder(folder, seed=1)
    # It has learnt nothing, and makes mistakes enough.
    model = scanline.Model.create(data.labels, photos.SMALL, seed=1)
    model.calibration = scanline.Calibration(temperature=1.5)
    model.save(tmp_path / "m.safetensors")
    found = _measure(tmp_path / "m.safetensors", folder, "all", {"seed": 1}, worst=9)
    worst = scanline.worst_mistakes(model, data, "all", count=9)
    figures = scanline.evaluate(model, data, "all")
    assert len(worst) == 9
    assert [mistake.file for mistake in found.mistakes] == [each.path for each in worst]
    confusion, reliability, _ = found.charts
    shares = np.array(confusion.data[0].z)
    # A row is a true class: its recall stands on the diagonal.
    assert np.allclose(shares.sum(1), 1)
    assert np.allclose(shares.diagonal(), [each.recall for each in figures.classes])
    _, answered, without = reliability.data
    assert (answered.name, without.name) == ("as answered", "without the temperature")
    assert list(answered.x) != list(without.x)


def test_what_was_held_out_is_measured(folder: Path, tmp_path: Path) -> None:
    data = scanline.Dataset.from_folder(folder, seed=3, validation_share=0.3, group_duplicates="none")
    model = scanline.Model.create(data.labels, photos.SMALL, seed=1)
    scanline.Trainer(model, epochs=1).fit(data)
    model.save(tmp_path / "m.safetensors")
    held_out = {each.path for each in data.samples if each.split == scanline.Split.VALIDATION}
    found = _measure(tmp_path / "m.safetensors", folder, "validation", {}, worst=99)
    assert found.figures.sample_count == len(held_out)
    assert found.mistakes and {each.file for each in found.mistakes} <= held_out
    other = _measure(tmp_path / "m.safetensors", folder, "validation", {"seed": 4}, worst=99)
    assert not {each.file for each in other.mistakes} <= held_out
    page = tmp_path / "p.html"
    words = ["report", str(tmp_path / "m.safetensors"), "-o", str(page), "--pictures", str(folder)]
    options = ["--policy", "strict", "--refused-quality", "dark,blurred", "--group-duplicates", "near",
               "--duplicate-distance", "2", "--salvage-share", "0.8", "--drop-label-conflicts"]
    assert main([*words, *options]) == 0


def test_a_history_alone_has_its_curves(files: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "p.html"
    assert main(["report", str(files[0]), "-o", str(page)]) == 0
    text = page.read_text()
    assert "best epoch" in text and "worst mistakes" not in text
    assert text.count('<div class="chart">') == 4


def test_what_cannot_be_shown_is_said(
    files: tuple[Path, Path], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "p.html"
    assert main(["report", str(files[0]), "-o", str(page), "--pictures", str(folder)]) == 3
    assert "name its model" in capsys.readouterr().err
    assert main(["report", str(files[0]), "-o", str(page), "--pictures", str(folder),
                 "--model", str(files[1])]) == 0
    (tmp_path / "odd.json").write_text('[{"epoch": 1}]')
    assert main(["report", str(tmp_path / "odd.json"), "-o", str(page)]) == 3
    assert "not a report" in capsys.readouterr().err
