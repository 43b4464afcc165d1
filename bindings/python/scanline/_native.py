"""Calls of the library in Python's terms: initialised structs, texts, lent bytes and paths."""

from __future__ import annotations

import ctypes
import json
import operator
import os
from collections.abc import Mapping
from typing import Any, Callable, TypeVar, Union, cast

import numpy as np

from . import _prototypes as c
from ._errors import InvalidArgumentError, check
from ._library import lib

S = TypeVar("S", bound=ctypes.Structure)

#: A path or the bytes of an encoded picture, told apart by their type.
PathLike = Union[str, "os.PathLike[str]"]
Encoded = Union[bytes, bytearray, memoryview]


def initialised(kind: type[S]) -> S:
    """A struct filled with the library's defaults."""
    value: Any = kind()
    initialise = getattr(lib, f"{kind.__name__}_init_sized", None)
    if initialise is None:
        value.struct_size = ctypes.sizeof(kind)
    else:
        initialise(ctypes.byref(value), ctypes.sizeof(kind))
    return cast("S", value)


def assign(struct: ctypes.Structure, **values: Any) -> None:
    """Set numbers of a struct; ctypes alone would cut an integer too large for its field in
    silence."""
    kinds = {field[0]: field[1] for field in struct._fields_}
    for name, value in values.items():
        if kinds[name] in (ctypes.c_float, ctypes.c_double):
            setattr(struct, name, float(value))
        else:
            setattr(struct, name, whole(value, name, kinds[name]))


def whole(value: Any, name: str, kind: Any = ctypes.c_uint32) -> int:
    """``value`` as an integer that fits the C type ``kind``."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {value!r}") from None
    if kind(number).value != number:
        bits = 8 * ctypes.sizeof(kind)
        low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if kind(-1).value < 0 else (0, (1 << bits) - 1)
        raise InvalidArgumentError(f"{name} is {number}; it must be from {low} to {high}")
    return number


Given = TypeVar("Given")


def instance(value: Given, kind: type[Given], name: str) -> Given:
    """``value``, which is a ``kind``. A dict in its place, as of Keras's options, is told from it."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise TypeError(f"{name} must be {article} {kind.__name__}, not {type(value).__name__}")
    return value


def path_bytes(path: PathLike) -> bytes:
    """A path as the library takes it; never cut at an embedded NUL."""
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"a path must be a str or a path object, not {type(path).__name__}")
    encoded = os.fsencode(path)
    if b"\0" in encoded:
        raise InvalidArgumentError(f"path {path!r} contains a NUL character")
    return encoded


def text_bytes(text: str, name: str) -> bytes:
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a str, not {type(text).__name__}")
    encoded = text.encode()
    if b"\0" in encoded:
        raise InvalidArgumentError(f"{name} {text!r} contains a NUL character")
    return encoded


def json_bytes(value: Any, name: str) -> bytes | None:
    """JSON text from a str (taken as it is) or from plain Python data, NumPy's numbers and arrays among
    it; None stays None."""
    if value is None:
        return None
    if isinstance(value, str):
        return text_bytes(value, name)
    try:
        return json.dumps(_plain(value, name), allow_nan=False).encode()
    except ValueError as error:
        raise InvalidArgumentError(f"{name}: {error}") from error


def _plain(value: Any, name: str) -> Any:
    """A copy that JSON can say. TypeErrors name the place."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"{name}: the key {key!r} is not a str")
        return {key: _plain(each, f'{name}: "{key}"') for key, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(each, name) for each in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{name} holds {value!r}, which is neither a number, a text nor a list or dict")


def text(function: Callable[..., int], *arguments: Any) -> str:
    """What ``function(*arguments, buffer, capacity, needed)`` writes.

    Begins with a buffer that nearly always suffices, because asking may have an effect of its own.
    """
    capacity = 1 << 16
    needed = ctypes.c_size_t(0)
    while True:
        buffer = ctypes.create_string_buffer(capacity)
        status = function(*arguments, buffer, capacity, ctypes.byref(needed))
        if status == c.SCANLINE_BUFFER_TOO_SMALL and needed.value > capacity:
            capacity = needed.value
            continue
        check(status)
        return buffer.value.decode()


def lent(data: Encoded) -> tuple[ctypes.c_void_p, int, Any]:
    """The address and size of a bytes-like object, and what must stay alive meanwhile. No copy."""
    if isinstance(data, bytes):
        return ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p), len(data), data
    view = memoryview(data)
    if not view.contiguous:
        raise InvalidArgumentError("the memory of an encoded picture must be contiguous")
    if view.nbytes == 0:
        return ctypes.cast(ctypes.c_char_p(b""), ctypes.c_void_p), 0, b""
    array = np.frombuffer(view, np.uint8)
    return ctypes.c_void_p(array.ctypes.data), array.nbytes, array


def pointer(array: np.ndarray, kind: Any) -> Any:
    """An array's memory as ``POINTER(kind)``."""
    return array.ctypes.data_as(ctypes.POINTER(kind))
