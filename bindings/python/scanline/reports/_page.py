"""Fills templates and writes pages."""

from __future__ import annotations

import os
import tempfile
from typing import Any, Optional

from .. import _prototypes
from .._native import PathLike


def render_page(template: str, *, title: str, subtitle: str = "", **values: Any) -> str:
    """The HTML of one page.

    Args:
        template: its name in ``templates/``.
        title: of the page; plain text, like every value: what HTML would take for markup is escaped.
        subtitle: what the page is about, in a line.
        values: whatever else the template wants. Figures go to its ``chart``.
    """
    environment = _environment()
    return str(
        environment.get_template(template).render(
            title=title,
            subtitle=subtitle,
            version=_prototypes.SCANLINE_VERSION_STRING,
            plotly_js=_plotly_js(),
            **values,
        )
    )


def write_page(path: PathLike, template: str, *, title: str, **values: Any) -> None:
    """Write a page whole, beside its place and renamed: a reader never meets half of one.

    Raises:
        ValueError: a picture or a folder is in its place.
    """
    refuse_place(path)
    text = render_page(template, title=title, **values)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        return
    path = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(
        prefix=os.path.basename(path) + ".", suffix=".tmp", dir=os.path.dirname(path)
    )
    try:
        with open(handle, "w", encoding="utf-8", errors="replace") as file:
            os.fchmod(file.fileno(), _usual_mode())
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def refuse_place(path: PathLike, source: Optional[PathLike] = None) -> None:
    """Say so when a page cannot be written to ``path``: a picture or a folder is there, or what it is
    made of."""
    if os.path.isdir(path):
        raise ValueError(f"{os.fspath(path)}: is a folder")
    if not os.path.isfile(path):
        return
    if source is not None and os.path.samefile(path, source):
        raise ValueError(f"{os.fspath(path)}: is what the page is made of")
    with open(path, "rb") as file:
        start = file.read(8)
    if start.startswith(_PICTURES) or os.fspath(path).lower().endswith(_ENDINGS):
        raise ValueError(f"{os.fspath(path)}: a picture is there already")


_PICTURES = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF", b"II*\0", b"MM\0*")
_ENDINGS = (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff")


def _usual_mode() -> int:
    """What ``open`` would give a new file; mkstemp hides its own from others."""
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _environment() -> Any:
    try:
        import jinja2
    except ImportError as error:
        raise _missing("jinja2") from error
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("scanline.reports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["figure"] = _figure_json
    environment.filters["count"] = lambda value: f"{value:,}".replace(",", "\u202f")
    environment.filters["share"] = lambda value: f"{100 * value:.1f} %"
    return environment


def _plotly_js() -> Any:
    """The whole of plotly.js, once a page. Markup: it is a script, not a text to be escaped."""
    try:
        import markupsafe
        from plotly.offline import get_plotlyjs
    except ImportError as error:
        raise _missing("plotly") from error
    return markupsafe.Markup(get_plotlyjs())


def _figure_json(figure: Any) -> Any:
    """A figure as JSON that may stand within a script element, whatever its texts hold."""
    import markupsafe

    text = figure.to_json()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return markupsafe.Markup(text)


def _missing(name: str) -> ImportError:
    return ImportError(f"{name} is not installed; reports need it: pip install 'scanline[report]'")
