from __future__ import annotations

import ctypes
import json
import math
import re
from pathlib import Path

import numpy as np
import photos
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scanline
from scanline import TrialState, _native
from scanline import _prototypes as c
from scanline._library import lib

SPACE = {
    "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1, "scale": "log"},
    "units": {"type": "int", "low": 4, "high": 12, "step": 4},
    "cell": {"type": "choice", "values": ["lstm", "gru"]},
    "bidirectional": {"type": "boolean"},
}


def drive(tuner: scanline.Tuner, limit: int = 1000) -> list[scanline.Trial]:
    """Run a whole search by hand; the objective likes a learning rate near 0.01."""
    trials = []
    for _ in range(limit):
        trial = tuner.ask()
        if trial.state is TrialState.FINISHED:
            return trials
        assert trial.state is TrialState.RUNNING
        tuner.tell(trial, -abs(math.log10(trial.hyperparameters["learning_rate"]) + 2))
        trials.append(trial)
    raise AssertionError("the search does not end")


def test_random_search_by_hand() -> None:
    tuner = scanline.Tuner(SPACE, strategy="random", max_trials=12, max_epochs=5, seed=0)
    trials = drive(tuner)
    assert [trial.id for trial in trials] == list(range(12))
    for trial in trials:
        point = trial.hyperparameters
        assert set(point) == set(SPACE)
        assert 1e-3 <= point["learning_rate"] <= 1e-1
        assert point["units"] in (4, 8, 12) and isinstance(point["units"], int)
        assert point["cell"] in ("lstm", "gru") and isinstance(point["bidirectional"], bool)
        assert (trial.continues, trial.first_epoch, trial.last_epoch) == (None, 0, 5)
    values = [-abs(math.log10(t.hyperparameters["learning_rate"]) + 2) for t in trials]
    best = tuner.best
    assert best.value == pytest.approx(max(values))
    assert best.hyperparameters == trials[values.index(max(values))].hyperparameters
    assert best.state is TrialState.COMPLETED
    assert tuner.summary


def test_numbers_of_numpy() -> None:
    space = {
        "rate": {"type": "float", "low": np.float32(0.5), "high": np.float64(1)},
        "units": {"type": "choice", "values": np.array([8, 16])},
        "flip": {"type": "fixed", "value": np.bool_(True)},
    }
    options = {"strategy": "random", "max_trials": 6, "objectives": "maximize:a,minimize:b"}
    tuner = scanline.Tuner(space, **options)
    for values in (np.array([0.5, 2.0]), np.array([1, 2]), [np.float32(0.5), np.int64(3)], (1, 2)):
        trial = tuner.ask()
        assert trial.hyperparameters["units"] in (8, 16) and trial.hyperparameters["flip"] is True
        tuner.tell(trial, values)
        assert tuner.trials[-1].values == tuple(float(value) for value in values)
    for wrong in (np.array([[1, 2]]), ["1", "2"], np.array([1, None]), "0.5"):
        with pytest.raises(TypeError, match="a value must be"):
            tuner.tell(tuner.trials[-1], wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match='space: "rate": "low" holds 1j'):
        scanline.Tuner({"rate": {"type": "float", "low": 1j, "high": 2}})
    with pytest.raises(TypeError, match="space: the key 3"):
        scanline.Tuner({3: {"type": "boolean"}})  # type: ignore[dict-item]
    own = scanline.Space()
    own.add_choice("units", [np.int64(8), np.float32(0.5), np.bool_(False), "x"])
    assert '"values":[8,0.5,false,"x"]' in own.json


