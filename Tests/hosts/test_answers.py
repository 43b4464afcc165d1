"""What a trained model's answers are worth: calibration, unknown pictures, mistakes, maps."""

import json
import math

import numpy
import pytest
import scanline as package
from hosts import FAULT, LABELS, USAGE, events, scanline, scanline_json

JPEG = b"\xff\xd8"


@pytest.fixture(scope="session")
def knowing(photos, network, tmp_path_factory):
    """A model that knows its kind of pictures."""
    path = tmp_path_factory.mktemp("knowing") / "model.safetensors"
    scanline("train", photos, "-o", path, "--network", network, "--epochs", 4, "--quiet",
             "--known-share", 0.9)
    return path


def test_training_ends_with_a_temperature(photos, network, knowing, tmp_path):
    info = scanline_json("info", knowing)[0]["calibration"]
    assert info["temperature"] != 1 and info["known_share"] == 0.9
    assert info["unknown_threshold"] > 0
    lines = scanline_json("train", photos, "-o", tmp_path / "plain", "--network", network,
                          "--epochs", 4, "--no-calibration")
    result = lines[-1]
    assert result["temperature"] == 1 and result["uncalibrated_loss"] == result["loss"]
    assert events(lines, "epoch")[-1]["calibration_error"] == pytest.approx(
        result["calibration_error"])
    plain = scanline_json("info", tmp_path / "plain")[0]["calibration"]
    assert plain == {"temperature": 1, "known_share": None, "unknown_threshold": None}
    # Afterwards it comes to the same.
    made = scanline_json("calibrate", tmp_path / "plain", photos, "-o", tmp_path / "late",
                         "--known-share", 0.9)[-1]
    assert made["loss"] <= made["uncalibrated_loss"] == pytest.approx(result["loss"])
    assert scanline_json("info", tmp_path / "late")[0]["calibration"] == info


def test_what_training_held_out_is_held_out_again(photos, network, tmp_path):
    model = tmp_path / "m"
    result = scanline_json("train", photos, "-o", model, "--network", network, "--epochs", 3,
                           "--split-seed", 3, "--validation-share", 0.3)[-1]
    for command in (["evaluate", model, photos, "--split", "validation"],
                    ["calibrate", model, photos, "-o", tmp_path / "again"]):
        done = scanline(*command, "--json")
        figures = json.loads(done.stdout.splitlines()[-1])
        assert figures["samples"] == result["samples"]
        assert figures["uncalibrated_loss"] == result["uncalibrated_loss"]
        assert "Held out as in the model's training" in done.stderr
        assert "validation share 0.3, split seed 3" in done.stderr and "Warning" not in done.stderr
    done = scanline("evaluate", model, photos, "--split", "validation", "--split-seed", 0)
    assert "seed is 0 (3 in training)" in done.stderr
    assert "validation_share" not in done.stderr


def test_says_unknown(knowing, photos, one_of_each, tmp_path):
    noise = tmp_path / "noise.jpg"
    levels = numpy.random.default_rng(1).integers(0, 256, (96, 96, 3), numpy.uint8)
    noise.write_bytes(package.encode_jpeg(levels, quality=95))
    known = scanline_json("classify", knowing, *one_of_each)
    assert sum(line["unknown"] for line in known) <= 1
    odd = scanline_json("classify", knowing, noise)[0]
    threshold = scanline_json("info", knowing)[0]["calibration"]["unknown_threshold"]
    assert odd["label"] in LABELS and odd["unknown"] is True and odd["unknown_score"] > threshold
    assert " unknown, else " in scanline("classify", knowing, noise).stdout
    figures = scanline_json("evaluate", knowing, photos)[0]
    assert figures["unknown"] < figures["samples"] / 2


def test_without_held_out_pictures_nothing_is_known(photos, network, tmp_path):
    done = scanline("train", photos, "-o", tmp_path / "m", "--network", network, "--epochs", 1,
                    "--known-share", 0.9, "--validation-share", 0)
    assert "known_share is 0.9, but " in done.stderr and "no validation part" in done.stderr
    assert scanline_json("info", tmp_path / "m")[0]["calibration"]["unknown_threshold"] is None


