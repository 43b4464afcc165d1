"""Image validation and recurrent image classifiers, over the Scanline C library.

    import scanline

    dataset = scanline.Dataset.from_folder("photos")        # photos/cat/*.jpg, photos/dog/*.jpg
    model = scanline.Model.create(dataset.labels)
    scanline.Trainer(model, epochs=10).fit(dataset, progress=True)
    model.save("pets.safetensors")
    print(model.classify("photo.jpg").label)

Every call releases the interpreter's lock while the library works. Errors are
:class:`ScanlineError` and its subclasses, which carry the C status code.
"""

from __future__ import annotations

import json
from typing import Any

from . import _prototypes
from ._enums import (
    Acquisition,
    AugmentationPolicy,
    Border,
    ColourSpace,
    Grouping,
    ImageFormat,
    Monitor,
    Optimizer,
    PixelFormat,
    Policy,
    Precision,
    Quality,
    Reason,
    RestoreOutcome,
    Scale,
    Schedule,
    Split,
    StopReason,
    Strategy,
    TrialState,
    Verdict,
)
from ._errors import (
    BufferTooSmallError,
    BusyError,
    CancelledError,
    CorruptImageError,
    CorruptModelError,
    DivergedError,
    FileError,
    InternalError,
    InvalidArgumentError,
    LimitExceededError,
    NoDataError,
    NoMemoryError,
    ScanlineError,
    UnsupportedError,
    VersionMismatchError,
)
from ._library import lib as _lib
from ._library import path as library_path
from ._native import text as _text
from .augmentation import Augmentation
from .cross_validation import CrossValidation, Fold, cross_validate
from .dataset import DamagedFile, Dataset, DatasetOptions, Sample
from .duplicates import DuplicateFile, DuplicateGroup, Duplicates, find_duplicates
from .evaluation import (
    ClassFigures,
    Evaluation,
    SampleAnswer,
    evaluate,
    evaluate_samples,
    worst_mistakes,
)
from .folders import FileReport, FolderProgress, FolderReport, Restoration, restore, validate_folder
from .history import Epoch, History
from .images import (
    ImageMeasures,
    ImageReport,
    Limits,
    decode,
    encode_jpeg,
    validate,
)
from .logs import disable_logging, enable_logging
from .model import Calibration, Explanation, Model, Prediction
from .options import TrainingOptions
from .space import Space, default_space
from .trainer import Trainer
from .tuner import Trial, Tuner

#: The version of this package; the library's own is :func:`version`.
__version__ = _prototypes.SCANLINE_VERSION_STRING

__all__ = [
    "Acquisition",
    "Augmentation",
    "AugmentationPolicy",
    "Border",
    "BufferTooSmallError",
    "BusyError",
    "Calibration",
    "CancelledError",
    "ClassFigures",
    "ColourSpace",
    "CorruptImageError",
    "CorruptModelError",
    "CrossValidation",
    "DamagedFile",
    "Dataset",
    "DatasetOptions",
    "DivergedError",
    "DuplicateFile",
    "DuplicateGroup",
    "Duplicates",
    "Epoch",
    "Evaluation",
    "Explanation",
    "FileError",
    "Fold",
    "FileReport",
    "FolderProgress",
    "FolderReport",
    "Grouping",
    "History",
    "ImageFormat",
    "ImageMeasures",
    "ImageReport",
    "InternalError",
    "InvalidArgumentError",
    "LimitExceededError",
    "Limits",
    "Model",
    "Monitor",
    "NoDataError",
    "NoMemoryError",
    "Optimizer",
    "PixelFormat",
    "Policy",
    "Precision",
    "Prediction",
    "Quality",
    "Reason",
    "Restoration",
    "RestoreOutcome",
    "Sample",
    "SampleAnswer",
    "Scale",
    "ScanlineError",
    "Schedule",
    "Space",
    "Split",
    "StopReason",
    "Strategy",
    "Trainer",
    "TrainingOptions",
    "Trial",
    "TrialState",
    "Tuner",
    "UnsupportedError",
    "Verdict",
    "VersionMismatchError",
    "build_info",
    "cross_validate",
    "decode",
    "default_space",
    "disable_logging",
    "enable_logging",
    "encode_jpeg",
    "evaluate",
    "evaluate_samples",
    "find_duplicates",
    "library_path",
    "restore",
    "validate",
    "validate_folder",
    "version",
    "worst_mistakes",
]


def version() -> str:
    """The version of the loaded library."""
    return str(_lib.scanline_version().decode())


def build_info() -> dict[str, Any]:
    """How the loaded library was built and what it chose here: version, OpenBLAS and its kernels,
    processors."""
    return dict(json.loads(_text(_lib.scanline_build_info)))