def test_floats_are_floats_though_they_are_whole(tmp_path: Path) -> None:
    space = {
        "x": {"type": "float", "low": 0, "high": 2, "step": 1}, "n": SPACE["units"],
        "y": {"type": "choice", "values": [1.0, 2.5, "no", True]},
        "z": {"type": "choice", "values": [1, 2]},
    }
    tuner = scanline.Tuner(space, strategy="grid", journal_path=tmp_path / "j")
    trial = tuner.ask()
    tuner.tell(trial, 1)
    for found in (trial, tuner.best, tuner.trials[0], scanline.Tuner.open(tmp_path / "j").best):
        assert [type(found.hyperparameters[key]) for key in "xnyz"] == [float, int, float, int]
        assert found.hyperparameters["y"] == 1
    while (trial := tuner.ask()).state is TrialState.RUNNING:
        tuner.tell(trial, 0)
    assert {type(each.hyperparameters["y"]) for each in tuner.trials} == {float, str, bool}


def test_points_of_ones_own_come_first(tmp_path: Path) -> None:
    options = {"strategy": "hyperband", "max_epochs": 9, "journal_path": tmp_path / "j", "seed": 3}
    own = [{"learning_rate": rate, "units": 8, "cell": "gru", "bidirectional": True}
           for rate in (0.01, 0.02)]
    undisturbed = scanline.Tuner(SPACE, strategy="hyperband", max_epochs=9, seed=3)
    tuner = scanline.Tuner(SPACE, **options)
    tuner.enqueue(*own)
    tuner.enqueue({**own[0], "learning_rate": np.float64(0.02)})  # waits already
    first = tuner.ask()
    assert (first.hyperparameters, first.first_epoch, first.last_epoch) == (own[0], 0, 9)
    tuner.tell(first, 1)
    tuner.close()
    # The journal keeps what waits.
    tuner = scanline.Tuner(SPACE, **options)
    tuner.enqueue(own[0])  # was tried
    second = tuner.ask()
    assert second.hyperparameters == own[1] and tuner.summary["trials"][1]["origin"] == "enqueued"
    # Then all that the strategy would have proposed without them.
    drive(undisturbed)
    tuner.tell(second, 0.5)
    drive(tuner)
    strategys = [t for t in tuner.summary["trials"] if t["origin"] is None]
    assert [t["last_epoch"] for t in strategys] == [t.last_epoch for t in undisturbed.trials]
    assert [t["hyperparameters"] for t in strategys[:5]] == [
        t["hyperparameters"] for t in undisturbed.summary["trials"][:5]]
    for wrong, said in (({**own[0], "units": 5}, '"units" is 5'), ({}, "is missing"),
                        ({**own[0], "x": 1}, '"x" is 1')):
        with pytest.raises(scanline.InvalidArgumentError, match=said):
            tuner.enqueue(wrong)


def test_trials_that_were_run_elsewhere(tmp_path: Path) -> None:
    point = {"learning_rate": 0.01, "units": 8, "cell": "gru", "bidirectional": True}
    options = {"strategy": "bayesian", "max_trials": 3, "max_total_epochs": 180}
    tuner = scanline.Tuner(SPACE, journal_path=tmp_path / "j", **options)
    assert tuner.add_trial(point, 5) == 0
    assert tuner.best.hyperparameters == point and tuner.best.value == 5
    assert [t.id for t in drive(tuner)] == [1, 2, 3], "the limits do not count it"
    again = scanline.Tuner.open(tmp_path / "j", read_only=True)
    assert again.trials == tuner.trials and again.summary["trials"][0]["origin"] == "added"
    with pytest.raises(scanline.InvalidArgumentError):
        again.add_trial(point, 5)
    for values in ([], [1, 2], float("nan")):
        with pytest.raises(scanline.InvalidArgumentError):
            tuner.add_trial(point, values)
    assert len(tuner.trials) == 4


def test_what_was_known_is_learnt_from() -> None:
    space = {"x": {"type": "float", "low": 0, "high": 1}}
    tuner = scanline.Tuner(space, strategy="tpe", max_trials=10, seed=1)
    for step in range(40):
        tuner.add_trial({"x": step / 40}, -abs(step / 40 - 0.7))
    asked = [tuner.ask().hyperparameters["x"] for _ in range(10)]
    assert sum(abs(x - 0.7) < 0.25 for x in asked) >= 8


