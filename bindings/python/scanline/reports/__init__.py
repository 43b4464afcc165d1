"""Self-contained HTML pages of what the library found: one file with everything in it, that opens
without a network. The pages need the extra ``report`` (``pip install 'scanline[report]'``: jinja2
and plotly); nothing else of the package does.

All pages share one look: a template of ``templates/`` extends ``base.html``, takes tiles, charts and
tables from ``parts.html``, and is filled by :func:`write_page`. Charts are plotly figures, from
:mod:`scanline.reports.figures` or made by hand.

``python -m scanline report FILE`` asks each module of :data:`KINDS` whether it knows the file. Such a
module has ``NOUN`` (what it reports on), ``knows(first)`` (the file's first JSON value),
``add_options(group)`` (of argparse) and ``make(options)``.
"""

from __future__ import annotations

import json
from typing import Any

from .._native import PathLike
from . import training, tuning, validation
from ._files import model_header
from ._page import render_page, write_page

__all__ = ["KINDS", "kind_of", "render_page", "write_page"]

#: The modules that make pages of files.
KINDS: tuple[Any, ...] = (training, tuning, validation)


def kind_of(path: PathLike) -> Any:
    """The module that makes a page of this file, by its content: JSON Lines, one JSON value, or the
    header of a model file.

    Raises:
        ValueError: none does.
    """
    if header := model_header(path):
        return _kind(path, header)
    with open(path, encoding="utf-8", errors="replace") as file:
        try:
            line = file.readline()
            if not line.strip():
                raise ValueError(f"{path}: empty, no report was written there yet")
            try:
                first = json.loads(line)
            except ValueError:
                first = json.loads(line + file.read())
        except json.JSONDecodeError as error:
            raise ValueError(f"{path}: not JSON: {error}") from None
    return _kind(path, first)


def _kind(path: PathLike, first: Any) -> Any:
    for kind in KINDS:
        if isinstance(first, (dict, list)) and kind.knows(first):
            return kind
    nouns = ", ".join(kind.NOUN for kind in KINDS)
    raise ValueError(f"{path}: not a report of a kind that makes a page ({nouns})")
