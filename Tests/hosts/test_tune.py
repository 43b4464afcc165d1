"""scanline tune: random search and Hyperband on small networks, and a search that was stopped."""

import json
import re
import signal
import subprocess

import pytest
from hosts import BUILD, FAULT, INTERRUPTED, USAGE, events, scanline, scanline_json

SPACE = {
    "learning_rate": {"type": "float", "low": 1e-3, "high": 1e-1, "scale": "log"},
    "units": {"type": "choice", "values": [4, 8]},
    "augmentation.rotation": {"type": "float", "low": 0, "high": 0.1},
}


@pytest.fixture
def tune(photos, network, tmp_path):
    """tune's words for the photographs, the small network and the space."""
    (tmp_path / "space.json").write_text(json.dumps(SPACE))
    return ["tune", photos, "-o", tmp_path / "best", "--network", network, "--space",
            tmp_path / "space.json"]


def trials_of(lines):
    return [(line["trial"], line["hyperparameters"], line["value"])
            for line in events(lines, "trial")]


def stopped_after_a_trial(*words):
    """The lines, and what was said, of a command that is interrupted after its first trial."""
    process = subprocess.Popen([str(word) for word in [BUILD / "scanline", *words, "--json"]],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = []
    while not events(lines, "trial"):
        lines.append(json.loads(process.stdout.readline()))
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=60)
    assert process.returncode == INTERRUPTED
    return lines + [json.loads(line) for line in rest.splitlines()], said


def test_random_search_saves_the_best(tune, photos, tmp_path):
    lines = scanline_json(*tune, "--strategy", "random", "--trials", 3, "--epochs", 2)
    trials = events(lines, "trial")
    assert [line["trial"] for line in trials] == [0, 1, 2]
    assert all(line["state"] == "completed" for line in trials)
    assert len(events(lines, "epoch")) == 6
    for line in trials:
        assert set(line["hyperparameters"]) == set(SPACE)
        assert 1e-3 <= line["hyperparameters"]["learning_rate"] <= 1e-1

    result = lines[-1]
    assert result["event"] == "result" and result["ended"] == "finished"
    assert result["best"]["value"] == max(line["value"] for line in trials)
    info, = scanline_json("info", tmp_path / "best")
    assert info["spec"]["network"]["layers"][-1]["units"] == \
        result["best"]["hyperparameters"]["units"]
    # The saved model is the one that was measured.
    measured, = scanline_json("evaluate", tmp_path / "best", photos, "--split", "validation")
    assert measured["accuracy"] == pytest.approx(result["best"]["value"])


def test_hyperband_survivors_go_on(tune):
    lines = scanline_json(*tune, "--epochs", 4, "--factor", 2)
    trials = events(lines, "trial")
    goes_on = [line for line in trials if line["continues"] is not None]
    assert goes_on
    ended = {line["trial"]: line for line in trials}
    for line in goes_on:
        before = ended[line["continues"]]
        assert before["hyperparameters"] == line["hyperparameters"]
        assert line["first_epoch"] == before["last_epoch"] < line["last_epoch"]
    # The epochs of a survivor are counted on, not run again.
    for line in trials:
        epochs = [e["epoch"] for e in events(lines, "epoch") if e["trial"] == line["trial"]]
        assert epochs == list(range(line["first_epoch"] + 1, line["last_epoch"] + 1))


def test_minimizes_the_loss(tune):
    lines = scanline_json(*tune, "--strategy", "random", "--trials", 3, "--epochs", 1, "--minimize")
    values = [value for _, _, value in trials_of(lines)]
    assert lines[-1]["best"]["value"] == min(values)


def test_same_seed_same_search(tune):
    options = ["--strategy", "random", "--trials", 2, "--epochs", 1]
    one, two, other = (trials_of(scanline_json(*tune, *options, "--search-seed", seed))
                       for seed in (1, 1, 2))
    assert one == two and one != other