def test_the_best_models(dataset: scanline.Dataset, tmp_path: Path) -> None:
    space = {"learning_rate": SPACE["learning_rate"]}
    for journal in (None, tmp_path / "j"):
        tuner = scanline.Tuner(space, max_epochs=4, factor=2, best_models=3, journal_path=journal)
        best = tuner.run(dataset, spec=photos.SMALL)
        found = tuner.best_models
        assert len(found) == 3 and found[0].summary == best.summary
        completed = sorted(tuner.trials, key=lambda t: (-t.value, t.id))
        points: list = []
        for trial in completed:
            if trial.hyperparameters not in points:
                points.append(trial.hyperparameters)
        assert [model.summary["hyperparameters"] for model in found] == points[:3]
        for model in found:
            trial = tuner.trials[model.summary["tuning"]["trial"]]
            measured = scanline.evaluate(model, dataset, "validation")
            assert measured.accuracy == pytest.approx(trial.value)
    assert len(list((tmp_path / "j.checkpoints").iterdir())) <= 3


def test_the_mean_of_several_executions(dataset: scanline.Dataset, tmp_path: Path) -> None:
    space = {"learning_rate": {"type": "choice", "values": [0.003, 0.01]}}
    common = {"strategy": "grid", "max_epochs": 2, "objectives": "minimize:validation_loss"}

    def values(seed: int, **options: object) -> list[float]:
        tuner = scanline.Tuner(space, **common, **options)  # type: ignore[arg-type]
        tuner.run(dataset, spec=photos.SMALL, options=scanline.TrainingOptions(seed=seed))
        return [trial.value for trial in tuner.trials]

    single = [values(seed) for seed in (5, 6, 7)]
    means = [sum(each) / 3 for each in zip(*single)]
    assert values(5, executions=3) == pytest.approx(means, rel=1e-12)
    journal = tmp_path / "j"
    assert values(5, executions=3, journal_path=journal, parallel_trials=2) == pytest.approx(means)
    with pytest.raises(scanline.InvalidArgumentError, match="executions 3, not 2"):
        values(5, executions=2, journal_path=journal)


def test_the_best_has_all_its_values() -> None:
    tuner = scanline.Tuner(
        SPACE, strategy="random", max_trials=3, objectives="maximize:a,minimize:b"
    )
    for value in (1, 3, 2):
        tuner.tell(tuner.ask(), [value, -value])
    assert tuner.best.values == (3, -3) and tuner.best.value == 3
    assert tuner.ask().values == ()


def test_a_target_that_was_reported_stops_the_others() -> None:
    tuner = scanline.Tuner(SPACE, strategy="random", max_trials=9, max_epochs=5, target=0.9)
    first, second = tuner.ask(), tuner.ask()
    assert not tuner.report(second, 1, 0.1)
    assert tuner.report(first, 1, 0.95)
    assert tuner.report(second, 2, 0.1)
    assert tuner.ask().state is TrialState.FINISHED
    # It comes to nothing: the search goes on.
    tuner.tell(first, failure="lost")
    assert not tuner.report(second, 3, 0.1)


def test_trials_are_not_asked_for_while_they_are_run(dataset: scanline.Dataset) -> None:
    tuner = scanline.Tuner({"learning_rate": SPACE["learning_rate"]}, strategy="random",
                           max_trials=3, max_epochs=1)

    def meddle(trial: scanline.Trial, epoch: object) -> None:
        with pytest.raises(scanline.BusyError, match="being run"):
            tuner.ask()

    tuner.run(dataset, spec=photos.SMALL, on_trial=meddle)
    assert len(tuner.trials) == 3


