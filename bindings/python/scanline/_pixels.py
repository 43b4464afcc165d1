"""NumPy arrays as the library's pixels, without a copy wherever the memory allows it."""

from __future__ import annotations

import ctypes
from typing import Union

import numpy as np

from . import _prototypes as c
from ._enums import PixelFormat, member
from ._errors import InvalidArgumentError
from ._native import initialised, pointer

_CHANNELS = {
    PixelFormat.RGB: 3,
    PixelFormat.BGR: 3,
    PixelFormat.RGBA: 4,
    PixelFormat.BGRA: 4,
    PixelFormat.GRAY: 1,
}
_DEFAULT = {1: PixelFormat.GRAY, 3: PixelFormat.RGB, 4: PixelFormat.RGBA}


def pixel_format(array: np.ndarray, channel_order: Union[PixelFormat, str, None]) -> PixelFormat:
    """The format of an array [height, width] or [height, width, channels]."""
    if array.dtype != np.uint8:
        raise InvalidArgumentError(
            f"pixels are {array.dtype}; they must be uint8 from 0 to 255 (convert floats yourself, "
            "for only you know their range)"
        )
    if array.ndim not in (2, 3):
        raise InvalidArgumentError(
            f"pixels have shape {array.shape}; it must be [height, width] or "
            "[height, width, channels]"
        )
    if array.shape[0] == 0 or array.shape[1] == 0:
        raise InvalidArgumentError(f"pixels have shape {array.shape}: no pixel at all")
    channels = 1 if array.ndim == 2 else array.shape[2]
    if channel_order is None:
        if channels not in _DEFAULT:
            raise InvalidArgumentError(f"pixels have {channels} channels; it must be 1, 3 or 4")
        return _DEFAULT[channels]
    order = member(PixelFormat, channel_order, "channel_order")
    if _CHANNELS[order] != channels:
        raise InvalidArgumentError(
            f"channel_order {order.name.lower()!r} has {_CHANNELS[order]} channels, the pixels "
            f"have {channels}"
        )
    return order


def borrowable(array: np.ndarray) -> np.ndarray:
    """The array itself if the library can read it where it lies (pixels side by side; any distance
    between rows), else a contiguous copy."""
    channels = 1 if array.ndim == 2 else array.shape[2]
    height, width = array.shape[:2]
    # NumPy gives an axis of length 1 any stride at all: it is never stepped along.
    channels_ok = array.ndim == 2 or channels == 1 or array.strides[2] == 1
    pixels_ok = width == 1 or array.strides[1] == channels
    rows_ok = height == 1 or array.strides[0] >= width * channels
    return array if channels_ok and pixels_ok and rows_ok else np.ascontiguousarray(array)


def pixels(
    array: np.ndarray, channel_order: Union[PixelFormat, str, None]
) -> tuple[c.scanline_pixels, np.ndarray]:
    """The struct for the library, and the array that must stay alive while it is used."""
    order = pixel_format(array, channel_order)
    lent = borrowable(array)
    struct = initialised(c.scanline_pixels)
    struct.format = order
    struct.data = pointer(lent, ctypes.c_uint8)
    struct.height, struct.width = lent.shape[:2]
    struct.stride = lent.strides[0] if lent.shape[0] > 1 else 0
    return struct, lent