@pytest.mark.parametrize("strategy", [
    ["--strategy", "random", "--trials", 12, "--epochs", 3],
    ["--strategy", "hyperband", "--epochs", 9, "--factor", 3],
])
def test_stopped_search_goes_on_from_its_journal(tune, tmp_path, strategy):
    whole = trials_of(scanline_json(*tune, *strategy))
    words = [*tune, *strategy, "--journal", tmp_path / "journal"]
    first, said = stopped_after_a_trial(*words)
    assert "journal" in said
    assert first[-1]["ended"] == "cancelled" and first[-1]["best"] is not None

    lines = scanline_json(*words)
    assert lines[-1]["ended"] == "finished"
    done = {trial: (values, value) for trial, values, value in
            trials_of(first) + trials_of(lines)}
    assert done == {trial: (values, value) for trial, values, value in whole}


def test_a_stopped_search_saves_the_best_so_far(tune, photos, tmp_path):
    lines, said = stopped_after_a_trial(
        *tune, "--strategy", "random", "--trials", 500, "--epochs", 2)
    assert "Saved the best model so far" in said
    result = lines[-1]
    assert result["model"] == str(tmp_path / "best")
    info, = scanline_json("info", tmp_path / "best")
    assert info["summary"]["hyperparameters"] == result["best"]["hyperparameters"]
    measured, = scanline_json("evaluate", tmp_path / "best", photos, "--split", "validation")
    assert measured["accuracy"] == pytest.approx(result["best"]["value"])


def test_the_winner_is_calibrated(tune, tmp_path):
    words = ["--strategy", "random", "--trials", 2, "--epochs", 2]
    temperatures = []
    for more in ([], ["--retrain"], ["--no-calibration"]):
        scanline(*tune, *words, *more)
        info, = scanline_json("info", tmp_path / "best")
        temperatures.append(info["calibration"]["temperature"])
    assert temperatures[0] == temperatures[1] != 1 and temperatures[2] == 1


def test_what_cannot_be_is_said_in_the_words_of_the_command(tune, tmp_path):
    assert "--minutes: -1" in scanline(*tune, "--minutes", -1, code=USAGE).stderr
    for option in ("--monitor", "--keep-last"):
        assert option not in scanline("tune", "--help").stdout
    (tmp_path / "space.json").write_text('{"units": 3')
    said = scanline(*tune, code=USAGE).stderr
    assert str(tmp_path / "space.json") in said
    (tmp_path / "space.json").write_text(json.dumps(SPACE))
    said = scanline(*tune, "--learning-rate", 0.02, "--strategy", "random", "--trials", 1,
                    "--epochs", 1).stderr
    assert "learning_rate" in said and "space" in said


def test_the_epochs_that_were_run_are_shown(tune):
    lines = scanline_json(*tune, "--strategy", "random", "--trials", 5, "--epochs", 50, "--target",
                          0.1)
    trial, = events(lines, "trial")
    assert (trial["last_epoch"], trial["end_epoch"]) == (50, 1)
    assert "after 1 epoch\n" in scanline(*tune, "--strategy", "random", "--trials", 5, "--epochs", 50,
                                        "--target", 0.1).stdout


def test_journal_of_another_space_is_refused(tune, tmp_path):
    journal = ["--strategy", "random", "--trials", 1, "--epochs", 1, "--journal",
               tmp_path / "journal"]
    scanline(*tune, *journal)
    (tmp_path / "space.json").write_text(json.dumps({"units": SPACE["units"]}))
    done = scanline(*tune, *journal, code=USAGE)
    assert "journal" in done.stderr


def test_text_shows_trials_and_the_best(tune, tmp_path):
    journal = tmp_path / "journal"
    done = scanline(*tune, "--strategy", "random", "--trials", 10, "--epochs", 1, "--journal",
                    journal)
    assert "Trial   0  completed" in done.stdout and "Best: trial" in done.stdout
    assert "10 trials: 10 completed, 0 failed, 0 running" in done.stdout
    assert "Importance" in done.stdout
    # The same from the journal alone, best first.
    shown = scanline("tune", "--summary", journal).stdout
    assert shown.strip() in done.stdout
    rows = re.findall(r"^ +\d+ +\d+ +(\S+)  (.*)$", shown, flags=re.M)
    values = [float(value) for value, _ in rows]
    assert all("learning_rate=" in point and "{" not in point for _, point in rows)
    assert len(values) == 10 and values == sorted(values, reverse=True)
    result, = scanline_json("tune", "--summary", journal)
    assert len(result["summary"]["trials"]) == 10 and result["model"] is None
    scanline("tune", "--summary", tmp_path / "absent", code=FAULT)


