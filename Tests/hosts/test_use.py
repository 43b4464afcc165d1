"""scanline classify, evaluate, augment and info: what is done with a model."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy
import pytest
from hosts import FINDINGS, LABELS, ROOT, scanline, scanline_json

# ---- classify ----------------------------------------------------------------------------------


def test_classifies_an_object_a_file(model, photos):
    lines = scanline_json("classify", model, photos)
    assert [line["file"] for line in lines] == sorted(map(str, photos.glob("*/*.jpg")))
    for line in lines:
        assert set(line) == {"file", "label", "probability", "probabilities", "unknown",
                             "unknown_score"}
        assert line["unknown"] is False and line["unknown_score"] is None
        assert list(line["probabilities"]) == LABELS
        assert sum(line["probabilities"].values()) == pytest.approx(1, abs=1e-5)
        assert line["probability"] == max(line["probabilities"].values())
        assert line["probabilities"][line["label"]] == line["probability"]


def test_names_the_label_and_the_top_ones(model, one_of_each):
    done = scanline("classify", model, one_of_each[0])
    assert done.stdout.startswith(f"{one_of_each[0]}: ") and done.stdout.endswith(" %\n")
    three = scanline("classify", model, one_of_each[0], "--top", 9).stdout
    assert three.count("%") == 3
    shares = [float(word) for word in three.split() if word.replace(".", "").isdigit()]
    assert shares == sorted(shares, reverse=True)


def test_a_pipe_is_not_waited_for(model, one_of_each, tmp_path):
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    done = scanline("classify", model, pipe, one_of_each[0], code=FINDINGS)
    assert f"{pipe}: not a regular file" in done.stderr and str(one_of_each[0]) in done.stdout


def test_a_damaged_file_fails_alone(model, damaged_photos, tmp_path):
    paths = [damaged_photos / "cat/cut.jpg", damaged_photos / "dog/text.jpg",
             tmp_path / "none.jpg", sorted((damaged_photos / "panda").iterdir())[0]]
    lines = scanline_json("classify", model, *paths, code=FINDINGS)
    assert [line["label"] is None for line in lines] == [True, True, True, False]
    assert all(path.name in line["error"] for path, line in zip(paths[:3], lines))
    done = scanline("classify", model, *paths, code=FINDINGS)
    assert len(done.stdout.splitlines()) == 1
    assert "none.jpg: No such file" in done.stderr
    assert "3 of 4 pictures" in done.stderr


def test_a_name_that_is_not_utf8(model, one_of_each, tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xc3(\xe2\x82.jpg"
    with open(path, "wb") as copy:
        copy.write(one_of_each[0].read_bytes())
    line, = scanline_json("classify", model, tmp_path)
    assert line["label"] in LABELS
    assert line["file"] == f"{tmp_path}/\ufffd\ufffd(\ufffd\ufffd.jpg"


def test_links_in_circles_are_entered_once(model, photos, tmp_path):
    shutil.copytree(photos / "cat", tmp_path / "a" / "cat")
    (tmp_path / "b").mkdir()
    for index in range(12):
        os.symlink("../a", tmp_path / "b" / f"a{index}")
        os.symlink("../b", tmp_path / "a" / f"b{index}")
    assert len(scanline_json("classify", model, tmp_path)) == 16


def test_threads_change_nothing(model, photos):
    one, two = (scanline("classify", model, photos, "--json", "--threads", n).stdout
                for n in (1, 2))
    assert one == two


def test_python_gives_the_same_bits(model, photos):
    lines = scanline_json("classify", model, photos)
    program = (
        "import json, sys, scanline\n"
        "model = scanline.Model.load(sys.argv[1])\n"
        "for path in sys.argv[2:]:\n"
        "    print(json.dumps([float(value) for value in model.predict_proba([path])[0]]))\n")
    paths = [line["file"] for line in lines]
    done = subprocess.run(
        [sys.executable, "-c", program, str(model), *paths], capture_output=True, text=True,
        timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT / "bindings/python"),
                          "SCANLINE_LIBRARY": str(ROOT / "build/libscanline.so.1")})
    assert done.returncode == 0, done.stderr
    # Nine digits give back the same float.
    for line, ours in zip(lines, done.stdout.splitlines()):
        theirs = numpy.array(list(line["probabilities"].values()), dtype=numpy.float32)
        assert numpy.array_equal(theirs, numpy.array(json.loads(ours), dtype=numpy.float32))


# ---- evaluate ----------------------------------------------------------------------------------


def test_evaluates(model, photos):
    line, = scanline_json("evaluate", model, photos)
    assert line["event"] == "evaluation" and line["samples"] == 48 and line["labels"] == LABELS
    assert [sum(row) for row in line["confusion"]] == [16, 16, 16]
    for i, label in enumerate(LABELS):
        figures = line["classes"][label]
        assert set(figures) == {"precision", "recall", "f1", "support"}
        assert figures["support"] == 16
        assert figures["recall"] == pytest.approx(line["confusion"][i][i] / 16)
    right = sum(line["confusion"][i][i] for i in range(3))
    assert line["accuracy"] == pytest.approx(right / 48)


def test_evaluation_agrees_with_classification(model, photos):
    evaluated, = scanline_json("evaluate", model, photos)
    confusion = [[0] * 3 for _ in range(3)]
    for line in scanline_json("classify", model, photos):
        truth = pathlib.Path(line["file"]).parent.name
        confusion[LABELS.index(truth)][LABELS.index(line["label"])] += 1
    assert confusion == evaluated["confusion"]


def test_evaluates_the_parts(model, photos):
    sizes = {split: scanline_json("evaluate", model, photos, "--split", split)[0]["samples"]
             for split in ("all", "training", "validation")}
    assert sizes["training"] + sizes["validation"] == sizes["all"] == 48
    text = scanline("evaluate", model, photos, "--split", "validation").stdout
    assert f"on {sizes['validation']} pictures" in text and "taken for" in text


# ---- augment -----------------------------------------------------------------------------------


def test_draws_a_sheet_that_is_a_good_picture(photos, tmp_path):
    sheet = tmp_path / "sheet.jpg"
    line, = scanline_json("augment", photos, "-o", sheet, "--rotation", 0.1, "--zoom", 0.2,
                          "--columns", 4, "--versions", 7, "--pictures", 3, "--scale", 1)
    assert line["pictures"] == 3 and line["failed"] == 0 and line["versions"] == 7
    assert (line["width"], line["height"]) == (4 * 66 + 2, 6 * 66 + 2)
    report, = scanline_json("validate", sheet)
    assert (report["width"], report["height"]) == (line["width"], line["height"])


@pytest.mark.parametrize("versions, columns, rows", [(6, 7, 1), (11, 6, 2), (1, 2, 1), (8, 5, 2)])
def test_a_sheets_rows_are_full(one_of_each, tmp_path, versions, columns, rows):
    line, = scanline_json("augment", *one_of_each[:2], "-o", tmp_path / "s.jpg", "-n", versions,
                          "--scale", 1)
    assert (line["width"], line["height"]) == (columns * 66 + 2, 2 * rows * 66 + 2)


def test_sheet_follows_seed_and_options(one_of_each, model, tmp_path):
    def draw(name, *options):
        path = tmp_path / name
        scanline("augment", one_of_each[0], "-o", path, "--model", model, *options)
        return path.read_bytes()

    assert draw("a", "--rotation", 0.2) == draw("b", "--rotation", 0.2)
    assert draw("a", "--rotation", 0.2) != draw("c", "--rotation", 0.2, "--seed", 1)
    assert draw("d") != draw("a", "--rotation", 0.2)
    assert draw("a", "--rotation", 0.2) != draw("e", "--rotation", 0.2, "--quality", 40)


def test_sheet_leaves_damaged_pictures_white(damaged_photos, tmp_path):
    line, = scanline_json("augment", damaged_photos / "dog/text.jpg",
                          sorted((damaged_photos / "cat").iterdir())[0], "-o", tmp_path / "s.jpg",
                          code=FINDINGS)
    assert line["pictures"] == 1 and line["failed"] == 1


def test_draws_a_training_batch(photos, tmp_path):
    sheet = tmp_path / "batch.jpg"
    lines = scanline_json("augment", photos, "-o", sheet, "--batch", "--batch-size", 10,
                          "--cutmix-probability", 1, "--columns", 5, "--scale", 1)
    assert lines[-1]["pictures"] == 10
    assert (lines[-1]["width"], lines[-1]["height"]) == (5 * 66 + 2, 2 * 66 + 2)
    report, = scanline_json("validate", sheet)
    assert report["verdict"] == "ok"


# ---- info --------------------------------------------------------------------------------------


def test_describes_a_model(model):
    line, = scanline_json("info", model)
    assert (line["width"], line["height"], line["channels"]) == (24, 24, 3)
    assert line["labels"] == LABELS and line["parameters"] > 1000
    # A GRU of 12 units reads 24 rows of 72; the head has three classes.
    assert line["multiply_adds"] == 24 * 3 * 12 * (72 + 12) + 12 * 3
    assert line["statistics"] == 0
    assert line["spec"]["network"]["layers"][-1]["units"] == 12
    assert line["summary"]
    text = scanline("info", model).stdout
    assert "24 x 24 x 3" in text and "cat, dog, panda" in text
    assert re.search(r'^    epochs_run: 2$', text, re.M)
    assert re.search(r'^    stop_reason: "finished"$', text, re.M)
    assert "history" not in text


def test_describes_the_library():
    line, = scanline_json("info")
    assert "openblas" in str(line).lower()
