"""The page of a search, made from its journal."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from browser import look_at

pytest.importorskip("jinja2", reason="the extra `report` is not installed")
pytest.importorskip("plotly", reason="the extra `report` is not installed")

import scanline
from scanline.__main__ import main
from scanline.reports import tuning

SPACE = {
    "rate": {"type": "float", "low": 1e-4, "high": 1e-1, "scale": "log"},
    "units": {"type": "int", "low": 8, "high": 64, "step": 8},
    "cell": {"type": "choice", "values": ["lstm", "<b>gru</b>"]},
    "flip": {"type": "boolean"},
    "same": {"type": "fixed", "value": 1},
}


def search(path: Path, **options: Any) -> scanline.Tuner:
    """A search by a formula, with a failed trial and one that still runs."""
    tuner = scanline.Tuner(SPACE, journal_path=path, max_epochs=9, seed=3, **options)
    for _ in range(30):
        trial = tuner.ask()
        if trial.state is not scanline.TrialState.RUNNING:
            break
        if trial.id == 4:
            tuner.tell(trial, failure="out of </script> memory")
            continue
        worth = -abs(math.log10(trial.hyperparameters["rate"]) + 2)
        for epoch in range(trial.first_epoch + 1, trial.last_epoch + 1):
            tuner.report(trial, epoch, worth - 1 / epoch)
        if options.get("objectives"):
            tuner.tell(trial, [worth, float(trial.hyperparameters["units"])])
        else:
            tuner.tell(trial, worth)
    tuner.ask()
    return tuner


def test_the_page_shows_the_search(tmp_path: Path) -> None:
    with search(tmp_path / "journal.jsonl", objectives="maximize:worth,minimize:units") as tuner:
        assert (
            main(["report", str(tmp_path / "journal.jsonl"), "-o", str(tmp_path / "p.html")]) == 0
        )
        best, count = tuner.best, len(tuner.summary["trials"])
    look = look_at(tmp_path / "p.html", tmp_path)
    assert look.console == []
    for title in (
        "History",
        "Best value over time",
        "Importance",
        "Learning curves",
        "worth against units",
        "Parallel coordinates (bright: the best)",
    ):
        assert f">{title}</figcaption>" in look.dom, title
    assert look.dom.count('class="main-svg"') >= 6
    assert f"The best: trial {best.id}" in look.dom
    assert "out of &lt;/script&gt; memory" in look.dom
    rows = look.dom.split("<h2>Trials</h2>")[1]
    assert rows.count("<tr>") == 1 + count


def test_an_axis_keeps_the_order_of_values_and_sets_absent_ones_apart() -> None:
    choice = {"type": "choice", "values": [128, 64, 192, 256]}
    axis = tuning._axis("units", choice, [192, 64, 128, 64])
    assert axis.places == [1, 0, 0.5, 0]
    assert axis.ticks == [(0, "64"), (0.5, "128"), (1, "192")]
    rate = {"type": "float", "low": 1e-4, "high": 1, "scale": "log"}
    axis = tuning._axis("rate", rate, [1e-4, None, 1e-2, 1e-3])
    assert axis.places == pytest.approx([0, tuning._ABSENT, 1, 0.5])
    assert (tuning._ABSENT, "absent") in axis.ticks
    assert tuning._ABSENT < 0, "nobody takes it for the smallest value"
    axis = tuning._axis("cell", {"type": "choice", "values": ["lstm", "gru"]}, ["gru", None])
    assert axis.ticks == [(0, "gru"), (tuning._ABSENT, "absent")]
    axis = tuning._axis("flip", {"type": "boolean"}, [True, False])
    assert axis.places == [1, 0]


def test_parallel_coordinates_show_all_objectives(tmp_path: Path) -> None:
    names = ["worth", "size"]
    with search(tmp_path / "j", objectives="maximize:worth,minimize:size") as tuner:
        summary = tuner.summary
    completed = [trial for trial in summary["trials"] if trial["state"] == "completed"]
    figure = tuning._parallel_coordinates(summary, completed, names)
    assert list(figure.layout.xaxis.ticktext) == ["cell", "flip", "rate", "units", *names]


def test_figures_at_the_end_of_what_a_number_holds(tmp_path: Path) -> None:
    values = [1.7e308, -1.7e308, 1.0, 1e308, 5e-324, 0.0, -1e308, 2.0]
    with scanline.Tuner(
        SPACE,
        strategy="random",
        max_trials=12,
        max_epochs=2,
        journal_path=tmp_path / "j",
        objectives="minimize:a,maximize:b",
    ) as tuner:
        for value in values:
            trial = tuner.ask()
            for epoch, report in ((1, math.inf), (2, value)):
                tuner.report(trial, epoch, report)
            tuner.tell(trial, [value, -value])
        for report in (math.nan, -math.inf):
            tuner.report(tuner.ask(), 1, report)
        tuner.tell(tuner.ask(), [math.inf, 1])
    assert main(["report", str(tmp_path / "j"), "-o", str(tmp_path / "p.html")]) == 0
    look = look_at(tmp_path / "p.html", tmp_path)
    assert look.console == []
    charts = ("History", "Learning curves", "a against b", "Parallel coordinates (bright: the best)")
    for title in charts:
        assert f">{title}</figcaption>" in look.dom, title
    assert look.dom.count('class="main-svg"') >= len(charts)
    assert "1.7e+308" in look.dom


def test_a_search_that_has_just_begun(tmp_path: Path) -> None:
    with scanline.Tuner(SPACE, journal_path=tmp_path / "j", max_epochs=9) as tuner:
        tuner.ask()
        assert main(["report", str(tmp_path / "j"), "-o", str(tmp_path / "p.html")]) == 0
    assert "best value" in (tmp_path / "p.html").read_text()


def test_a_damaged_journal_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    search(tmp_path / "j", strategy="random", max_trials=3).close()
    text = (tmp_path / "j").read_text()
    (tmp_path / "j").write_text(text.replace('"event":"completed"', '"event":"compleated"', 1))
    assert main(["report", str(tmp_path / "j"), "-o", str(tmp_path / "p.html")]) == 3
    assert "line" in capsys.readouterr().err
    assert not (tmp_path / "p.html").exists()