def test_other_settings_are_named(dataset: scanline.Dataset, tmp_path: Path) -> None:
    space = {"learning_rate": SPACE["learning_rate"]}
    options = {"strategy": "random", "max_trials": 1, "max_epochs": 1,
               "journal_path": tmp_path / "j"}
    scanline.Tuner(space, **options).run(dataset, spec=photos.SMALL)
    others = scanline.TrainingOptions(batch_size=7, clip_norm=2)
    tuner = scanline.Tuner(space, **options)
    tuner.check(spec=photos.SMALL, options=scanline.TrainingOptions(class_weights={"bars": 2}))
    for refuse in (tuner.check, lambda **words: tuner.run(dataset, **words)):
        with pytest.raises(scanline.InvalidArgumentError) as refused:
            refuse(spec=photos.LARGE, options=others)
        said = str(refused.value)
        for change in ("training.batch_size 32, not 7", "training.clip_norm", "model.input.width 16, not 64"):
            assert change in said, said
        assert len(said) < 600


def test_a_journal_that_is_gone_leaves_the_results(tmp_path: Path) -> None:
    tuner = scanline.Tuner(SPACE, strategy="random", max_trials=9, journal_path=tmp_path / "j")
    tuner.tell(tuner.ask(), 0.5)
    trial = tuner.ask()
    (tmp_path / "j").unlink()
    assert tuner.best.value == 0.5 and len(tuner.trials) == 2
    with pytest.raises(scanline.FileError):
        tuner.tell(trial, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"learning_rate": 1e9}, '"learning_rate" is 1000000000, which is not of'),
        ({"learning_rate": "hello"}, '"learning_rate" is "hello"'),
        ({"units": 5}, '"units" is 5'),
        ({"units": None}, '"units" is null'),
        ({"cell": "rnn"}, '"cell" is "rnn"'),
        ({"colour": 1}, '"colour" is 1, but is not of the space'),
        ({"momentum": 0.5, "cell": "gru"}, '"momentum" is 0.5, but is not there'),
    ],
)
def test_points_outside_the_space_are_no_journal(
    tmp_path: Path, change: dict, said: str
) -> None:
    space = {**SPACE, "momentum": {"type": "float", "low": 0, "high": 1, "when": {"cell": "lstm"}}}
    space["cell"] = {"type": "choice", "values": ["gru", "lstm"]}
    tuner = scanline.Tuner(space, strategy="random", max_trials=9,
                           journal_path=tmp_path / "j")
    tuner.ask()
    tuner.close()
    header, line = (tmp_path / "j").read_text().splitlines()[:2]
    event = json.loads(line)
    event["hyperparameters"].update(change)
    (tmp_path / "j").write_text(header + "\n" + json.dumps(event) + "\n")
    with pytest.raises(scanline.CorruptModelError, match="line 2: trial 0: ") as refused:
        scanline.Tuner.open(tmp_path / "j")
    assert said in str(refused.value)
    del event["hyperparameters"]["units"]
    (tmp_path / "j").write_text(header + "\n" + json.dumps(event) + "\n")
    with pytest.raises(scanline.CorruptModelError):
        scanline.Tuner.open(tmp_path / "j", read_only=True)


def test_a_line_that_is_no_event_is_named(tmp_path: Path) -> None:
    scanline.Tuner(SPACE, journal_path=tmp_path / "j").ask()
    header = (tmp_path / "j").read_text().splitlines()[0]
    for line, said in (("{garbage", "not JSON"), ('{"event":"x"}', '"event" is "x", which is not')):
        (tmp_path / "j").write_text(header + "\n" + line + "\n")
        with pytest.raises(scanline.CorruptModelError, match=f"line 2: {said}"):
            scanline.Tuner.open(tmp_path / "j")


def test_members_for_later_are_0() -> None:
    options = _native.initialised(c.scanline_tuner_options)
    options.reserved = 3
    handle = ctypes.c_void_p()
    status = lib.scanline_tuner_create(None, ctypes.byref(options), ctypes.byref(handle))
    assert status == c.SCANLINE_INVALID_ARGUMENT
    assert "reserved" in lib.scanline_last_error_message().decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"lr": {"type": "float", "low": 0, "high": 1e400}}', "too large"),
        ('{"lr": 3}', '"lr"'),
        ("[1]", "a JSON object"),
    ],
)
def test_what_is_wrong_with_a_space_is_said_in_our_words(text: str, said: str) -> None:
    with pytest.raises(scanline.InvalidArgumentError) as refused:
        scanline.Tuner(text)
    assert said in str(refused.value)
    assert not re.search(r"Dictionary|Double|Swift|given data", str(refused.value))