def test_the_table_begins_with_what_matters(photos, network, tmp_path):
    space = {f"augmentation.{key}": {"type": "float", "low": 0, "high": 0.3}
             for key in ("brightness", "contrast", "rotation", "saturation", "shear", "zoom")}
    space |= {"learning_rate": SPACE["learning_rate"], "batch_size": {"type": "fixed", "value": 4}}
    (tmp_path / "space.json").write_text(json.dumps(space))
    journal = tmp_path / "journal"
    scanline("tune", photos, "-o", tmp_path / "best", "--network", network, "--space",
             tmp_path / "space.json", "--strategy", "random", "--trials", 12, "--epochs", 1,
             "--journal", journal)
    shown = scanline("tune", "--summary", journal).stdout
    ranked = re.findall(r"^(\S+) +[\d.]+ %", shown, flags=re.M)
    rows = re.findall(r"^ +\d+ +\d+ +\S+  (.*)$", shown, flags=re.M)
    assert len(ranked) == 7 and len(rows) == 10
    for row in rows:
        # What has no room is left out; numbers have five digits.
        *shown_members, rest = row.split()
        members = [each.split("=") for each in shown_members]
        assert rest == "..." and 2 <= len(members) < 7
        assert [name for name, _ in members] == ranked[: len(members)]
        assert all(len(value.split("e")[0].strip("0.")) <= 6 for _, value in members)
    lines = [line for line in shown.splitlines() if re.match(r" +\d+ +\d+ ", line)]
    assert len(lines) == 10 and max(map(len, lines)) <= 120


def test_points_come_first_and_the_best_models_are_saved(tune, tmp_path):
    points = [{"learning_rate": rate, "units": 8, "augmentation.rotation": 0}
              for rate in (0.02, 0.005)]
    (tmp_path / "points.json").write_text(json.dumps(points))
    words = [*tune, "--strategy", "random", "--trials", 3, "--epochs", 1, "--points",
             tmp_path / "points.json", "--best-models", 2, "--executions", 2]
    lines = scanline_json(*words)
    assert [point for _, point, _ in trials_of(lines)][:2] == points
    ranked = sorted(events(lines, "trial"), key=lambda line: (-line["value"], line["trial"]))
    for rank, name in enumerate(("best", "best.2")):
        info, = scanline_json("info", tmp_path / name)
        assert info["summary"]["hyperparameters"] == ranked[rank]["hyperparameters"]
    assert not (tmp_path / "best.3").exists()
    (tmp_path / "points.json").write_text(json.dumps({**points[0], "units": 5}))
    done = scanline(*words, "--journal", tmp_path / "journal", code=USAGE)
    assert "points.json" in done.stderr and '"units" is 5' in done.stderr
    assert not (tmp_path / "journal").exists()


def test_the_example_of_the_docs(photos, tmp_path):
    page = (BUILD.parent / "docs" / "cli-training.md").read_text()
    example, = re.findall(r"^scanline tune .*--space space.json.*$", page, flags=re.M)
    space = re.search(r"```json\n(.*?)```", page[page.index("## tune"):], flags=re.S)[1]
    (tmp_path / "space.json").write_text(space)
    words = [{"photos": photos, "best.safetensors": tmp_path / "best",
              "space.json": tmp_path / "space.json", "search.jsonl": tmp_path / "journal"}
             .get(word, word) for word in example.split()[1:]]
    words[words.index("--epochs") + 1] = 1
    done = scanline(*words, "--trials", 1)
    assert "units=" in done.stdout


