"""The frame that all pages share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from browser import look_at

pytest.importorskip("jinja2", reason="the extra `report` is not installed")
pytest.importorskip("plotly", reason="the extra `report` is not installed")

import scanline
from scanline.reports import figures, render_page, write_page

#: A name that would be a script, a tag or an entity if it came through.
NASTY = "</script><script>document.title='stolen'</script><b>&amp;\u2028'\""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    chart = figures.bars(NASTY, [NASTY, "7"], {"one": [1, 2], NASTY: [3, 4]})
    curve = figures.lines("Loss", [1, 2, 3], {"training": [3.0, 2.0, None]}, logarithmic=True)
    write_page(
        path,
        "plain.html",
        title=NASTY,
        subtitle=NASTY,
        items=[("files", "7", "alert")],
        charts=[chart, curve],
        columns=["name"],
        rows=[[NASTY], ["plain"]],
    )
    return path


def test_a_page_is_drawn_in_a_browser_without_complaint(page: Path, tmp_path: Path) -> None:
    look = look_at(page, tmp_path)
    assert look.console == []
    assert look.dom.count('class="main-svg"') >= 2, "both charts are drawn"
    assert "<title>&lt;/script&gt;" in look.dom, "the name of the page is text"
    assert 'id="stolen"' not in look.dom
    assert look.screenshot.startswith(b"\x89PNG")


def test_a_browser_would_say_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text("<script>throw new Error('thrown on purpose')</script>")
    assert any("thrown on purpose" in line for line in look_at(broken, tmp_path).console)


def test_everything_is_in_the_one_file(page: Path) -> None:
    text = page.read_text()
    assert text.count("plotly.js v") == 1, "once, however many charts"
    assert "<script src" not in text and '<link rel="stylesheet' not in text
    assert "default-src 'none'" in text


def test_texts_are_no_markup() -> None:
    text = render_page("plain.html", title=NASTY, items=[], charts=[], columns=[], rows=[])
    assert NASTY not in text


def test_a_page_that_cannot_be_made_leaves_the_old_one(page: Path) -> None:
    before = page.read_bytes()
    with pytest.raises(Exception, match="charts"):
        write_page(page, "plain.html", title="no charts", items=[], columns=[], rows=[])
    with pytest.raises(OSError):
        write_page(
            page.parent / "none" / "page.html",
            "plain.html",
            title="",
            items=[],
            charts=[],
            columns=[],
            rows=[],
        )
    assert page.read_bytes() == before
    assert [each.name for each in page.parent.iterdir()] == ["page.html"]


def test_the_package_works_without_the_extra() -> None:
    code = (
        "import sys; sys.modules['jinja2'] = sys.modules['plotly'] = None\n"
        "import scanline.reports\n"
        "try: scanline.reports.render_page('plain.html', title='')\n"
        "except ImportError as error: assert 'scanline[report]' in str(error)\n"
        "else: raise SystemExit('no error')\n"
    )
    package = Path(scanline.__file__).parents[1]
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "PYTHONPATH": str(package)}
    )
