"""scanline train, and that what it trains is the same whatever happens on the way."""

import csv
import json
import math
import os
import pty
import resource
import shutil
import signal
import subprocess

import numpy
import pytest
import scanline as package
from hosts import (BUILD, GOOD, INTERRUPTED, LABELS, USAGE, events, scanline, scanline_json,
                   train)

EPOCH_KEYS = {"event", "epoch", "epochs", "learning_rate", "training_loss", "training_accuracy",
              "validation_loss", "validation_accuracy", "seconds", "images_per_second",
              "calibration_error", "best"}


def test_writes_an_epoch_a_line_and_a_result(photos, network, tmp_path):
    model = tmp_path / "m.safetensors"
    lines = train(photos, network, model, "--epochs", 3)
    epochs = events(lines, "epoch")
    assert [line["epoch"] for line in epochs] == [1, 2, 3]
    assert all(set(line) == EPOCH_KEYS for line in epochs)
    assert all(math.isfinite(line["validation_loss"]) for line in epochs)

    result = lines[-1]
    assert result["event"] == "result" and result["ended"] == "finished"
    assert result["model"] == str(model) and model.exists()
    assert result["epochs_run"] == 3 and 1 <= result["best_epoch"] <= 3
    assert result["labels"] == LABELS
    assert result["samples"] == sum(map(sum, result["confusion"])) > 0
    right = sum(result["confusion"][i][i] for i in range(3))
    assert result["accuracy"] == pytest.approx(right / result["samples"])
    # The best epoch's weights were kept: its figures are the model's.
    best = epochs[result["best_epoch"] - 1]
    assert best["validation_loss"] == pytest.approx(result["uncalibrated_loss"], rel=1e-6)
    assert result["loss"] <= result["uncalibrated_loss"]


def test_the_text_shows_epochs_and_the_confusion_matrix(photos, network, tmp_path):
    done = scanline("train", photos, "-o", tmp_path / "m", "--network", network, "--epochs", 2)
    assert "48 pictures of 3 classes" in done.stdout
    assert "Epoch   1 of 2" in done.stdout and "Epoch   2 of 2" in done.stdout
    assert "Held-out pictures: accuracy" in done.stdout
    assert "taken for" in done.stdout
    assert "\r" not in done.stderr  # no live line where there is no terminal


def test_networks_go_by_the_name_of_a_preset(photos, tmp_path):
    train(photos, "fast", tmp_path / "m", "--epochs", 1)
    info, = scanline_json("info", tmp_path / "m")
    assert info["spec"]["network"]["layers"][6]["type"] == "sweep"
    # Of three embeddings, two readings in each of two sweeps, and what is pooled.
    assert info["statistics"] == 2 * (32 + 64 + 64 + 64 + 128 + 128 + 128 + 128)
    assert "26.8 million multiply-adds" in scanline("info", tmp_path / "m").stdout
    said = scanline("train", photos, "-o", tmp_path / "n", "--network", "slow", code=USAGE).stderr
    assert '"slow"' in said and "rows, fast, base, accurate" in said