def test_a_refused_search_leaves_no_journal(tune, photos, tmp_path):
    journal = tmp_path / "journal"
    (tmp_path / "space.json").write_text(json.dumps({"colour": {"type": "boolean"}}))
    done = scanline(*tune, "--journal", journal, code=USAGE)
    assert "colour" in done.stderr and not journal.exists()
    (tmp_path / "space.json").write_text(json.dumps(SPACE))
    tune[1] = tmp_path / "no folder"
    scanline(*tune, "--journal", journal, code=FAULT)
    assert not journal.exists()
    # One that was there stays.
    tune[1] = photos
    scanline(*tune, "--strategy", "random", "--trials", 1, "--epochs", 1, "--journal", journal)
    before = journal.read_bytes()
    scanline(*tune, "--strategy", "random", "--trials", 1, "--epochs", 1, "--journal", journal,
             "--batch-size", 3, code=USAGE)
    assert journal.read_bytes() == before


def test_trials_at_once_find_the_same(tune):
    options = ["--strategy", "random", "--trials", 4, "--epochs", 2]
    one, two = (trials_of(scanline_json(*tune, *options, *words))
                for words in ([], ["--parallel", 2]))
    assert sorted(map(str, one)) == sorted(map(str, two))


def test_time_ends_a_search(tune):
    # Far more epochs than there is time for.
    lines = scanline_json(*tune, "--strategy", "random", "--trials", 1, "--epochs", 100000,
                          "--minutes", 0.02)
    result = lines[-1]
    assert result["ended"] == "finished" and result["summary"]["ending"] == "seconds"
    assert result["best"]["value"] == max(line["validation_accuracy"]
                                          for line in events(lines, "epoch"))


def test_time_that_is_over_at_once_is_named(tune, tmp_path):
    assert "max_seconds" in scanline(*tune, "--minutes", 1e-9, code=FAULT).stderr
    assert not (tmp_path / "best").exists()


def test_two_commands_share_a_search(tune, photos, tmp_path):
    options = ["--strategy", "random", "--trials", 8, "--epochs", 2]
    whole = trials_of(scanline_json(*tune, *options))
    words = [str(word) for word in [*tune, *options, "--journal", tmp_path / "journal", "--json"]]
    pair = [subprocess.Popen([BUILD / "scanline", *words], stdout=subprocess.PIPE, text=True)
            for _ in range(2)]
    found = []
    for process in pair:
        said, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        found += trials_of([json.loads(line) for line in said.splitlines()])
    assert sorted(map(str, found)) == sorted(map(str, whole))