def test_the_default_space() -> None:
    trial = scanline.Tuner(max_trials=1, strategy="random").ask()
    assert trial.state is TrialState.RUNNING and "learning_rate" in trial.hyperparameters


def test_the_seed_makes_the_search() -> None:
    def points(seed: int) -> list:
        tuner = scanline.Tuner(SPACE, strategy="random", max_trials=5, seed=seed)
        return [trial.hyperparameters for trial in drive(tuner)]

    assert points(0) == points(0) != points(1)


def test_hyperband_has_the_published_schedule() -> None:
    trials = drive(scanline.Tuner(SPACE, max_epochs=27, factor=3))
    assert len(trials) == 70
    assert sum(trial.last_epoch - trial.first_epoch for trial in trials) == 375
    continued = [trial for trial in trials if trial.continues is not None]
    for trial in continued:
        origin = trials[trial.continues]
        assert origin.hyperparameters == trial.hyperparameters
        assert origin.last_epoch == trial.first_epoch


def test_reports_and_failures() -> None:
    tuner = scanline.Tuner(SPACE, strategy="random", max_trials=3, minimize=True)
    first = tuner.ask()
    assert tuner.report(first, 1, 0.5) in (True, False)
    tuner.tell(first, failure="out of memory")
    second = tuner.ask()
    tuner.tell(second.id, 0.25)
    third = tuner.ask()
    tuner.tell(third, 0.5)
    assert tuner.ask().state is TrialState.FINISHED
    assert tuner.best.id == second.id and tuner.best.value == 0.25


def test_tells_that_cannot_be() -> None:
    tuner = scanline.Tuner(SPACE, strategy="random", max_trials=3)
    with pytest.raises(scanline.ScanlineError):
        tuner.best  # noqa: B018
    with pytest.raises(scanline.InvalidArgumentError):
        tuner.tell(99, 1.0)
    trial = tuner.ask()
    with pytest.raises(TypeError):
        tuner.tell(trial)
    with pytest.raises(TypeError):
        tuner.tell(trial, 1.0, failure="no")
    with pytest.raises(scanline.InvalidArgumentError):
        tuner.report(trial, 0, 1.0)
    tuner.tell(trial, 1.0)
    with pytest.raises(scanline.InvalidArgumentError):
        tuner.tell(trial, 2.0)


def test_a_journal_is_continued(tmp_path: Path) -> None:
    journal = tmp_path / "search.jsonl"
    options = {"strategy": "random", "max_trials": 8, "seed": 5}
    whole = [trial.hyperparameters for trial in drive(scanline.Tuner(SPACE, **options))]
    with scanline.Tuner(SPACE, **options, journal_path=journal) as tuner:
        for _ in range(3):
            trial = tuner.ask()
            tuner.tell(trial, -abs(math.log10(trial.hyperparameters["learning_rate"]) + 2))
    again = scanline.Tuner(SPACE, **options, journal_path=journal)
    rest = drive(again)
    assert [trial.id for trial in rest] == [3, 4, 5, 6, 7]
    assert [trial.hyperparameters for trial in rest] == whole[3:]


