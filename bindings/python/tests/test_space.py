"""Search spaces put together call by call, and the default one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import photos
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scanline


def test_calls_give_the_space_of_the_text() -> None:
    space = scanline.Space()
    space.add_float("rate", 1e-4, 0.1, scale="log", default=1e-3)
    space.add_float("share", 0.5, 0.99, scale="reverse_log")
    space.add_int("units", 8, 64, scale=scanline.Scale.LOG, step=2)
    space.add_int("layers", 1, 3, default=[2, 3, 1])
    space.add_choice("cell", ["lstm", "gru"], default="gru")
    space.add_choice("batch", [16, 64], ordered=False)
    space.add_boolean("flip", default=False)
    space.add_float("momentum", 0, 0.9, step=0.3, when={"cell": ["gru"]})
    space.add_fixed("optimizer", "adam", when={"flip": True})
    text = {
        "rate": {"type": "float", "low": 1e-4, "high": 0.1, "scale": "log", "default": 1e-3},
        "share": {"type": "float", "low": 0.5, "high": 0.99, "scale": "reverse_log"},
        "units": {"type": "int", "low": 8, "high": 64, "scale": "log", "step": 2},
        "layers": {"type": "int", "low": 1, "high": 3, "defaults": [2, 3, 1]},
        "cell": {"type": "choice", "values": ["lstm", "gru"], "default": "gru"},
        "batch": {"type": "choice", "values": [16, 64], "ordered": False},
        "flip": {"type": "boolean", "default": False},
        "momentum": {
            "type": "float",
            "low": 0,
            "high": 0.9,
            "step": 0.3,
            "when": {"cell": "gru"},
        },
        "optimizer": {"type": "fixed", "value": "adam", "when": {"flip": True}},
    }

    def searched(given: Any) -> list[dict[str, Any]]:
        with scanline.Tuner(given, strategy="random", max_trials=12) as tuner:
            found = [tuner.ask().hyperparameters for _ in range(12)]
            assert tuner.summary["space"] == json.loads(space.json)
        return found

    assert searched(space) == searched(text)
    first = searched(space)[0]
    assert (first["rate"], first["layers"], first["cell"], first["flip"]) == (1e-3, 2, "gru", False)
    assert [point["layers"] for point in searched(space)[:3]] == [2, 3, 1]


VALUES = st.one_of(
    st.booleans(), st.integers(-(2**60), 2**60), st.floats(), st.text(max_size=4), st.just("a\0b")
)


@settings(max_examples=100, deadline=None)
@given(st.lists(VALUES, max_size=5), VALUES, st.text(max_size=4), st.integers(-(2**64), 2**64))
def test_whatever_is_added_is_an_error_of_ours_or_in_the_space(
    values: list[Any], default: Any, key: str, number: int
) -> None:
    with scanline.Space() as space:
        calls = (
            lambda: space.add_choice(key, values, default=default),
            lambda: space.add_int("i", number, number + 3, default=number),
            lambda: space.add_float("f", float(number), 1.0, step=0.5, when={key: values}),
            lambda: space.add_fixed("x", default),
        )
        for call in calls:
            try:
                call()
            except scanline.InvalidArgumentError as error:
                assert str(error)
        try:
            members = json.loads(space.json)
        except scanline.InvalidArgumentError as error:
            assert str(error)
            return
    assert set(members) <= {key, "i", "f", "x"}


def test_errors_name_key_and_value() -> None:
    space = scanline.Space()
    with pytest.raises(scanline.InvalidArgumentError, match='"units".*"low" is 9'):
        space.add_int("units", 9, 3)
    with pytest.raises(scanline.InvalidArgumentError, match='"cell".*"default" is "rnn"'):
        space.add_choice("cell", ["lstm"], default="rnn")
    with pytest.raises(scanline.InvalidArgumentError, match="scale"):
        space.add_float("rate", 1, 2, scale="cubic")
    with pytest.raises(scanline.InvalidArgumentError, match="2 parents"):
        space.add_boolean("turn", when={"a": 1, "b": 2})
    space.close()
    with pytest.raises(scanline.InvalidArgumentError):
        space.add_boolean("flip")


def test_the_default_space_begins_with_the_defaults(tmp_path: Path) -> None:
    space = scanline.default_space()
    assert {"preset", "learning_rate", "input.size", "augmentation.rotation"} <= set(space)
    with scanline.Tuner(strategy="random", max_trials=2) as tuner:
        first = tuner.ask().hyperparameters
    assert first == {key: space[key]["default"] for key in first}
    assert first["learning_rate"] == 0.002 and first["augmentation.horizontal_flip"] == 0.5

    options = scanline.TrainingOptions(
        learning_rate=0.5, augmentation=scanline.Augmentation(rotation=0.1)
    )
    mine = scanline.default_space("fast", options)
    assert "width_factor" in mine and "batch_size" in mine
    assert not {"preset", "learning_rate", "augment", "augmentation.rotation"} & set(mine)


def test_the_default_space_of_a_network_is_searched(dataset: scanline.Dataset) -> None:
    options = scanline.TrainingOptions(batch_size=8, threads=1)
    space = scanline.default_space(photos.SMALL, options)
    tuner = scanline.Tuner(space, strategy="random", max_trials=3, max_epochs=1)
    model = tuner.run(dataset, spec=photos.SMALL, options=options)
    summary = tuner.summary
    assert [trial["state"] for trial in summary["trials"]] == ["completed"] * 3
    assert summary["trials"][0]["hyperparameters"]["width_factor"] == 1
    assert model.labels == dataset.labels
    with pytest.raises(scanline.InvalidArgumentError, match="preset"):
        scanline.Tuner(max_epochs=1).run(dataset, spec=photos.SMALL)


def test_a_journal_is_read_without_touching_it(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    space = {"x": {"type": "float", "low": 0, "high": 1}}
    with scanline.Tuner(space, strategy="random", max_trials=4, journal_path=journal) as tuner:
        tuner.tell(tuner.ask(), 0.5)
        running = tuner.ask()
        whole = journal.read_bytes()
        journal.write_bytes(whole + b'{"event": "comp')
        journal.chmod(0o444)
        with scanline.Tuner.open(journal, read_only=True) as view:
            states = [trial["state"] for trial in view.summary["trials"]]
            assert states == ["completed", "running"]
            for change in (view.ask, lambda: view.tell(running, 1.0)):
                with pytest.raises(scanline.InvalidArgumentError, match="only to be read"):
                    change()
        assert journal.read_bytes() == whole + b'{"event": "comp'
        journal.chmod(0o644)
        os.truncate(journal, len(whole))
        tuner.tell(running, 0.25)
    with scanline.Tuner.open(journal, read_only=True) as view:
        assert view.best.value == 0.5
    with pytest.raises(scanline.FileError):
        scanline.Tuner.open(tmp_path / "missing", read_only=True)


def test_hyperband_goes_on_for_all_of_its_epochs() -> None:
    space = {"x": {"type": "float", "low": 0, "high": 1}}
    with scanline.Tuner(space, max_epochs=9, max_total_epochs=400, seed=0) as tuner:
        while (trial := tuner.ask()).state is scanline.TrialState.RUNNING:
            tuner.tell(trial, trial.hyperparameters["x"])
        trials = tuner.summary["trials"]
    assert sum(trial["last_epoch"] - trial["first_epoch"] for trial in trials) > 390
    assert {trial["iteration"] for trial in trials} >= {0, 1, 2}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("max_epochs", 0),
        ("factor", 1),
        ("max_consecutive_failures", 0),
        ("parallel_trials", 0),
        ("max_seconds", -1),
        ("max_seconds", float("nan")),
        ("lease_seconds", 1e10),
        ("max_total_epochs", 2**32 - 1),
        ("prune_after_trials", 0),
        ("prune_after_epochs", 100_001),
        ("confidence", -1),
        ("target", float("inf")),
    ],
)
def test_options_out_of_range_are_named(option: str, value: float) -> None:
    with pytest.raises(scanline.InvalidArgumentError, match=option):
        scanline.Tuner({"x": {"type": "boolean"}}, **{option: value})


def test_every_option_arrives(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    scanline.Tuner(
        {"x": {"type": "boolean"}},
        strategy="bayesian",
        startup_trials=3,
        acquisition="lower_confidence_bound",
        confidence=1.5,
        prune=True,
        prune_after_trials=2,
        prune_after_epochs=3,
        max_trials=9,
        max_epochs=4,
        max_total_epochs=500,
        max_seconds=60,
        lease_seconds=9,
        target=2,
        seed=7,
        max_consecutive_failures=5,
        objectives="maximize:a,minimize:b",
        journal_path=journal,
    ).close()
    header = json.loads(journal.read_text().splitlines()[0])
    assert (header["strategy"], header["seed"], header["max_epochs"]) == ("bayesian", 7, 4)
    assert header["options"] == {
        "startup_trials": 3,
        "acquisition": "lower_confidence_bound",
        "confidence": 1.5,
        "prunes": True,
        "prune_after_trials": 2,
        "prune_after_epochs": 3,
    }
    assert [objective["metric"] for objective in header["objectives"]] == ["a", "b"]
    assert header["limits"]["budget"] == {
        "max_seconds": 60,
        "max_total_epochs": 500,
        "target": 2,
        "lease_seconds": 9,
    }