def test_a_command_that_waits_for_another_says_so_and_can_be_stopped(tune, tmp_path):
    journal = tmp_path / "journal"
    words = [*tune, "--strategy", "random", "--trials", 2, "--epochs", 1, "--journal", journal]
    scanline(*words)
    # As if a machine of which nothing can be known were at the second trial.
    kept = [event for event in map(json.loads, journal.read_text().splitlines())
            if event.get("id") != 1 or event["event"] == "trial"]
    kept[-1]["holder"] = "elsewhere/boot/1/1/1/1"
    journal.write_text("".join(json.dumps(event) + "\n" for event in kept))
    process = subprocess.Popen([str(word) for word in [BUILD / "scanline", *words]],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = next(line for line in process.stderr if "waits for trial" in line)
        assert "trial 1" in said and kept[-1]["holder"] in said and "--lease" in said
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == INTERRUPTED
    finally:
        process.kill()


def test_the_winner_learns_from_all_pictures(tune, tmp_path):
    lines = scanline_json(*tune, "--strategy", "random", "--trials", 2, "--epochs", 2, "--retrain")
    info, = scanline_json("info", tmp_path / "best")
    assert info["summary"]["dataset"]["validation"] == 0
    assert info["summary"]["hyperparameters"] == lines[-1]["best"]["hyperparameters"]
    assert info["summary"]["tuning"]["retrained"] is True


def test_several_objectives(tune, tmp_path):
    journal = tmp_path / "journal"
    lines = scanline_json(*tune, "--strategy", "random", "--trials", 4, "--epochs", 1, "--objectives",
                          "maximize:validation_accuracy,minimize:parameters", "--journal", journal)
    table = scanline("tune", "--summary", journal).stdout
    assert re.search(r"^ +(\d+)[* ] ", table, flags=re.M)[1] == str(lines[-1]["best"]["trial"])
    summary = lines[-1]["summary"]
    # Every objective's value, and what no other trial beats.
    head, front = table.split("* Beaten by none in every objective:")
    assert re.search(r"^Trial +Epochs +validation_accuracy +parameters  Hyper", head, flags=re.M)
    for part, mark, ids in (head, "[* ]", range(4)), (front, r"\*", summary["pareto_front"]):
        for number in ids:
            row = re.search(rf"^ +{number}{mark} +1 +(\S+) +(\S+)  ", part, flags=re.M)
            shown = [float(each) for each in row.groups()]
            assert shown == pytest.approx(summary["trials"][number]["values"], rel=1e-4)
    starred = re.findall(r"^ +(\d+)\*", head, flags=re.M)
    assert sorted(map(int, starred)) == summary["pareto_front"]
    assert lines[-1]["best"]["trial"] in summary["pareto_front"]
    assert all(len(trial["values"]) == 2 for trial in summary["trials"])
    done = scanline(*tune, "--objectives", "minimize:colour", code=USAGE)
    assert "colour" in done.stderr


def test_no_hyperparameter_need_be_named(photos, tmp_path):
    lines = scanline_json("tune", photos, "-o", tmp_path / "best", "--strategy", "random",
                          "--trials", 1, "--epochs", 1)
    (_, point, _), = trials_of(lines)
    space = json.loads(scanline("tune", "--print-space").stdout)
    # The first trial is what training with the recipe would do.
    assert point == {key: space[key]["default"] for key in point}
    assert point["preset"] == "base" and point["learning_rate"] == 0.002
    assert (tmp_path / "best").exists()


def test_what_is_set_is_not_searched(photos, network, tmp_path):
    def space(*words):
        return json.loads(scanline("tune", "--print-space", *words).stdout)

    assert {"preset", "learning_rate", "augment"} <= set(space())
    mine = space("--network", "fast", "--learning-rate", 0.02, "--rotation", 0.1)
    assert "width_factor" in mine and "batch_size" in mine
    assert not {"preset", "learning_rate", "augment"} & set(mine)
    lines = scanline_json("tune", photos, "-o", tmp_path / "best", "--network", network,
                          "--strategy", "random", "--trials", 2, "--epochs", 1)
    assert ["preset" in point for _, point, _ in trials_of(lines)] == [False, False]


def test_the_summary_leaves_the_journal_alone(tune, tmp_path):
    journal = tmp_path / "journal"
    scanline(*tune, "--strategy", "random", "--trials", 2, "--epochs", 1, "--journal", journal)
    kept = journal.read_bytes() + b'{"event": "tri'
    journal.write_bytes(kept)
    result, = scanline_json("tune", "--summary", journal)
    assert len(result["summary"]["trials"]) == 2
    assert journal.read_bytes() == kept


def test_every_option_of_a_search_arrives(tune, tmp_path):
    journal = tmp_path / "journal"
    scanline(*tune, "--journal", journal, "--strategy", "bayesian", "--startup-trials", 3,
             "--acquisition", "lower_confidence_bound", "--confidence", 1.5, "--prune",
             "--prune-after-trials", 2, "--prune-after-epochs", 3, "--trials", 1, "--epochs", 2,
             "--total-epochs", 500, "--target", 2, "--minutes", 60, "--lease", 9,
             "--search-seed", 7, "--max-consecutive-failures", 5, "--objectives",
             "maximize:validation_accuracy,minimize:parameters")
    header = json.loads(journal.read_text().splitlines()[0])
    assert (header["strategy"], header["seed"], header["max_epochs"]) == ("bayesian", 7, 2)
    assert header["options"] == {
        "startup_trials": 3, "acquisition": "lower_confidence_bound", "confidence": 1.5,
        "prunes": True, "prune_after_trials": 2, "prune_after_epochs": 3}
    assert [o["metric"] for o in header["objectives"]] == ["validation_accuracy", "parameters"]
    limits = header["limits"]
    assert (limits["max_trials"], limits["max_consecutive_failures"]) == (1, 5)
    assert limits["budget"] == {
        "max_seconds": 3600, "max_total_epochs": 500, "target": 2, "lease_seconds": 9}
