"""The enumerations of the C interface."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import TypeVar, Union

from . import _prototypes as c
from ._errors import InvalidArgumentError

E = TypeVar("E", bound=IntEnum)


class Verdict(IntEnum):
    """What validation says of a file."""

    OK = c.SCANLINE_VERDICT_OK
    SALVAGEABLE = c.SCANLINE_VERDICT_SALVAGEABLE
    CORRUPT = c.SCANLINE_VERDICT_CORRUPT
    UNSUPPORTED = c.SCANLINE_VERDICT_UNSUPPORTED
    HOSTILE = c.SCANLINE_VERDICT_HOSTILE


class Reason(IntEnum):
    """Why a file is not ok."""

    NONE = c.SCANLINE_REASON_NONE
    EMPTY = c.SCANLINE_REASON_EMPTY
    NOT_AN_IMAGE = c.SCANLINE_REASON_NOT_AN_IMAGE
    OTHER_FORMAT = c.SCANLINE_REASON_OTHER_FORMAT
    UNREADABLE = c.SCANLINE_REASON_UNREADABLE
    BAD_HEADER = c.SCANLINE_REASON_BAD_HEADER
    NO_IMAGE_DATA = c.SCANLINE_REASON_NO_IMAGE_DATA
    TRUNCATED = c.SCANLINE_REASON_TRUNCATED
    BAD_ENTROPY_DATA = c.SCANLINE_REASON_BAD_ENTROPY_DATA
    RESTART_MISMATCH = c.SCANLINE_REASON_RESTART_MISMATCH
    EXTRANEOUS_DATA = c.SCANLINE_REASON_EXTRANEOUS_DATA
    INCOMPLETE_PROGRESSION = c.SCANLINE_REASON_INCOMPLETE_PROGRESSION
    BAD_PROGRESSION = c.SCANLINE_REASON_BAD_PROGRESSION
    BAD_QUANTISATION = c.SCANLINE_REASON_BAD_QUANTISATION
    UNSUPPORTED_CODING = c.SCANLINE_REASON_UNSUPPORTED_CODING
    TOO_MANY_PIXELS = c.SCANLINE_REASON_TOO_MANY_PIXELS
    TOO_MANY_BYTES = c.SCANLINE_REASON_TOO_MANY_BYTES
    TOO_MANY_SCANS = c.SCANLINE_REASON_TOO_MANY_SCANS
    TOO_MANY_MARKERS = c.SCANLINE_REASON_TOO_MANY_MARKERS
    DECODER_ERROR = c.SCANLINE_REASON_DECODER_ERROR
    MISSING_END = c.SCANLINE_REASON_MISSING_END


class Quality(IntFlag):
    """What speaks against a picture's content."""

    FLAT = c.SCANLINE_QUALITY_FLAT
    DARK = c.SCANLINE_QUALITY_DARK
    OVEREXPOSED = c.SCANLINE_QUALITY_OVEREXPOSED
    BLURRED = c.SCANLINE_QUALITY_BLURRED
    NOISE = c.SCANLINE_QUALITY_NOISE
    TINY = c.SCANLINE_QUALITY_TINY
    GRAY_LOWER_PART = c.SCANLINE_QUALITY_GRAY_LOWER_PART
    HEAVY_COMPRESSION = c.SCANLINE_QUALITY_HEAVY_COMPRESSION


class RestoreOutcome(IntEnum):
    """What became of a file that was in quarantine."""

    RESTORED = c.SCANLINE_RESTORE_RESTORED
    IN_PLACE = c.SCANLINE_RESTORE_IN_PLACE
    FAILED = c.SCANLINE_RESTORE_FAILED


class ImageFormat(IntEnum):
    """Format by content."""

    UNKNOWN = c.SCANLINE_FORMAT_UNKNOWN
    JPEG = c.SCANLINE_FORMAT_JPEG
    PNG = c.SCANLINE_FORMAT_PNG
    GIF = c.SCANLINE_FORMAT_GIF
    WEBP = c.SCANLINE_FORMAT_WEBP
    BMP = c.SCANLINE_FORMAT_BMP
    TIFF = c.SCANLINE_FORMAT_TIFF
    HEIF = c.SCANLINE_FORMAT_HEIF
    JPEG2000 = c.SCANLINE_FORMAT_JPEG2000
    JPEGXL = c.SCANLINE_FORMAT_JPEGXL
    PDF = c.SCANLINE_FORMAT_PDF
    SVG = c.SCANLINE_FORMAT_SVG
    OTHER = c.SCANLINE_FORMAT_OTHER


class ColourSpace(IntEnum):
    """The colour space of the stored components."""

    UNKNOWN = c.SCANLINE_COLOUR_UNKNOWN
    GRAY = c.SCANLINE_COLOUR_GRAY
    YCBCR = c.SCANLINE_COLOUR_YCBCR
    RGB = c.SCANLINE_COLOUR_RGB
    CMYK = c.SCANLINE_COLOUR_CMYK
    YCCK = c.SCANLINE_COLOUR_YCCK


class PixelFormat(IntEnum):
    """The order of an array's channels."""

    RGB = c.SCANLINE_PIXELS_RGB
    BGR = c.SCANLINE_PIXELS_BGR
    RGBA = c.SCANLINE_PIXELS_RGBA
    BGRA = c.SCANLINE_PIXELS_BGRA
    GRAY = c.SCANLINE_PIXELS_GRAY


