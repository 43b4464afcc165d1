"""Pictures that are there more than once."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Optional

from . import _prototypes as c
from ._calls import Call
from ._library import lib
from ._native import PathLike, assign, initialised, path_bytes
from .images import Limits, limits_pointer


@dataclass(frozen=True)
class DuplicateFile:
    """A file of a group."""

    path: str
    label: Optional[str]  #: its class folder
    is_against: bool  #: of the second folder
    distance: int  #: bits in which its hash differs from that of the group's first file


@dataclass(frozen=True)
class DuplicateGroup:
    """Pictures that are the same."""

    files: tuple[DuplicateFile, ...]
    is_exact: bool  #: all files have the same bytes
    is_cut: bool  #: all have the same bytes as far as they go: some are cut copies of others
    label_conflict: bool  #: the same picture has more than one label
    leak: bool  #: it is in both folders


@dataclass(frozen=True)
class Duplicates:
    """The groups of a search, in the order of their first files. Iterates over them."""

    groups: list[DuplicateGroup]
    files: int
    unreadable: int
    exact_groups: int
    duplicates: int  #: files in groups
    label_conflicts: int  #: groups with more than one label
    leaks: int  #: groups with files of both folders

    def __iter__(self) -> Iterator[DuplicateGroup]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)


def find_duplicates(
    path: PathLike,
    *,
    against: Optional[PathLike] = None,
    near: bool = True,
    distance: int = 6,
    recursive: bool = True,
    class_folders: bool = True,
    threads: int = 0,
    limits: Optional[Limits] = None,
    report: Optional[PathLike] = None,
    on_progress: Optional[Callable[[int, int], Optional[bool]]] = None,
) -> Duplicates:
    """Find the pictures of a folder that are the same: equal files, copies of them that were cut off
    and, with ``near``, pictures that look the same.

    Args:
        against: a second folder: only pictures that are in both, the leakage of a test set into a
            training set.
        near: pictures that look the same, too.
        distance: bits of 64 in which their perceptual hashes may differ, 0 to 16.
        recursive: folders within the folder too.
        class_folders: the folder's own folders are classes.
        threads: at most 1024; 0 for one a processor; the results do not depend on it.
        report: file for the groups: CSV if it ends with .csv, else JSON Lines.
        on_progress: called with the files read and their total, and again while all are compared; stops by
            returning False.
    """
    options = initialised(c.scanline_duplicate_options)
    assign(
        options,
        near=bool(near),
        distance=distance,
        recursive=bool(recursive),
        class_folders=bool(class_folders),
        threads=threads,
    )
    options.limits = limits_pointer(limits)
    options.against = None if against is None else path_bytes(against)
    options.report_path = None if report is None else path_bytes(report)
    summary = initialised(c.scanline_duplicate_summary)
    groups: list[DuplicateGroup] = []
    call = Call()
    progress = call.callback(
        c.scanline_count_callback,
        lambda done, total, _: None if on_progress is None else on_progress(done, total),
    )
    receive = call.callback(
        c.scanline_duplicate_callback, lambda group, _: groups.append(_group(group.contents))
    )
    call.run(
        lib.scanline_folder_find_duplicates,
        path_bytes(path),
        ctypes.byref(options),
        progress,
        receive,
        None,
        ctypes.byref(summary),
    )
    return Duplicates(
        groups=groups,
        files=summary.files,
        unreadable=summary.unreadable,
        exact_groups=summary.exact_groups,
        duplicates=summary.duplicates,
        label_conflicts=summary.label_conflicts,
        leaks=summary.leaks,
    )


def _group(group: Any) -> DuplicateGroup:
    files = tuple(
        DuplicateFile(
            path=os.fsdecode(file.path),
            label=None if file.label is None else file.label.decode("utf-8", "replace"),
            is_against=bool(file.is_against),
            distance=file.distance,
        )
        for file in group.files[: group.file_count]
    )
    return DuplicateGroup(
        files=files,
        is_exact=bool(group.is_exact),
        is_cut=bool(group.is_cut),
        label_conflict=bool(group.label_conflict),
        leak=bool(group.leak),
    )