@pytest.mark.parametrize("strategy", ["random", "hyperband"])
def test_a_search_on_a_dataset(dataset: scanline.Dataset, strategy: str, tmp_path: Path) -> None:
    space = {"learning_rate": SPACE["learning_rate"], "units": SPACE["units"]}
    tuner = scanline.Tuner(
        space,
        strategy=strategy,
        max_trials=3 if strategy == "random" else 0,
        max_epochs=3,
        journal_path=tmp_path / "journal.jsonl",
    )
    ended, epochs = [], []

    def told(trial: scanline.Trial, epoch: scanline.Epoch | None) -> None:
        (ended if epoch is None else epochs).append((trial, epoch))

    options = scanline.TrainingOptions(batch_size=16)
    model = tuner.run(dataset, spec=photos.SMALL, options=options, on_trial=told)
    assert model.labels == dataset.labels
    assert len(ended) >= 3 and len(epochs) >= 3
    best = tuner.best
    assert best.value is not None
    assert model.spec["network"]["layers"][1]["units"] == best.hyperparameters["units"]
    assert {trial.id for trial, _ in ended} >= {best.id}


def test_a_search_that_a_callback_stops(dataset: scanline.Dataset) -> None:
    def tuner() -> scanline.Tuner:
        return scanline.Tuner(SPACE, strategy="random", max_trials=50, max_epochs=2)

    with pytest.raises(scanline.CancelledError):
        tuner().run(dataset, spec=photos.SMALL, on_trial=lambda trial, epoch: False)

    def fails(trial: scanline.Trial, epoch: scanline.Epoch | None) -> None:
        raise LookupError(f"trial {trial.id}")

    with pytest.raises(LookupError, match="trial 0"):
        tuner().run(dataset, spec=photos.SMALL, on_trial=fails)


def test_a_stopped_search_has_a_model(dataset: scanline.Dataset) -> None:
    tuner = scanline.Tuner(SPACE, strategy="random", max_trials=50, max_epochs=2)
    with pytest.raises(scanline.NoDataError):
        tuner.best_model  # noqa: B018
    with pytest.raises(scanline.CancelledError):
        tuner.run(dataset, spec=photos.SMALL, on_trial=lambda trial, epoch: trial.id < 2)
    model = tuner.best_model
    assert model.labels == dataset.labels
    assert model.summary["tuning"]["trial"] == tuner.best.id


def test_trials_have_all_that_is_known() -> None:
    tuner = scanline.Tuner(
        SPACE, strategy="random", max_trials=3, max_epochs=9, objectives="maximize:a, minimize:b"
    )
    first, second, third = tuner.ask(), tuner.ask(), tuner.ask()
    tuner.report(first, 1, 0.1)
    tuner.report(first, 4, 0.2)
    tuner.tell(first, [0.2, 5.0])
    tuner.tell(second, [0.2, 4.0])
    tuner.tell(third, failure="none")
    trials = tuner.trials
    assert [trial.values for trial in trials] == [(0.2, 5.0), (0.2, 4.0), ()]
    assert [trial.end_epoch for trial in trials] == [4, 9, 0]
    assert [trial.state for trial in trials][1:] == [TrialState.COMPLETED, TrialState.FAILED]
    # Of equal first objectives the next one decides.
    assert tuner.best == trials[1] and tuner.pareto_front == [trials[1]]


def test_a_trial_may_end_before_its_plan_without_a_report() -> None:
    tuner = scanline.Tuner(SPACE, max_epochs=3, max_total_epochs=40)
    for _ in range(3):
        trial = tuner.ask()
        with pytest.raises(scanline.InvalidArgumentError, match="end_epoch is 0"):
            tuner.tell(trial, 0.5, end_epoch=0)
        tuner.tell(trial, float(trial.id), end_epoch=1)
    survivor = tuner.ask()
    assert (survivor.continues, survivor.first_epoch, survivor.last_epoch) == (2, 1, 3)
    tuner.tell(survivor, 2.0, end_epoch=survivor.first_epoch)
    assert [trial.end_epoch for trial in tuner.trials] == [1, 1, 1, 1]
    with pytest.raises(TypeError, match="end_epoch"):
        tuner.tell(tuner.ask(), failure="none", end_epoch=1)