def test_writes_the_history(photos, network, tmp_path):
    model = tmp_path / "m.safetensors"
    lines = train(photos, network, model, "--epochs", 3, "--history", tmp_path / "h.csv")
    epochs = events(lines, "epoch")
    with open(tmp_path / "h.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3]
    for row, epoch in zip(rows, epochs):
        assert float(row["validation_loss"]) == pytest.approx(epoch["validation_loss"])
        assert row["is_best"] == str(int(epoch["best"]))
    train(photos, network, model, "--epochs", 2, "--history", tmp_path / "h.json")
    history = json.loads((tmp_path / "h.json").read_text())
    assert [epoch["training_loss"] for epoch in history] == [
        float(row["training_loss"]) for row in rows[:2]]
    assert all(len(epoch["confusion"]) == 9 for epoch in history)


def test_damaged_files_are_named_and_left_out(damaged_photos, network, tmp_path):
    lines = train(damaged_photos, network, tmp_path / "m", "--epochs", 1)
    damaged = events(lines, "damaged")
    assert [os.path.basename(line["file"]) for line in damaged] == ["cut.jpg", "text.jpg"]
    assert [line["reason"] for line in damaged] == ["truncated", "not-an-image"]
    text = scanline("train", damaged_photos, "-o", tmp_path / "m", "--network", network,
                    "--epochs", 1).stdout
    assert "2 damaged" in text and "cat/cut.jpg: " in text and "dog/text.jpg: " in text


def test_what_is_left_out_for_other_reasons_is_not_called_damaged(damaged_photos, network, tmp_path):
    cats = sorted(set((damaged_photos / "cat").iterdir()) - {damaged_photos / "cat/cut.jpg"})
    shutil.copy(cats[1], damaged_photos / "dog" / "wrong.jpg")
    for index in range(6):
        black = numpy.zeros((100 + index, 200, 3), numpy.uint8)
        (damaged_photos / "dog" / f"black{index}.jpg").write_bytes(package.encode_jpeg(black))
    options = ["-o", tmp_path / "m", "--network", network, "--epochs", 1]
    text = scanline("train", damaged_photos, *options, "--refused-quality", "dark",
                    "--drop-label-conflicts").stdout
    assert " 2 damaged, 6 refused for quality, 2 dropped for their labels\n" in text
    assert "note: strict with --refused-quality and --drop-label-conflicts removes" in text
    line, = events(scanline_json("train", damaged_photos, *options, "--refused-quality", "dark",
                                 "--drop-label-conflicts"), "dataset")
    assert (line["damaged"], line["refused"], line["dropped"]) == (10, 6, 2)
    lost = {name: [each["lost"] for each in policy] for name, policy in line["policies"].items()}
    assert lost == {"strict": [2, 8, 0], "salvage": [2, 8, 0], "all-decodable": [1, 8, 0]}
    plain = scanline("train", damaged_photos, *options).stdout
    assert " 2 damaged\n" in plain and "note: strict removes" not in plain


def test_same_seed_same_bits_with_any_number_of_threads(photos, network, tmp_path):
    options = ["--epochs", 2, "--rotation", 0.1, "--zoom", 0.2, "--horizontal-flip", 0.5,
               "--brightness", 0.2]
    for name, threads, seed in [("a", 1, 5), ("b", 2, 5), ("c", 2, 6)]:
        train(photos, network, tmp_path / name, *options, "--threads", threads, "--seed", seed)
    classify = [scanline("classify", tmp_path / name, photos, "--json").stdout for name in "abc"]
    assert classify[0] == classify[1]
    assert classify[0] != classify[2]


def test_trains_from_a_csv(photos, network, tmp_path):
    rows = [f"{path},{path.parent.name}" for path in sorted(photos.glob("*/*.jpg"))]
    (tmp_path / "photos.csv").write_text("path,label\n" + "\n".join(rows) + "\n")
    by_csv = train(tmp_path / "photos.csv", network, tmp_path / "csv", "--epochs", 1)
    assert by_csv[-1]["labels"] == LABELS
    lines = scanline_json("evaluate", tmp_path / "csv", tmp_path / "photos.csv")
    assert lines[0]["samples"] == 48


def test_goes_on_from_a_model(photos, network, model, tmp_path):
    lines = scanline_json("train", photos, "-o", tmp_path / "more", "--from", model, "--epochs", 1)
    fresh = train(photos, network, tmp_path / "fresh", "--epochs", 1)
    assert events(lines, "epoch")[0]["training_loss"] < events(fresh, "epoch")[0]["training_loss"]


def test_learns_a_further_class(photos, model, tmp_path):
    for label in LABELS:
        (tmp_path / "data" / label).parent.mkdir(exist_ok=True)
        (tmp_path / "data" / label).symlink_to(photos / label)
    (tmp_path / "data" / "zebra").symlink_to(photos / LABELS[0])
    done = scanline("train", tmp_path / "data", "-o", tmp_path / "more", "--from", model, "--epochs", 1,
               "--frozen-layers", 2, "--layer-decay", 0.5)
    assert f"the head knows {len(LABELS)} of {len(LABELS) + 1} labels" in done.stderr
    info = scanline_json("info", tmp_path / "more")[0]
    assert info["labels"] == [*LABELS, "zebra"]
    refused = scanline("train", photos, "-o", tmp_path / "more", "--from", model, "--input-width", 99,
                  code=USAGE)
    assert "99 x" in refused.stderr and "layers.1.kernel" in refused.stderr


# ---- Interrupting and resuming -----------------------------------------------------------------


def start(photos, network, model, *options):
    return subprocess.Popen(
        [BUILD / "scanline", "train", photos, "-o", model, "--network", network, "--json",
         *map(str, options)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def interrupt_after_an_epoch(process, sent=signal.SIGINT):
    line = process.stdout.readline()
    assert json.loads(line)["event"] == "epoch"
    process.send_signal(sent)
    output, said = process.communicate(timeout=60)
    return [json.loads(line) for line in output.splitlines()], said


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_saves_what_there_is(photos, network, tmp_path, sent):
    process = start(photos, network, tmp_path / "m", "--epochs", 100000)
    lines, said = interrupt_after_an_epoch(process, sent)
    assert process.returncode == INTERRUPTED
    assert "Stopped after" in said
    assert lines[-1]["event"] == "result" and lines[-1]["ended"] == "cancelled"
    assert len(scanline_json("classify", tmp_path / "m", photos)) == 48


def test_resumed_run_has_the_same_bits(photos, network, tmp_path):
    options = ["--epochs", 40, "--rotation", 0.05, "--optimizer", "adam", "--seed", 4]
    train(photos, network, tmp_path / "whole", *options)
    checkpoint = ["--checkpoint", tmp_path / "state"]
    process = start(photos, network, tmp_path / "part", *options, *checkpoint)
    interrupt_after_an_epoch(process)
    assert process.returncode == INTERRUPTED
    lines = train(photos, network, tmp_path / "part", *options, *checkpoint, "--resume")
    assert lines[-1]["ended"] == "finished" and lines[-1]["epochs_run"] == 40
    assert 0 < len(events(lines, "epoch")) < 40
    whole, part = (scanline("classify", tmp_path / name, photos, "--json").stdout
                   for name in ("whole", "part"))
    assert whole == part


def test_killed_run_leaves_a_checkpoint_to_resume_from(photos, network, tmp_path):
    options = ["--epochs", 30, "--checkpoint", tmp_path / "state"]
    process = start(photos, network, tmp_path / "m", *options)
    for _ in range(3):
        process.stdout.readline()
    process.kill()
    process.communicate(timeout=60)
    assert not (tmp_path / "m").exists()
    lines = train(photos, network, tmp_path / "m", *options, "--resume")
    assert lines[-1]["epochs_run"] == 30
    assert events(lines, "epoch")[0]["epoch"] > 1


def test_moved_checkpoint_is_written_where_it_is(photos, network, tmp_path):
    process = start(photos, network, tmp_path / "m", "--epochs", 40, "--checkpoint",
                    tmp_path / "old")
    interrupt_after_an_epoch(process)
    (tmp_path / "old").rename(tmp_path / "new")
    before = (tmp_path / "new").read_bytes()
    train(photos, network, tmp_path / "m", "--epochs", 40, "--checkpoint", tmp_path / "new",
          "--resume")
    assert not (tmp_path / "old").exists()
    assert (tmp_path / "new").read_bytes() != before


def test_resume_says_what_it_does_not_take(photos, network, tmp_path):
    words = ["train", photos, "-o", tmp_path / "m", "--checkpoint", tmp_path / "state", "--resume"]
    options = ["--network", network, "--epochs", 2]
    first = scanline(*words, *options, "--weight-decay", 0.1)
    assert "nothing is taken" not in first.stderr
    warning = "Warning: weight_decay does nothing without the optimizer adamw"
    assert first.stderr.count(warning) == 1
    plain = scanline(*words)
    assert "Going on from" in plain.stderr and "nothing is taken" not in plain.stderr
    done = scanline(*words, *options, "--learning-rate", 0.5, "--threads", 1)
    assert "of --epochs, --network, --learning-rate nothing is taken" in done.stderr


def test_resume_without_a_checkpoint_begins(photos, network, tmp_path):
    lines = train(photos, network, tmp_path / "m", "--epochs", 1, "--checkpoint",
                  tmp_path / "state", "--resume")
    assert lines[-1]["epochs_run"] == 1 and (tmp_path / "state").exists()


def test_shows_a_live_line_on_a_terminal(photos, network, tmp_path):
    terminal, other = pty.openpty()
    process = subprocess.Popen(
        [BUILD / "scanline", "train", photos, "-o", tmp_path / "m", "--network", network,
         "--epochs", "3"], stdout=subprocess.DEVNULL, stderr=other)
    os.close(other)
    shown = b""
    try:
        while part := os.read(terminal, 65536):
            shown += part
    except OSError:  # Linux's way to say that the other end is closed
        pass
    os.close(terminal)
    assert process.wait(timeout=60) == GOOD
    assert b"\r\x1b[K" in shown and b"Epoch 1 of 3  [" in shown


def test_cross_validation_gives_folds_and_predictions(photos, network, tmp_path):
    lines = scanline_json("cross-validate", photos, "--folds", 4, "--epochs", 2, "--keep-last",
                          "--network", network, "--predictions", tmp_path / "p.csv")
    folds = events(lines, "fold")
    assert [fold["fold"] for fold in folds] == [1, 2, 3, 4]
    assert all((fold["training"], fold["validation"]) == (36, 12) for fold in folds)
    result = lines[-1]
    assert result["event"] == "result" and result["samples"] == 48
    assert result["accuracy"] == pytest.approx(sum(fold["accuracy"] for fold in folds) / 4)
    with open(tmp_path / "p.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    predictions = events(lines, "prediction")
    assert len(rows) == len(predictions) == 48
    for row, line in zip(rows, predictions):
        assert (row["path"], row["truth"], row["label"]) == (
            line["file"], line["truth"], line["label"])
        assert int(row["fold"]) == line["fold"]
        assert [float(row[label]) for label in LABELS] == list(line["probabilities"].values())
    right = sum(line["truth"] == line["label"] for line in predictions)
    assert right / 48 == pytest.approx(result["accuracy"])
    text = scanline("cross-validate", photos, "-k", 2, "--epochs", 1, "--network", network).stdout
    assert "Fold 1 of 2:" in text and "2 folds: accuracy" in text


def test_a_disk_without_room_for_the_cache_costs_time_only(photos, network, tmp_path):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    options = ["--epochs", 2, "--seed", 5, "--network", network, "--json"]
    plain = scanline("train", photos, "-o", tmp_path / "a", *options)
    done = scanline("train", photos, "-o", tmp_path / "b", *options, "--cache-folder", tmp_path,
                    preexec_fn=limit)
    assert "cache_folder" in done.stderr and "cache_folder" not in plain.stderr
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
