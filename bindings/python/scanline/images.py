"""Single pictures: validation, decoding, encoding. Knows no network."""

from __future__ import annotations

import ctypes
import errno
import math
import os
import stat
from dataclasses import dataclass, fields
from typing import Any, Optional, Union

import numpy as np

from . import _prototypes as c
from ._enums import ColourSpace, ImageFormat, PixelFormat, Quality, Reason, Verdict, member
from ._errors import check
from ._library import lib
from ._native import (
    Encoded,
    PathLike,
    assign,
    initialised,
    instance,
    lent,
    path_bytes,
    pointer,
    text_bytes,
    whole,
)
from ._pixels import pixels

ImageSource = Union[PathLike, Encoded]


@dataclass(frozen=True)
class Limits:
    """What a picture may ask for, checked from its header before memory is taken."""

    max_pixels: int = 100_000_000
    max_bytes: int = 256 << 20
    max_scans: int = 200

    def _struct(self) -> c.scanline_limits:
        struct = initialised(c.scanline_limits)
        assign(
            struct,
            max_pixels=self.max_pixels,
            max_bytes=self.max_bytes,
            max_scans=self.max_scans,
        )
        return struct


def limits_pointer(limits: Optional[Limits]) -> Any:
    """The struct as an argument or a field; None for the library's defaults."""
    if limits is None:
        return None
    return ctypes.pointer(instance(limits, Limits, "limits")._struct())


@dataclass(frozen=True)
class ImageMeasures:
    """Measures of a picture's content, levels from 0 to 255; None where not measured (damaged files, other
    formats)."""

    brightness: Optional[float]  #: mean level
    darkest: Optional[float]  #: level that 1 % of the 8x8 blocks lie below
    brightest: Optional[float]  #: level that 1 % of the 8x8 blocks lie above
    contrast: Optional[float]  #: standard deviation of the levels
    detail: Optional[float]  #: 2 to 10 in sharp photos; 1: nothing finer than 8 pixels is left
    noise: Optional[float]  #: below 0.1 in photos, 1 in white noise
    gray_share: Optional[float]  #: share of the rows that a decoder filled in for lost data
    encoder_quality: Optional[float]  #: on the scale of libjpeg's encoder, above 0 to 100
    curvature: Optional[float]  #: 0.07 to 0.9 in photos, 0.03 blurred by 4 pixels

    @classmethod
    def _from(cls, report: c.scanline_image_report) -> ImageMeasures:
        values = {field.name: getattr(report, field.name) for field in fields(cls)}
        return cls(**{name: None if math.isnan(x) else x for name, x in values.items()})


@dataclass(frozen=True)
class ImageReport:
    """What validation found in one file."""

    file: Optional[str]
    verdict: Verdict
    reason: Reason
    format: ImageFormat
    byte_offset: Optional[int]  #: of the first damage, from the file's start
    row: Optional[int]  #: pixel row of the first damage
    decoded_share: float  #: of the rows, before the first damage, 0 to 1
    warning_count: int  #: all faults found
    width: int  #: pixels, as stored; 0: not known
    height: int
    components: int
    colour_space: ColourSpace
    #: horizontal, vertical: (2, 2) for 4:2:0; None: not known, no JPEG
    subsampling: Optional[tuple[int, int]]
    orientation: int  #: EXIF, 1 to 8
    progressive: bool
    arithmetic: bool
    message: str  #: the reason in words; empty for a good file
    name_lies: bool  #: the name ends as that of another format than the content's
    quality: Quality  #: what speaks against the content: flags, none set for a good picture
    measures: ImageMeasures  #: what the flags follow from

    @property
    def ok(self) -> bool:
        """Whether the file decodes whole."""
        return self.verdict is Verdict.OK

    @classmethod
    def _from(cls, file: Optional[str], report: c.scanline_image_report) -> ImageReport:
        return cls(
            file=file,
            verdict=Verdict(report.verdict),
            reason=Reason(report.reason),
            format=ImageFormat(report.format),
            byte_offset=report.byte_offset if report.byte_offset >= 0 else None,
            row=report.row if report.row >= 0 else None,
            decoded_share=report.decoded_share,
            warning_count=report.warning_count,
            width=report.width,
            height=report.height,
            components=report.components,
            colour_space=ColourSpace(report.colour_space),
            subsampling=(report.subsampling_horizontal, report.subsampling_vertical)
            if report.subsampling_horizontal
            else None,
            orientation=report.orientation,
            progressive=bool(report.progressive),
            arithmetic=bool(report.arithmetic),
            message=report.message.decode("utf-8", "replace"),
            name_lies=bool(report.name_lies),
            quality=Quality(report.quality_flags),
            measures=ImageMeasures._from(report),
        )