def test_lists_the_worst_mistakes(photos, model):
    lines = scanline_json("evaluate", model, photos, "--worst", 3)
    figures, mistakes = lines[0], lines[1:]
    confusion = figures["confusion"]
    wrong = figures["samples"] - sum(confusion[i][i] for i in range(len(LABELS)))
    assert len(mistakes) == min(3, wrong)
    losses = [line["loss"] for line in mistakes]
    assert losses == sorted(losses, reverse=True)
    for line in mistakes:
        assert line["truth"] != line["label"] and line["truth"] in line["file"]
        assert line["unknown"] is False and line["unknown_score"] is None
        assert 1 / len(LABELS) < line["uncalibrated_probability"] <= 1
        assert line["loss"] == pytest.approx(-math.log(line["truth_probability"]), rel=1e-3)
        again = scanline_json("classify", model, line["file"])[0]
        assert again["label"] == line["label"]
        assert again["probability"] == pytest.approx(line["probability"], abs=1e-4)
    text = scanline("evaluate", model, photos, "--worst", 1).stdout
    assert f"The worst of {wrong} mistakes" in text and "calibration error" in text


@pytest.mark.parametrize("method", ["gradient", "occlusion"])
def test_draws_what_decides(model, one_of_each, tmp_path, method):
    sheet = tmp_path / "map.jpg"
    line = scanline_json("explain", model, one_of_each[1], "-o", sheet, "--method", method,
                         "--label", LABELS[2])[0]
    assert line["shown"] == LABELS[2] and line["label"] in LABELS
    assert sheet.read_bytes().startswith(JPEG)
    assert json.loads(scanline("validate", sheet, "--json", "-a").stdout.splitlines()[0])[
        "verdict"] == "ok"
    done = scanline("explain", model, one_of_each[1], "-o", sheet, "--label", "emu", code=USAGE)
    assert f"'emu', but {', '.join(LABELS)}" in done.stderr
    scanline("explain", model, tmp_path / "none.jpg", "-o", sheet, code=FAULT)


def test_answers_by_two_views(photos, network, one_of_each, tmp_path):
    both = tmp_path / "both"
    scanline("train", photos, "-o", both, "--network", network, "--epochs", 1, "--flip-average")
    info = scanline_json("info", both)[0]
    assert info["flip_average"] is True
    assert "its mirror image" in scanline("info", both).stdout
    scanline("train", photos, "-o", tmp_path / "one", "--network", network, "--epochs", 1)
    assert scanline_json("info", tmp_path / "one")[0]["flip_average"] is False
    assert "mirror image" not in scanline("info", tmp_path / "one").stdout
    one = scanline_json("classify", tmp_path / "one", one_of_each[0])[0]["probabilities"]
    flipped = scanline_json("classify", tmp_path / "one", one_of_each[0], "--flip-average")[0]
    assert flipped["probabilities"] != one
    averaged = scanline_json("evaluate", tmp_path / "one", photos, "--flip-average")[0]
    assert averaged["uncalibrated_loss"] == pytest.approx(
        scanline_json("evaluate", both, photos)[0]["uncalibrated_loss"])


def test_more_labels_than_a_matrix_takes(one_of_each, network, tmp_path):
    rows = [f"{one_of_each[0]},label {index}" for index in range(1025)]
    (tmp_path / "all.csv").write_text("\n".join(["path,label", *rows]) + "\n")
    words = ["-o", tmp_path / "many", "--network", network, "--epochs", 1, "--validation-share", 0]
    scanline("train", tmp_path / "all.csv", *words)
    found = scanline_json("evaluate", tmp_path / "many", tmp_path / "all.csv", "--split", "all")[-1]
    assert found["samples"] == len(found["classes"]) == 1025 and "confusion" not in found
    table = scanline("evaluate", tmp_path / "many", tmp_path / "all.csv", "--split", "all").stdout
    assert "label 1024" in table and "matrix" not in table
