"""Validation of folders with reports on disk, quarantine, and back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import photos
import pytest

import scanline
from scanline import Quality, RestoreOutcome, Verdict


@pytest.fixture
def litter(tmp_path: Path) -> Path:
    """Two classes of five pictures; one of each is damaged, one is black."""
    folder = tmp_path / "photos"
    for label in ("bars", "disc"):
        (folder / label).mkdir(parents=True)
        for index in range(5):
            (folder / label / f"{index}.jpg").write_bytes(photos.jpeg(label, index))
        (folder / label / "3.jpg").write_bytes(photos.jpeg(label, 3)[:400])
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {
        os.fspath(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_reports_are_written(litter: Path, tmp_path: Path) -> None:
    out = {name: tmp_path / name for name in ("report", "csv", "summary", "list_findings")}
    found = scanline.validate_folder(litter, **out)
    lines = [json.loads(line) for line in out["report"].read_text().splitlines()]
    assert [line["file"] for line in lines] == [report.file for report in found]
    assert [Verdict[line["verdict"].upper()] for line in lines] == [r.verdict for r in found]
    assert [line["class"] for line in lines] == ["bars"] * 5 + ["disc"] * 5
    assert found.findings == 2 and found.files == 10 and found.moved == found.reused == 0
    assert json.loads(out["summary"].read_text())["findings"] == 2
    assert out["csv"].read_text().count("\n") == 11
    assert len(out["list_findings"].read_text().splitlines()) == 2


def test_a_stopped_run_is_resumed(litter: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.jsonl"
    scanline.validate_folder(litter, report=report)
    whole = report.read_bytes()
    with pytest.raises(scanline.CancelledError):
        scanline.validate_folder(litter, report=report, on_report=lambda _: False)
    report.write_bytes(whole[: len(whole) // 2])
    found = scanline.validate_folder(litter, report=report, resume=True)
    assert report.read_bytes() == whole
    assert 0 < found.reused < 10 and len(found) == 10


def test_what_is_given_twice_is_taken_once(litter: Path) -> None:
    found = scanline.validate_folder([litter / "disc", litter, litter / "disc" / "3.jpg", litter])
    assert len({report.file for report in found}) == found.files == 10
    assert found[0].file == os.fspath(litter / "disc" / "0.jpg") and found.findings == 2


def test_without_verdicts_only_flags_make_findings(litter: Path) -> None:
    found = scanline.validate_folder(litter, verdicts=())
    assert found.corrupt + found.salvageable == 2 and found.findings == 0


def test_limits_of_options(litter: Path, tmp_path: Path) -> None:
    assert scanline.validate_folder(litter, threads=1024).files == 10
    with pytest.raises(scanline.InvalidArgumentError, match="1024"):
        scanline.validate_folder(litter, threads=1025)
    with pytest.raises(scanline.InvalidArgumentError, match="UTF-8"):
        scanline.validate_folder(litter, report=os.fsdecode(bytes(tmp_path) + b"/\xff"))


def test_progress_has_totals_when_counted_first(litter: Path) -> None:
    seen: list[scanline.FolderProgress] = []
    scanline.validate_folder(litter, on_progress=seen.append, count_first=True)
    assert [each.done for each in seen] == list(range(1, 11))
    assert {each.total_files for each in seen} == {10}
    assert seen[-1].bytes == seen[-1].total_bytes
    seen.clear()
    scanline.validate_folder(litter, on_progress=seen.append)
    assert {each.total_files for each in seen} == {None}
    with pytest.raises(scanline.CancelledError):
        scanline.validate_folder(litter, on_progress=lambda _: False)


def test_quarantine_and_back(litter: Path, tmp_path: Path) -> None:
    before = contents(litter)
    away = tmp_path / "away"
    assert scanline.validate_folder(litter, quarantine=away).moved == 2
    assert (away / "bars" / "3.jpg").exists() and not (litter / "bars" / "3.jpg").exists()
    seen = []
    result = scanline.restore(away / "manifest.jsonl", on_file=lambda *each: seen.append(each))
    assert result == scanline.Restoration(restored=2, in_place=0, failed=0)
    assert {outcome for _, outcome, _ in seen} == {RestoreOutcome.RESTORED}
    assert contents(litter) == before
    assert scanline.restore(away / "manifest.jsonl").in_place == 2


def test_what_cannot_be_restored_is_an_error_that_names_it(litter: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    scanline.validate_folder(litter, quarantine=away)
    (litter / "bars" / "3.jpg").write_text("another")
    failures = []
    with pytest.raises(scanline.FileError, match="bars/3.jpg"):
        scanline.restore(away / "manifest.jsonl", on_file=lambda *each: failures.append(each[2]))
    assert len(failures) == 2 and sum(text is not None for text in failures) == 1
    with pytest.raises(scanline.FileError, match="absent"):
        scanline.restore(tmp_path / "absent")


def test_findings_are_what_was_asked_for(litter: Path, tmp_path: Path) -> None:
    (litter / "disc" / "empty.jpg").write_bytes(b"")
    every = scanline.validate_folder(litter).damaged
    corrupt = [report for report in every if report.verdict is Verdict.CORRUPT]
    assert scanline.validate_folder(litter, verdicts=["corrupt"]).findings == len(corrupt)
    assert scanline.validate_folder(litter, verdicts=[Verdict.OK]).findings == 8
    assert scanline.validate_folder(litter, verdicts=[]).findings == 0
    flagged = scanline.validate_folder(litter, verdicts=[], flag_quality=["tiny", "dark"])
    wanted = Quality.TINY | Quality.DARK
    assert flagged.findings == sum(bool(report.quality & wanted) for report in flagged)
    assert scanline.validate_folder(litter, verdicts="corrupt").findings == len(corrupt)
    assert scanline.validate_folder(litter, verdicts=Verdict.CORRUPT).findings == len(corrupt)
    flagged = scanline.validate_folder(litter, verdicts=[], flag_quality="all")
    assert flagged.findings == sum(bool(report.quality) for report in flagged)
    wrongs = (
        {"verdicts": ["splendid"]},
        {"verdicts": "splendid"},
        {"flag_quality": ["ugly"]},
        {"flag_quality": -1},
        {"flag_quality": 1 << 20},
    )
    for wrong in wrongs:
        with pytest.raises(scanline.InvalidArgumentError):
            scanline.validate_folder(litter, **wrong)
    with pytest.raises(scanline.InvalidArgumentError):
        scanline.validate_folder(litter, resume=True)


def test_reports_say_what_became_of_the_files(litter: Path, tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.mkdir()
    (away / "disc").write_text("in the way")
    reports = []
    with pytest.raises(scanline.FileError, match="1 of 2 findings"):
        scanline.validate_folder(litter, quarantine=away, on_report=reports.append)
    first, second = [report for report in reports if report.is_finding]
    assert first.moved_to == os.path.join(os.path.realpath(away), "bars", "3.jpg")
    assert first.failure is None and not first.is_reused
    assert second.moved_to is None and "disc" in second.failure
    assert not any(report.moved_to or report.failure for report in reports if report.ok)


def test_paths_are_texts_or_paths(litter: Path) -> None:
    for wrong in (os.fsencode(litter), [os.fsencode(litter)], 7, [7]):
        with pytest.raises(TypeError):
            scanline.validate_folder(wrong)
    with pytest.raises(scanline.FileError, match="none"):
        scanline.validate_folder([litter, litter / "none"])


def test_several_paths_in_their_order(litter: Path) -> None:
    found = scanline.validate_folder([litter / "disc", litter / "bars" / "0.jpg"])
    assert [Path(str(report.file)).parent.name for report in found] == ["disc"] * 5 + ["bars"]


def test_a_path_that_is_not_utf8(litter: Path, tmp_path: Path) -> None:
    name = os.path.join(os.fsencode(litter), b"caf\xe9.jpg")
    os.rename(litter / "bars" / "3.jpg", name)
    report = tmp_path / "report.jsonl"
    away = tmp_path / "away"
    assert scanline.validate_folder(litter, report=report, quarantine=away).moved == 2
    line = next(
        line for line in map(json.loads, report.read_text().splitlines()) if "path_bytes" in line
    )
    assert bytes.fromhex(line["path_bytes"]) == name
    assert not os.path.exists(name)
    scanline.restore(away / "manifest.jsonl")
    assert os.path.exists(name)