def test_a_search_to_be_read_only_gives_nothing_back(tmp_path: Path) -> None:
    with scanline.Tuner(SPACE, journal_path=tmp_path / "j") as tuner:
        tuner.ask()
        view = scanline.Tuner.open(tmp_path / "j", read_only=True)
        with pytest.raises(scanline.InvalidArgumentError, match="only to be read"):
            view.release(0)


PAGE = (Path(__file__).parents[3] / "docs" / "tuning.md").read_text()


def test_the_pages_example_runs(dataset: scanline.Dataset) -> None:
    """The page's first space, with the network that it says."""
    space = PAGE.split("```json\n")[1].split("```")[0]
    assert "--network rows" in PAGE.split("```sh\n")[2].split("```")[0]
    tuner = scanline.Tuner(space, strategy="random", max_trials=1, max_epochs=1)
    tuner.run(dataset, spec="rows")
    assert tuner.best.hyperparameters["cell"] in ("lstm", "gru")


def test_the_page_names_every_hyperparameter(dataset: scanline.Dataset) -> None:
    tuner = scanline.Tuner({"units": {"type": "boolean"}, "colour": {"type": "boolean"}})
    with pytest.raises(scanline.InvalidArgumentError, match="colour") as error:
        tuner.run(dataset)
    known = str(error.value).split("(known: ")[1].rstrip(")").split(", ")
    assert len(known) > 50
    absent = [key for key in known if f"`{key}`" not in PAGE and not key.startswith("augment")]
    assert absent == []


@pytest.mark.parametrize(
    ("space", "options"),
    [
        ({}, {}),
        ("[]", {}),
        ("{", {}),
        ({"units": {"type": "int", "low": 5, "high": 4}}, {}),
        ({"units": {"type": "complex"}}, {}),
        ({"units": {"type": "int", "low": 1, "high": 2, "colour": 3}}, {}),
        ({"rate": {"type": "float", "low": 0, "high": 1, "scale": "log"}}, {}),
        ({"rate": {"type": "float", "low": float("nan"), "high": 1}}, {}),
        ({"cell": {"type": "choice", "values": []}}, {}),
        (SPACE, {"factor": 1}),
        (SPACE, {"max_epochs": 0}),
        (SPACE, {"strategy": "random", "max_trials": 0}),
        (SPACE, {"strategy": "annealing"}),
        (SPACE, {"seed": -1}),
        (SPACE, {"minimize": True, "objectives": "maximize:a"}),
        (SPACE, {"strategy": "random", "max_total_epochs": 59}),
    ],
    ids=str,
)
def test_searches_that_cannot_be(space: object, options: dict) -> None:
    with pytest.raises(scanline.InvalidArgumentError):
        scanline.Tuner(space, **options)


numbers = st.one_of(
    st.integers(-(2**70), 2**70), st.floats(), st.booleans(), st.none(), st.text(max_size=5)
)
dimensions = st.dictionaries(
    st.sampled_from(["type", "low", "high", "scale", "step", "values", "value"]),
    st.one_of(
        st.sampled_from(["int", "float", "choice", "boolean", "fixed", "linear", "log"]),
        numbers,
        st.lists(numbers, max_size=4),
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=8), dimensions, max_size=4), st.integers(0, 2**64 - 1))
def test_any_space_is_refused_or_searched(space: dict, seed: int) -> None:
    """Whatever the JSON, an error of ours or a search whose points lie in the space."""
    try:
        tuner = scanline.Tuner(space, strategy="random", max_trials=3, seed=seed)
    except scanline.InvalidArgumentError as error:
        assert str(error)
        return
    with tuner:
        for _ in range(3):
            trial = tuner.ask()
            if trial.state is TrialState.FINISHED:
                break
            assert set(trial.hyperparameters) == set(space)
            for name, value in trial.hyperparameters.items():
                if space[name]["type"] in ("int", "float"):
                    assert space[name]["low"] <= value <= space[name]["high"]
                elif space[name]["type"] == "choice":
                    assert value in space[name]["values"]
            tuner.tell(trial, 0.0)