class Split(IntEnum):
    """The parts of a dataset."""

    TRAINING = c.SCANLINE_SPLIT_TRAINING
    VALIDATION = c.SCANLINE_SPLIT_VALIDATION
    ALL = c.SCANLINE_SPLIT_ALL


class Policy(IntEnum):
    """Which damaged pictures a dataset uses."""

    STRICT = c.SCANLINE_POLICY_STRICT
    SALVAGE = c.SCANLINE_POLICY_SALVAGE
    ALL_DECODABLE = c.SCANLINE_POLICY_ALL_DECODABLE


class Grouping(IntEnum):
    """Which pictures of a dataset are taken for the same."""

    NONE = c.SCANLINE_GROUPING_NONE
    EXACT = c.SCANLINE_GROUPING_EXACT
    NEAR = c.SCANLINE_GROUPING_NEAR


class Optimizer(IntEnum):
    SGD = c.SCANLINE_OPTIMIZER_SGD
    RMSPROP = c.SCANLINE_OPTIMIZER_RMSPROP
    ADAM = c.SCANLINE_OPTIMIZER_ADAM
    ADAMW = c.SCANLINE_OPTIMIZER_ADAMW


class Schedule(IntEnum):
    """How the learning rate moves; see TrainingOptions."""

    CONSTANT = c.SCANLINE_SCHEDULE_CONSTANT
    STEP = c.SCANLINE_SCHEDULE_STEP
    COSINE = c.SCANLINE_SCHEDULE_COSINE
    PLATEAU = c.SCANLINE_SCHEDULE_PLATEAU


class Monitor(IntEnum):
    """What early stopping, the plateau schedule and the best weights look at."""

    VALIDATION_LOSS = c.SCANLINE_MONITOR_VALIDATION_LOSS
    VALIDATION_ACCURACY = c.SCANLINE_MONITOR_VALIDATION_ACCURACY
    TRAINING_LOSS = c.SCANLINE_MONITOR_TRAINING_LOSS
    TRAINING_ACCURACY = c.SCANLINE_MONITOR_TRAINING_ACCURACY
    CALIBRATION_ERROR = c.SCANLINE_MONITOR_CALIBRATION_ERROR


class Border(IntEnum):
    """What lies beyond an augmented picture's outermost pixels; see Augmentation."""

    REFLECT = c.SCANLINE_BORDER_REFLECT
    EDGE = c.SCANLINE_BORDER_EDGE


class Precision(IntEnum):
    """How a model file keeps kernels; see Model.save."""

    FLOAT32 = c.SCANLINE_PRECISION_FLOAT32
    FLOAT16 = c.SCANLINE_PRECISION_FLOAT16


class AugmentationPolicy(IntEnum):
    """A published way of drawing augmentations; see Augmentation."""

    NONE = c.SCANLINE_AUGMENTATION_POLICY_NONE
    TRIVIAL = c.SCANLINE_AUGMENTATION_POLICY_TRIVIAL
    RAND = c.SCANLINE_AUGMENTATION_POLICY_RAND


class StopReason(IntEnum):
    FINISHED = c.SCANLINE_STOP_FINISHED
    EARLY = c.SCANLINE_STOP_EARLY


class Strategy(IntEnum):
    """How a Tuner searches."""

    RANDOM = c.SCANLINE_STRATEGY_RANDOM
    HYPERBAND = c.SCANLINE_STRATEGY_HYPERBAND
    GRID = c.SCANLINE_STRATEGY_GRID
    BAYESIAN = c.SCANLINE_STRATEGY_BAYESIAN
    TPE = c.SCANLINE_STRATEGY_TPE
    ASHA = c.SCANLINE_STRATEGY_ASHA
    BOHB = c.SCANLINE_STRATEGY_BOHB


class Scale(IntEnum):
    """How the values of a range are spread."""

    LINEAR = c.SCANLINE_SCALE_LINEAR
    LOG = c.SCANLINE_SCALE_LOG
    REVERSE_LOG = c.SCANLINE_SCALE_REVERSE_LOG


class Acquisition(IntEnum):
    """What a Bayesian search goes by."""

    EXPECTED_IMPROVEMENT = c.SCANLINE_ACQUISITION_EXPECTED_IMPROVEMENT
    LOWER_CONFIDENCE_BOUND = c.SCANLINE_ACQUISITION_LOWER_CONFIDENCE_BOUND


class TrialState(IntEnum):
    RUNNING = c.SCANLINE_TRIAL_RUNNING
    COMPLETED = c.SCANLINE_TRIAL_COMPLETED
    FAILED = c.SCANLINE_TRIAL_FAILED
    WAIT = c.SCANLINE_TRIAL_WAIT
    FINISHED = c.SCANLINE_TRIAL_FINISHED


def member(kind: type[E], value: Union[E, str, int], name: str) -> E:
    """An enumeration's member from itself, its name in any case ("adam") or its number."""
    if isinstance(value, str):
        found = kind.__members__.get(value.upper().replace("-", "_"))
        if found is not None:
            return found
    else:
        try:
            return kind(value)
        except ValueError:
            pass
    names = ", ".join(repr(each.lower().replace("_", "-")) for each in kind.__members__)
    raise InvalidArgumentError(f"{name} is {value!r}; it must be one of {names}")
