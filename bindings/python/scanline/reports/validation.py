"""The page of a validation: what was found, of which kind and in which class, with thumbnails."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Optional

from .._native import PathLike
from . import figures
from ._page import write_page
from ._pictures import thumbnail

NOUN = "a validation"


def knows(first: Any) -> bool:
    """Whether this is a line of ``scanline validate --report``."""
    return isinstance(first, dict) and "verdict" in first and "file" in first


def add_options(group: Any) -> None:
    group.add_argument(
        "--thumbnails",
        type=int,
        default=200,
        metavar="N",
        help="findings shown with a picture, from the first on (default: %(default)s)",
    )
    group.add_argument(
        "--rows", type=int, default=5000, metavar="N", help="findings listed (default: %(default)s)"
    )
    group.add_argument(
        "--manifest",
        metavar="FILE",
        help="manifest.jsonl of the quarantine that the findings were moved to, for their pictures",
    )
    group.add_argument(
        "--root",
        metavar="FOLDER",
        help="where the validation was run, if the report has relative paths (default: here)",
    )


def make(options: Any) -> None:
    write_validation(
        options.report,
        options.output,
        title=options.title or "Validation",
        thumbnails=options.thumbnails,
        rows=options.rows,
        manifest=options.manifest,
        root=options.root,
    )


@dataclass
class Finding:
    """A row of the page's table."""

    file: str
    verdict: str
    reason: str
    quality: str
    place: str  #: byte and row of the first damage
    share: str
    message: str
    thumbnail: Optional[str] = None  #: a data URI
    note: str = ""  #: why there is none, or what it does not show


@dataclass
class _Totals:
    files: int = 0
    size: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    quality: Counter[str] = field(default_factory=Counter)
    classes: dict[str, Counter[str]] = field(default_factory=dict)


class Places:
    """Where the files of a report are now."""

    def __init__(self, root: Optional[PathLike], manifest: Optional[PathLike]) -> None:
        """
        Raises:
            ValueError: a line of the manifest is none.
        """
        self._root = os.fspath(root) if root is not None else ""
        self._moved: dict[str, str] = {}
        if manifest is None:
            return
        folder = os.path.dirname(os.path.abspath(manifest))
        for line in read_lines(manifest, "from"):
            # The last move of a file counts; one that failed is taken back by its line once more.
            place, kept = path_of(line, "from"), os.path.join(folder, path_of(line, "to"))
            if line.get("moved", True):
                self._moved[place] = kept
            elif self._moved.get(place) == kept:
                del self._moved[place]

    def of(self, line: dict[str, Any]) -> str:
        path = os.path.join(self._root, path_of(line))
        # As the manifest has it: without links on the way, but a link is moved as one.
        place = os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))
        moved = self._moved.get(place)
        return moved if moved and os.path.lexists(moved) else path


def write_validation(
    report: PathLike,
    output: PathLike,
    *,
    title: str = "Validation",
    thumbnails: int = 200,
    rows: int = 5000,
    manifest: Optional[PathLike] = None,
    root: Optional[PathLike] = None,
) -> None:
    """Make the page of a validation's report.

    Args:
        report: JSON Lines, as ``scanline validate --report`` and :func:`scanline.validate_folder`
            write them. A last line that was cut off is passed over.
        output: the page.
        thumbnails: findings shown with a picture. The files must still be where they were found, or
            where `manifest` says.
        rows: findings listed; the counts are of all.
        manifest: ``manifest.jsonl`` of the quarantine that findings were moved to.
        root: the folder that relative paths of the report begin in, the current one of the
            validation; None: that of now.
    """
    places = Places(root, manifest)
    totals = _Totals()
    findings: list[Finding] = []
    found = 0
    for line in read_lines(report, "verdict"):
        _count(totals, line)
        if line["verdict"] != "ok" or line.get("quality"):
            found += 1
            if len(findings) < rows:
                findings.append(_finding(line, places if len(findings) < thumbnails else None))
    write_page(
        output,
        "validation.html",
        title=title,
        subtitle=f"{os.path.abspath(report)}",
        totals=totals,
        found=found,
        findings=findings,
        charts=_charts(totals),
    )


def read_lines(path: PathLike, key: str) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON Lines, each with a text under a key; a last line that was cut off is
    passed over."""
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                value = json.loads(line)
                if not isinstance(value, dict) or not isinstance(value[key], str):
                    raise ValueError(f"no {key}")
            except (ValueError, KeyError) as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            yield value


def _count(totals: _Totals, line: dict[str, Any]) -> None:
    verdict = line["verdict"]
    totals.files += 1
    totals.size += line.get("size") or 0
    totals.verdicts[verdict] += 1
    if line.get("reason"):
        totals.reasons[line["reason"]] += 1
    totals.quality.update(line.get("quality") or ())
    totals.classes.setdefault(line.get("class") or "", Counter())[verdict] += 1


def _charts(totals: _Totals) -> list[Any]:
    verdicts = [name for name in figures.VERDICT_COLOURS if totals.verdicts[name]]
    damage = [name for name in verdicts if name != "ok"]
    charts = []
    if totals.reasons:
        names, counts = zip(*totals.reasons.most_common())
        charts.append(figures.bars("Files by reason", names, {"files": counts}, y_title="files"))
    if damage:
        classes = sorted(totals.classes)
        shares = {
            verdict: [
                100 * totals.classes[name][verdict] / sum(totals.classes[name].values())
                for name in classes
            ]
            for verdict in damage
        }
        charts.append(
            figures.bars(
                "Damaged share of each class",
                [name or "(no class)" for name in classes],
                shares,
                colours=figures.VERDICT_COLOURS,
                y_title="%",
            )
        )
    if totals.quality:
        names, counts = zip(*totals.quality.most_common())
        charts.append(figures.bars("Files by quality", names, {"files": counts}, y_title="files"))
    return charts


def _finding(line: dict[str, Any], places: Optional[Places]) -> Finding:
    """A row of the table; without places, it has no picture."""
    offset, row, share = line.get("byte_offset"), line.get("row"), line.get("decoded_share")
    place = [] if offset is None else [f"byte {offset}"]
    place += [] if row is None else [f"row {row} of {line.get('height')}"]
    finding = Finding(
        file=line["file"],
        verdict=line["verdict"],
        reason=line.get("reason") or "",
        quality=", ".join(line.get("quality") or ()),
        place=", ".join(place),
        share="" if share is None else f"{100 * share:.0f} %",
        message=line.get("message") or "",
    )
    if places:
        finding.thumbnail, finding.note = thumbnail(places.of(line))
    return finding


def path_of(line: dict[str, Any], key: str = "file") -> str:
    """The path that a line is about, as Python has paths that are not UTF-8."""
    raw = line.get("path_bytes" if key == "file" else f"{key}_bytes")
    return os.fsdecode(bytes.fromhex(raw)) if raw else str(line[key])
