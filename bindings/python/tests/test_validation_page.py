"""The page of a validation, looked at in a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import photos
import pytest
from browser import look_at

pytest.importorskip("jinja2", reason="the extra `report` is not installed")
pytest.importorskip("plotly", reason="the extra `report` is not installed")

import scanline
from scanline.__main__ import main

#: A file name that would be a script if it came through.
NASTY = "<img src=x onerror=alert(1)>&amp;'\".jpg"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Of two classes with a cut, an empty, a foreign and a black picture among good ones."""
    folder = tmp_path / "photos"
    for label in ("bars", "disc"):
        (folder / label).mkdir(parents=True)
        for index in range(4):
            (folder / label / f"{index}.jpg").write_bytes(photos.jpeg(label, index))
    whole = photos.jpeg("disc", 9)
    (folder / "bars" / NASTY).write_bytes(whole[: len(whole) * 3 // 4])
    (folder / "bars" / "empty.jpg").write_bytes(b"")
    (folder / "disc" / "picture.jpg").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    black = scanline.encode_jpeg(0 * photos.draw("disc", 1))
    (folder / "disc" / "black.jpg").write_bytes(black)
    path = tmp_path / "report.jsonl"
    scanline.validate_folder(folder, report=path)
    return path


def test_the_page_shows_every_finding(report: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["report", str(report), "-o", str(page), "--title", "Our photos"]) == 0
    look = look_at(page, tmp_path)
    assert look.console == []
    assert look.screenshot.startswith(b"\x89PNG")
    assert "<h1>Our photos</h1>" in look.dom
    table = look.dom[look.dom.index("<tbody>") :]
    assert table.count("<tr>") == 4, "three damaged ones and a black one"
    for text in ("empty.jpg", "picture.jpg", "black.jpg", "truncated", "dark"):
        assert text in table, text
    assert "&lt;img src=x onerror=alert(1)&gt;" in table and "<img src=x" not in table
    assert table.count('src="data:image/jpeg;base64,') == 2, "the cut one and the black one"
    assert table.count("nothing to show") == 2
    assert 'class="short verdict-corrupt"' in table, "a word is not cut in two"
    assert "<figcaption>Files by reason</figcaption>" in look.dom
    assert look.dom.count('class="main-svg"') >= 3, "reasons, classes and quality are drawn"


def test_rows_and_thumbnails_are_bounded(report: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert main(["report", str(report), "--rows", "2", "--thumbnails", "0"]) == 0
    text = page.read_text()
    assert "The first 2 of 4" in text and "data:image/jpeg" not in text
    body = text[text.index("<tbody>") : text.index("</tbody>")]
    assert body.count("<tr>") == 2


def test_a_cut_last_line_is_passed_over_and_nonsense_is_refused(
    report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = report.read_bytes()
    report.write_bytes(whole[:-5])
    assert main(["report", str(report)]) == 0
    lines = whole.splitlines(keepends=True)
    report.write_bytes(lines[0] + b"nonsense\n" + lines[1])
    assert main(["report", str(report)]) == 3
    assert "line 2" in capsys.readouterr().err
    for text in ("", "no JSON", json.dumps({"unknown": 1})):
        report.write_text(text)
        assert main(["report", str(report)]) == 3


def test_files_that_went_are_listed_without_a_picture(report: Path, tmp_path: Path) -> None:
    (tmp_path / "photos" / "disc" / "black.jpg").unlink()
    assert main(["report", str(report)]) == 0
    assert "is not in its place any more" in (tmp_path / "report.html").read_text()


def test_it_is_a_command(report: Path, tmp_path: Path) -> None:
    package = Path(scanline.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-m", "scanline", "report", report, "-o", tmp_path / "p.html"],
        env={"PYTHONPATH": str(package), "SCANLINE_LIBRARY": scanline.library_path},
        capture_output=True,
        check=True,
    )
    assert done.stdout == done.stderr == b""
    assert (tmp_path / "p.html").stat().st_size > 1e6


def test_pictures_are_found_in_quarantine_and_from_another_folder(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, kept = tmp_path / "page.html", tmp_path / "kept"
    relative = tmp_path / "relative.jsonl"
    monkeypatch.chdir(tmp_path)
    # The cut one is moved, the black one stays: its file is whole.
    scanline.validate_folder("photos", report=relative, quarantine=kept)
    manifest = kept / "manifest.jsonl"

    def shown(*words: str) -> int:
        assert main(["report", str(relative), "-o", str(page), *words]) == 0
        return page.read_text().count('src="data:image/jpeg;base64,')

    assert not (tmp_path / "photos" / "bars" / NASTY).exists()
    assert shown() == 1
    assert shown("--manifest", str(manifest)) == 2
    other = tmp_path / "elsewhere"
    other.mkdir()
    monkeypatch.chdir(other)
    assert shown() == 0
    assert shown("--root", str(tmp_path)) == 1
    assert shown("--root", "..", "--manifest", str(manifest)) == 2
    # A file that was restored is in its own place again.
    scanline.restore(manifest)
    assert shown("--root", "..", "--manifest", str(manifest)) == 2
    manifest.write_text("nonsense\n")
    assert main(["report", str(relative), "--root", "..", "--manifest", str(manifest)]) == 3
