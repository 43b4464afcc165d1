"""Folders of pictures: validation with reports on disk, quarantine, and back. Knows no network."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Callable, Optional, Union

from . import _prototypes as c
from ._calls import Call
from ._enums import Quality, RestoreOutcome, Verdict, member
from ._errors import FileError, InvalidArgumentError
from ._library import lib
from ._native import PathLike, assign, initialised, path_bytes
from .images import ImageReport, Limits, limits_pointer

#: What is a finding unless something else is asked for: all that is damaged.
DAMAGED = (Verdict.SALVAGEABLE, Verdict.CORRUPT, Verdict.UNSUPPORTED, Verdict.HOSTILE)


@dataclass(frozen=True)
class FolderProgress:
    """How far a validation is."""

    done: int  #: files validated; while they are counted first, files counted
    bytes: int  #: of those files
    total_files: Optional[int]  #: None unless the files were counted first
    total_bytes: Optional[int]


@dataclass(frozen=True)
class FileReport(ImageReport):
    """What was found in one file of a folder, and what became of it."""

    is_finding: bool  #: one of the verdicts or flags that were asked for
    is_reused: bool  #: taken over from the report that was there
    moved_to: Optional[str]  #: where it is now, in quarantine
    failure: Optional[str]  #: why it could not be moved or listed

    @classmethod
    def _of(cls, event: c.scanline_curation_event) -> FileReport:
        found = ImageReport._from(os.fsdecode(event.path), event.report.contents)
        return cls(
            **{each.name: getattr(found, each.name) for each in fields(ImageReport)},
            is_finding=bool(event.is_finding),
            is_reused=bool(event.is_reused),
            moved_to=None if event.moved_to is None else os.fsdecode(event.moved_to),
            failure=None if event.failure is None else event.failure.decode("utf-8", "replace"),
        )


@dataclass(frozen=True)
class FolderReport:
    """The reports of a folder's files in the order of their names, and their counts.

    Iterates over the reports.
    """

    reports: list[FileReport]
    files: int
    ok: int
    salvageable: int
    corrupt: int
    unsupported: int
    hostile: int
    bytes: int  #: of all files together
    findings: int  #: files with one of the verdicts or flags that were asked for
    reused: int  #: files whose lines were taken over from the report that was there
    moved: int  #: files moved to quarantine
    failed: int  #: findings that could not be moved or listed
    seconds: float

    def __iter__(self) -> Iterator[FileReport]:
        return iter(self.reports)

    def __len__(self) -> int:
        return len(self.reports)

    def __getitem__(self, index: int) -> FileReport:
        return self.reports[index]

    @property
    def damaged(self) -> list[FileReport]:
        """The reports of all files that are not ok."""
        return [report for report in self.reports if not report.ok]


@dataclass(frozen=True)
class Restoration:
    """What became of the files of a quarantine."""

    restored: int
    in_place: int  #: had not been moved, or were restored before
    failed: int  #: not restored: their places are taken, or they are in neither place


def validate_folder(
    path: Union[PathLike, Iterable[PathLike]],
    *,
    on_report: Optional[Callable[[FileReport], Optional[bool]]] = None,
    on_progress: Optional[Callable[[FolderProgress], Optional[bool]]] = None,
    recursive: bool = True,
    all_files: bool = False,
    threads: int = 0,
    limits: Optional[Limits] = None,
    count_first: bool = False,
    report: Optional[PathLike] = None,
    resume: bool = False,
    csv: Optional[PathLike] = None,
    summary: Optional[PathLike] = None,
    verdicts: Union[Verdict, str, Iterable[Union[Verdict, str]]] = DAMAGED,
    flag_quality: Union[Quality, str, Iterable[Union[Quality, str]]] = Quality(0),
    list_findings: Optional[PathLike] = None,
    list_zero: bool = False,
    quarantine: Optional[PathLike] = None,
) -> FolderReport:
    """Validate all files of a folder in parallel, write reports, and move what is damaged out of the
    way if that is asked for. Nothing is ever deleted.

    Args:
        path: a folder, or several folders and files. A file is taken once, though it is given twice.
        on_report: called with every report as it comes, in the order of the files' names; the scan
            stops with CancelledError if it returns False. Up to 32 files a thread beyond that one may
            be validated, written down and moved by then. With it, the reports are not kept: memory
            stays flat on a folder of any size.
        on_progress: called after each file, and now and then while they are counted; False stops.
        recursive: folders within the folder too.
        all_files: every file, not only those whose name ends like a picture's.
        threads: at most 1024; 0 for one a processor.
        count_first: counts the files before, so that the progress has a total.
        report: a file for JSON Lines, a line a file (docs/validation.md has the keys). It grows with
            the run; what a run that was stopped or killed left there, one with ``resume`` goes on from.
        resume: takes over the lines of files that have not changed since.
        csv: a file for the same as CSV.
        summary: a file for the counts as JSON.
        verdicts: what makes a file a finding: one verdict or several, or their names ("corrupt");
            none of them: only ``flag_quality`` does.
        flag_quality: what does, too: flags, or their names ("blurred"); "all" is all of them.
        list_findings: a file for the findings' paths, one a line.
        list_zero: ends each path of the list with a 0 byte instead.
        quarantine: a folder that the findings are moved to, with a manifest for :func:`restore`.

    Raises:
        FileError: a path leads nowhere, a folder cannot be listed, an output cannot be written; or
            some of the findings could not be moved or listed, after all others were.
        InvalidArgumentError: an output's place is taken: by a picture, by another output, or by what
            is validated.
    """
    # Bytes would be taken for a sequence of numbers: `path_bytes` refuses them by their type.
    paths = [path] if isinstance(path, (str, bytes, os.PathLike)) else list(path)
    for each in map(path_bytes, paths):
        # One that is in quarantine since has its line in the report that is resumed.
        if not resume and not os.path.lexists(each):
            raise FileError(f"{os.fsdecode(each)}: there is no such file or folder")
    scan = initialised(c.scanline_scan_options)
    assign(scan, recursive=bool(recursive), all_files=bool(all_files), threads=threads)
    scan.limits = limits_pointer(limits)
    options = initialised(c.scanline_curation_options)
    options.scan = ctypes.pointer(scan)
    if isinstance(verdicts, (str, int)):
        verdicts = [verdicts]
    options.verdicts = sum({1 << member(Verdict, each, "verdicts") for each in verdicts})
    options.quality_flags = _flags(flag_quality)
    assign(options, resume=bool(resume), count_first=bool(count_first), list_zero=bool(list_zero))
    outputs = {
        "report_path": report,
        "csv_path": csv,
        "summary_path": summary,
        "list_path": list_findings,
        "quarantine_path": quarantine,
    }
    for name, output in outputs.items():
        setattr(options, name, None if output is None else path_bytes(output))

    reports: list[FileReport] = []
    receive = reports.append if on_report is None else on_report

    def called(pointer: Any, _: None) -> bool:
        event = pointer.contents
        goes_on: Optional[bool] = None
        if event.path is not None:
            goes_on = receive(FileReport._of(event))
        if on_progress is not None and goes_on is not False:
            counted = event.total_files > 0
            goes_on = on_progress(
                FolderProgress(
                    done=event.done,
                    bytes=event.bytes,
                    total_files=event.total_files if counted else None,
                    total_bytes=event.total_bytes if counted else None,
                )
            )
        return goes_on is not False

    call = Call()
    result = initialised(c.scanline_curation_result)
    array = (ctypes.c_char_p * len(paths))(*map(path_bytes, paths))
    call.run(
        lib.scanline_curation_run,
        array,
        len(paths),
        ctypes.byref(options),
        call.callback(c.scanline_curation_callback, called),
        None,
        ctypes.byref(result),
    )
    counts = {
        name: getattr(result, name)
        for name in FolderReport.__dataclass_fields__
        if name != "reports"
    }
    return FolderReport(reports=reports, **counts)


def restore(
    manifest: PathLike,
    *,
    on_file: Optional[Callable[[str, RestoreOutcome, Optional[str]], Optional[bool]]] = None,
) -> Restoration:
    """Undo a quarantine: every file goes back to where it was, with its name, permissions and time of
    change. Never replaces a file, and may be done again at any time.

    Args:
        manifest: the file ``manifest.jsonl`` in the quarantine.
        on_file: called with each file's own path, what became of it, and why it failed; at the end with the
            manifest's for each of its lines that cannot be read. False stops.

    Raises:
        FileError: the manifest cannot be read; or some files or lines could not be restored, after all
            others were.
    """

    def called(path: bytes, outcome: int, failure: Optional[bytes], _: None) -> Optional[bool]:
        if on_file is None:
            return None
        text = None if failure is None else failure.decode("utf-8", "replace")
        return on_file(os.fsdecode(path), RestoreOutcome(outcome), text)

    call = Call()
    result = initialised(c.scanline_restore_result)
    call.run(
        lib.scanline_curation_restore,
        path_bytes(manifest),
        call.callback(c.scanline_restore_callback, called),
        None,
        ctypes.byref(result),
    )
    return Restoration(restored=result.restored, in_place=result.in_place, failed=result.failed)


def _flags(flags: Union[Quality, str, Iterable[Union[Quality, str]]]) -> int:
    if isinstance(flags, (str, int)):
        flags = [flags]
    every = {name.lower().replace("_", "-"): flag for name, flag in Quality.__members__.items()}
    bits = 0
    for flag in flags:
        known: Optional[int] = (
            every.get(flag.lower().replace("_", "-")) if isinstance(flag, str) else flag
        )
        if flag == "all":
            known = sum(every.values())
        if known is None or not 0 <= int(known) <= sum(every.values()):
            names = ", ".join(every)
            raise InvalidArgumentError(f"flag_quality is {flag!r}; it must be of {names}, or all")
        bits |= int(known)
    return bits
