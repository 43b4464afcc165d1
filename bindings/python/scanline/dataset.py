"""Labelled pictures, validated and split."""

from __future__ import annotations

import ctypes
import json
import os
from dataclasses import dataclass
from typing import Any, Callable, Optional, Union

from . import _prototypes as c
from ._calls import Call
from ._enums import Grouping, Policy, Quality, Split, member
from ._errors import check
from ._handle import Handle
from ._library import lib
from ._native import PathLike, assign, initialised, path_bytes, text
from .images import ImageReport, Limits, limits_pointer

#: Called with the files done and their total; a return value of False stops.
CountCallback = Callable[[int, int], Optional[bool]]


@dataclass(frozen=True)
class Sample:
    """One good picture of a dataset."""

    path: str
    label: str
    index: int  #: of the label
    split: Split


@dataclass(frozen=True)
class DamagedFile:
    """A file that was left out of a dataset, and why."""

    path: str
    label: Optional[str]
    report: ImageReport


@dataclass(frozen=True)
class DatasetOptions:
    """How a dataset is opened, with the library's defaults.

    Enumerations may be given by name: ``policy="strict"``.
    """

    validation_share: float = 0.2  #: of each class, 0 to below 1
    seed: int = 0  #: of the split
    threads: int = 0  #: at most 1024; 0: one a processor; the results do not depend on it
    policy: Union[Policy, str] = Policy.SALVAGE  #: which damaged pictures are used
    salvage_share: float = 0.75  #: SALVAGE: the least share of good rows, 0.5 to 1
    group_duplicates: Union[Grouping, str] = Grouping.EXACT  #: copies go to one part
    duplicate_distance: int = 6  #: NEAR: bits in which copies may differ, 0 to 16
    drop_label_conflicts: bool = False  #: leave out pictures that are there with two labels
    refused_quality: Quality = Quality(0)  #: leave out pictures with one of these flags
    limits: Optional[Limits] = None

    def _struct(self) -> c.scanline_dataset_options:
        """The struct; it keeps alive what it points to."""
        struct = initialised(c.scanline_dataset_options)
        assign(
            struct,
            validation_share=self.validation_share,
            seed=self.seed,
            threads=self.threads,
            policy=member(Policy, self.policy, "policy"),
            salvage_share=self.salvage_share,
            group_duplicates=member(Grouping, self.group_duplicates, "group_duplicates"),
            duplicate_distance=self.duplicate_distance,
            drop_label_conflicts=bool(self.drop_label_conflicts),
            refused_quality=self.refused_quality,
        )
        struct.limits = limits_pointer(self.limits)
        return struct


class Dataset(Handle):
    """Labelled pictures. Every file is validated when the dataset is opened; damaged ones are used
    as far as the policy says, the others left out and listed in :attr:`damaged`. The good ones are
    split, stratified and seeded; copies of a picture go to one part.
    """

    _free = "scanline_dataset_free"

    def __init__(self) -> None:
        raise TypeError("a Dataset is made by Dataset.from_folder() or Dataset.from_csv()")

    @classmethod
    def from_folder(
        cls,
        path: PathLike,
        *,
        on_progress: Optional[CountCallback] = None,
        **options: Any,
    ) -> Dataset:
        """A folder with one folder of pictures a class; the folders' names are the labels.

        Args:
            on_progress: called with the files done and their total; stops by returning False.
            options: the fields of :class:`DatasetOptions`.
        """
        return cls._open(lib.scanline_dataset_open_folder, path, options, on_progress)

    @classmethod
    def from_csv(
        cls,
        path: PathLike,
        *,
        on_progress: Optional[CountCallback] = None,
        **options: Any,
    ) -> Dataset:
        """A CSV file of path and label; see :meth:`from_folder`. Relative paths count from the CSV
        file's folder."""
        return cls._open(lib.scanline_dataset_open_csv, path, options, on_progress)

    @classmethod
    def _open(
        cls,
        function: Any,
        path: PathLike,
        values: dict[str, Any],
        on_progress: Optional[CountCallback],
    ) -> Dataset:
        options = DatasetOptions(**values)._struct()
        handle = ctypes.c_void_p()
        call = Call()
        progress = call.callback(
            c.scanline_count_callback,
            lambda done, total, _: None if on_progress is None else on_progress(done, total),
        )
        call.run(
            function, path_bytes(path), ctypes.byref(options), progress, None, ctypes.byref(handle)
        )
        return cls._wrapping(handle)

    def _info(self) -> c.scanline_dataset_info:
        info = initialised(c.scanline_dataset_info)
        check(lib.scanline_dataset_get_info(self._handle, ctypes.byref(info)))
        return info

    @property
    def labels(self) -> list[str]:
        """The classes; give them to ``Model.create``."""
        handle, names = self._handle, []
        for index in range(self._info().label_count):
            name = ctypes.c_char_p()
            check(lib.scanline_dataset_get_label(handle, index, ctypes.byref(name)))
            names.append((name.value or b"").decode())
        return names

    @property
    def file_count(self) -> int:
        """Files found, damaged ones included."""
        return int(self._info().file_count)

    @property
    def training_count(self) -> int:
        """Good pictures of the training part."""
        return int(self._info().training_count)

    @property
    def validation_count(self) -> int:
        """Good pictures of the validation part."""
        return int(self._info().validation_count)

    def __len__(self) -> int:
        info = self._info()
        return int(info.training_count + info.validation_count)

    @property
    def samples(self) -> list[Sample]:
        """The good pictures of both parts, in the dataset's order."""
        handle, labels, samples = self._handle, self.labels, []
        path, label, split = ctypes.c_char_p(), ctypes.c_int32(), ctypes.c_int32()
        out = ctypes.byref(path), ctypes.byref(label), ctypes.byref(split)
        for index in range(len(self)):
            check(lib.scanline_dataset_get_sample(handle, index, *out))
            file = os.fsdecode(path.value or b"")
            samples.append(Sample(file, labels[label.value], label.value, Split(split.value)))
        return samples

    @property
    def damaged(self) -> list[DamagedFile]:
        """The files left out, each with its report."""
        handle, labels, files = self._handle, self.labels, []
        path, label = ctypes.c_char_p(), ctypes.c_int32()
        for index in range(self._info().damaged_count):
            report = initialised(c.scanline_image_report)
            check(
                lib.scanline_dataset_get_damaged(
                    handle, index, ctypes.byref(path), ctypes.byref(label), ctypes.byref(report)
                )
            )
            file = os.fsdecode(path.value or b"")
            name = labels[label.value] if 0 <= label.value < len(labels) else None
            files.append(DamagedFile(file, name, ImageReport._from(file, report)))
        return files

    @property
    def report(self) -> dict[str, Any]:
        """What the dataset is made of, what each policy would keep and lose of each class, which
        damaged files are used or left out, and which pictures are the same. The keys are described
        in docs/datasets.md."""
        report: dict[str, Any] = json.loads(text(lib.scanline_dataset_get_report, self._handle))
        return report

    def __repr__(self) -> str:
        if self.closed:
            return "<Dataset, closed>"
        info = self._info()
        return (
            f"<Dataset {self.labels}: {info.training_count} training, {info.validation_count} "
            f"validation, {info.damaged_count} left out>"
        )
