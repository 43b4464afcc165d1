"""Several processes over one journal, some of them killed in the midst."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import photos
import pytest
import tuning_worker

import scanline

SPACE = {
    "rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
    "units": {"type": "choice", "values": [16, 32, 64]},
    "drop": {"type": "float", "low": 0, "high": 0.5, "step": 0.1},
}


def worker(journal: Path) -> subprocess.Popen[bytes]:
    places = [str(Path(scanline.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return subprocess.Popen(
        [sys.executable, tuning_worker.__file__, str(journal)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        stderr=subprocess.PIPE,
    )


def begin(journal: Path, **options: object) -> None:
    scanline.Tuner(SPACE, journal_path=journal, seed=4, **options).close()  # type: ignore[arg-type]


def finish(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said.decode()


def trials(journal: Path) -> list[dict[str, object]]:
    with scanline.Tuner.open(journal) as tuner:
        summary = tuner.summary
    assert summary["finished"]
    return list(summary["trials"])


def alone(**options: object) -> list[dict[str, object]]:
    """The trials of a search that one process ran to its end, undisturbed."""
    with scanline.Tuner(SPACE, seed=4, **options) as tuner:  # type: ignore[arg-type]
        tuning_worker.work(tuner)
        return list(tuner.summary["trials"])


def outcome(found: list[dict[str, object]]) -> list[str]:
    """What trials came to, whatever their order."""
    kept = ("hyperparameters", "value", "state", "first_epoch", "last_epoch", "reports")
    return sorted(json.dumps({key: trial[key] for key in kept}) for trial in found)


@pytest.mark.parametrize(
    "options",
    [
        {"strategy": "random", "max_trials": 60, "max_epochs": 4},
        {"strategy": "hyperband", "max_epochs": 9},
    ],
    ids=lambda options: str(options["strategy"]),
)
def test_four_processes_of_which_some_are_killed(tmp_path: Path, options: dict) -> None:
    journal = tmp_path / "journal.jsonl"
    begin(journal, **options)
    processes = [worker(journal) for _ in range(4)]
    chance = random.Random(1)
    for _ in range(5):
        time.sleep(0.15)
        victim = chance.choice(processes)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        processes.remove(victim)
        processes.append(worker(journal))
    finish(processes)

    found = trials(journal)
    assert [trial["id"] for trial in found] == list(range(len(found)))
    assert all(trial["state"] == "completed" for trial in found)
    # Each trial was told once, and the trials are those of one undisturbed process.
    events = [json.loads(line) for line in journal.read_text().splitlines()[1:]]
    told = [event["id"] for event in events if event["event"] == "completed"]
    assert sorted(told) == list(range(len(found)))
    assert outcome(found) == outcome(alone(**options))


STRATEGIES = [strategy.name.lower() for strategy in scanline.Strategy]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_killed_search_goes_on_as_if_it_never_was(tmp_path: Path, strategy: str) -> None:
    """One process at a time, killed again and again: trials, values and their order are those of a
    search that nobody disturbed."""
    options: dict[str, object] = {"strategy": strategy, "max_epochs": 9, "max_trials": 25}
    journal = tmp_path / "journal.jsonl"
    begin(journal, **options)
    size = journal.stat().st_size
    for _ in range(4):
        process = worker(journal)
        deadline = time.monotonic() + 60
        # Some events further, wherever it then is.
        while journal.stat().st_size < size + 2000 and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()
        size = journal.stat().st_size
    finish([worker(journal)])
    assert trials(journal) == alone(**options)


def test_a_forked_child_is_a_process_of_its_own(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    tuner = scanline.Tuner(SPACE, strategy="random", max_trials=4, journal_path=journal)
    first = tuner.ask()
    child = os.fork()
    if child == 0:
        mine = tuner.ask()
        os._exit(0 if mine.id == first.id + 1 else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    # The child has ended: what it had is handed out again; what we have is not.
    assert tuner.ask().id == first.id + 1
    assert tuner.ask().id == first.id + 2


@pytest.mark.parametrize("parallel", [1, 2])
def test_a_child_forked_in_a_callback_does_not_wait_for_threads_it_does_not_have(
    parallel: int, tmp_path: Path
) -> None:
    photos.write_folder(tmp_path, per_class=6)
    data = scanline.Dataset.from_folder(tmp_path)
    space = {"learning_rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"}}
    tuner = scanline.Tuner(
        space, strategy="random", max_trials=4, max_epochs=1, parallel_trials=parallel
    )
    children: list[int] = []

    def note(trial: scanline.Trial, epoch: scanline.Epoch | None) -> None:
        if not children:
            children.append(os.fork())
            if children == [0]:
                signal.alarm(60)

    def search() -> str:
        try:
            tuner.run(data, spec={"preset": "rows"}, on_trial=note)
        except scanline.CancelledError as error:
            assert "forked in a callback" in str(error)
            return "cancelled"
        return "ran"

    outcome = "failed"
    try:
        outcome = search()
    finally:
        if children == [0]:
            os._exit(0 if outcome == ("ran" if parallel == 1 else "cancelled") else 1)
    assert outcome == "ran"
    _, status = os.waitpid(children[0], 0)
    assert os.waitstatus_to_exitcode(status) == 0


def resident() -> int:
    """Bytes of memory in use, as the system sees them."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize(
    ("strategy", "preset", "has_journal"),
    [
        ("random", "rows", False),
        ("random", "rows", True),
        ("random", "fast", False),
        ("random", "fast", True),
        ("bayesian", "rows", True),
    ],
)
def test_memory_stays_flat_over_200_trials(
    strategy: str, preset: str, has_journal: bool, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    photos.write_folder(tmp_path / "photos", per_class=6)
    space = {"learning_rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"}}
    journal = tmp_path / "journal.jsonl" if has_journal else None
    tuner = scanline.Tuner(
        space, strategy=strategy, max_trials=230, max_epochs=1, journal_path=journal
    )
    held = []

    def note(trial: scanline.Trial, epoch: scanline.Epoch | None) -> None:
        if epoch is None:
            held.append(resident())

    spec = {"preset": preset, "input": {"width": 24, "height": 24}}
    tuner.run(scanline.Dataset.from_folder(tmp_path / "photos"), spec=spec, on_trial=note)
    assert len(held) == 230
    assert held[-1] - held[29] < 5 << 20, "200 trials later"