def validate(
    image: ImageSource, *, name: Optional[str] = None, limits: Optional[Limits] = None
) -> ImageReport:
    """Validate one encoded picture: walk all of its data. Damage is a result, not an error.

    Args:
        image: a path, or the bytes of a file.
        name: what messages call a picture given as bytes.
    """
    report = initialised(c.scanline_image_report)
    limit = limits_pointer(limits)
    if isinstance(image, (str, os.PathLike)):
        file: Optional[str] = os.fspath(image)
        check(lib.scanline_image_validate_file(path_bytes(image), limit, ctypes.byref(report)))
    else:
        file = name
        data, size, keep = lent(image)
        label = None if name is None else text_bytes(name, "name")
        check(lib.scanline_image_validate(data, size, label, limit, ctypes.byref(report)))
        del keep
    return ImageReport._from(file, report)


def decode(
    image: ImageSource,
    *,
    channel_order: Union[PixelFormat, str] = PixelFormat.RGB,
    name: Optional[str] = None,
    limits: Optional[Limits] = None,
    damaged: bool = False,
) -> np.ndarray:
    """Decode a JPEG to uint8 pixels [height, width, channels] ([height, width] for gray), upright
    (EXIF orientation applied).

    Args:
        damaged: takes a damaged picture too, as far as a decoder gets; what is missing is gray.
    """
    function = lib.scanline_image_decode_damaged if damaged else lib.scanline_image_decode
    order = member(PixelFormat, channel_order, "channel_order")
    data, size, keep = lent(read(image))
    label = name_bytes(image, name)
    limit = limits_pointer(limits)
    width, height, needed = ctypes.c_uint32(), ctypes.c_uint32(), ctypes.c_size_t()
    sizes = ctypes.byref(width), ctypes.byref(height), ctypes.byref(needed)
    status = function(data, size, label, limit, order, None, 0, *sizes)
    if status != c.SCANLINE_BUFFER_TOO_SMALL:
        check(status)
    result = np.empty(needed.value, np.uint8)
    buffer = pointer(result, ctypes.c_uint8)
    check(function(data, size, label, limit, order, buffer, result.size, *sizes))
    del keep
    shape = (height.value, width.value)
    return result.reshape(shape if order is PixelFormat.GRAY else (*shape, -1))


def encode_jpeg(
    array: np.ndarray,
    *,
    quality: int = 90,
    channel_order: Union[PixelFormat, str, None] = None,
) -> bytes:
    """Encode uint8 pixels [height, width] or [height, width, 1, 3 or 4] as a JPEG.

    Args:
        quality: 1 to 100.
        channel_order: "gray", "rgb", "bgr", "rgba" or "bgra"; by default from the channel count.
    """
    struct, keep = pixels(array, channel_order)
    needed = ctypes.c_size_t()
    capacity = array.shape[0] * array.shape[1] * 3 + 4096
    while True:
        buffer = np.empty(capacity, np.uint8)
        status = lib.scanline_image_encode_jpeg(
            ctypes.byref(struct),
            whole(quality, "quality", ctypes.c_int32),
            pointer(buffer, ctypes.c_uint8),
            capacity,
            ctypes.byref(needed),
        )
        if status == c.SCANLINE_BUFFER_TOO_SMALL and needed.value > capacity:
            capacity = needed.value
            continue
        check(status)
        del keep
        return buffer[: needed.value].tobytes()


def read(image: ImageSource) -> Encoded:
    """The bytes of a picture that is given by its path or by its bytes."""
    if isinstance(image, (str, os.PathLike)):
        # A pipe or a device might be waited for for ever.
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
        with open(image, "rb", opener=lambda path, _: os.open(path, flags)) as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, "not a regular file", os.fspath(image))
            return file.read()
    return image


def name_bytes(image: ImageSource, name: Optional[str]) -> Optional[bytes]:
    """What messages call a picture; None: nothing of its own."""
    if name is not None:
        return text_bytes(name, "name")
    return path_bytes(image) if isinstance(image, (str, os.PathLike)) else None
