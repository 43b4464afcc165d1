"""scanline convert."""

import pytest
from hosts import FAULT, USAGE, scanline, scanline_json


def test_float16_halves_the_file_and_answers_alike(model, photos, tmp_path):
    half, back = tmp_path / "half", tmp_path / "back"
    assert scanline("convert", model, "-o", half, "--precision", "float16").stdout == ""
    # Two bytes less for each weight of the kernels.
    assert model.stat().st_size - half.stat().st_size >= 2 * (72 * 36 + 12 * 36 + 12 * 3)
    scanline("convert", half, "-o", back)
    answers = [scanline_json("classify", path, photos) for path in (model, half, back)]
    for exact, rounded, again in zip(*answers):
        assert exact["probabilities"] != rounded["probabilities"]
        assert rounded["probabilities"] == again["probabilities"]
        for label, value in exact["probabilities"].items():
            assert rounded["probabilities"][label] == pytest.approx(value, abs=0.01)


def test_what_cannot_be(model, tmp_path):
    assert "--output" in scanline("convert", model, code=USAGE).stderr
    scanline("convert", model, "-o", tmp_path / "m", "--precision", "float8", code=USAGE)
    assert "missing" in scanline("convert", tmp_path / "missing", "-o", tmp_path / "m", code=FAULT).stderr
    assert not (tmp_path / "m").exists()
