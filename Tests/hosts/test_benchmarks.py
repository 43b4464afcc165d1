"""The comparison with the peers runs, here for Scanline alone: the peers are large, and not needed for it."""

import json
import os
import subprocess
import sys

import pytest
from hosts import ROOT

FIGURES = {"lstm-step", "bilstm2-step", "first epoch, images/s", "later epochs, images/s", "sequence",
           "photo", "folder, images/s"}


def test_the_comparison_measures_every_task(photos, tmp_path):
    result = tmp_path / "result.json"
    markdown = tmp_path / "RESULTS.md"
    markdown.write_text("before\n<!-- peers: begin -->\nEARLIER\n<!-- peers: end -->\nafter\n")
    core = min(os.sched_getaffinity(0))
    subprocess.run(
        [sys.executable, ROOT / "Benchmarks/peers/compare.py", photos, "--contestants", "scanline",
         "--quick", "--cores", str(core), "--json", result, "--markdown", markdown],
        check=True, capture_output=True, timeout=300)
    found = json.loads(result.read_text())
    assert set(found["figures"]["1"]) == FIGURES
    values = [v for task in found["figures"]["1"].values() for each in task.values() for v in each]
    assert values and all(v > 0 for v in values)
    assert set(found["once"]["start"]) == {"scanline-c", "scanline"}
    text = markdown.read_text()
    assert text.startswith("before") and text.endswith("after\n") and "EARLIER" not in text
    assert "training step, LSTM, ms" in text
    assert "compare.py FOLDER --contestants scanline --quick`" in text
    assert "make bench-peers" not in text


@pytest.mark.parametrize("script", ["augmentation.py", "peers/compare.py", "tuning/table.py"])
def test_benchmarks_say_how_they_are_used(script):
    done = subprocess.run([sys.executable, ROOT / "Benchmarks" / script, "--help"],
                          check=True, capture_output=True, text=True)
    assert done.stdout.startswith(f"usage: {script.rpartition('/')[2]} ")


def test_augmentation_needs_a_round_that_counts(photos):
    done = subprocess.run(
        [sys.executable, ROOT / "Benchmarks/augmentation.py", photos, "--rounds", "1"],
        capture_output=True, text=True)
    assert done.returncode == 2 and "2 at least" in done.stderr


def test_overfitting_goes_on_where_it_was_stopped(photos, tmp_path):
    runs, figure, markdown = tmp_path / "runs.jsonl", tmp_path / "a.svg", tmp_path / "RESULTS.md"
    markdown.write_text("<!-- overfitting: begin -->\n<!-- overfitting: end -->\n")

    def study(kinds, *options):
        done = subprocess.run(
            [sys.executable, ROOT / "Benchmarks/overfitting.py", photos, "--kinds", kinds, "--epochs",
             "1", "--side", "16", "--runs", runs, *options], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    assert [row["kind"] for row in study("none,mixup")] == ["none", "mixup"]
    more = study("none,hue,rand", "--figure", figure, "--markdown", markdown)
    assert [row["kind"] for row in more] == ["hue", "rand"]
    assert [row["kind"] for row in study("none", "--seeds", "2")] == ["none"]
    assert [row["side"] for row in study("none", "--side", "24")] == [24]
    kept = [json.loads(line) for line in runs.read_text().splitlines()]
    assert [row["kind"] for row in kept] == ["none", "mixup", "hue", "rand", "none", "none"]
    for kind in ("none", "mixup", "hue", "rand"):
        assert f"\n| {kind} | 0." in markdown.read_text() and f">{kind}</text>" in figure.read_text()
    bad = subprocess.run([sys.executable, ROOT / "Benchmarks/overfitting.py", photos, "--kinds", "cake"],
                         capture_output=True, text=True)
    assert bad.returncode == 2 and "cake" in bad.stderr and "cutmix" in bad.stderr
