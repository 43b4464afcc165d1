"""Finds, loads and declares the shared library. Nothing else in the package calls ctypes.CDLL."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import sys
from pathlib import Path
from typing import Iterator

from . import _prototypes

_NAME = "libscanline.dylib" if sys.platform == "darwin" else "libscanline.so"


def _candidates() -> Iterator[str]:
    """Where the library may be, the most explicit place first."""
    explicit = os.environ.get("SCANLINE_LIBRARY")
    if explicit:
        # Someone who names a library wants that one or an error, never another one.
        yield explicit
        return
    package = Path(__file__).resolve().parent
    for name in (f"{_NAME}.{_prototypes.SCANLINE_VERSION_MAJOR}", _NAME):
        yield str(package / name)
    repository = package.parents[2]
    if (repository / "Package.swift").exists():
        yield str(repository / "build" / _NAME)
    yield f"{_NAME}.{_prototypes.SCANLINE_VERSION_MAJOR}"
    found = ctypes.util.find_library("scanline")
    if found:
        yield found


def _load() -> tuple[ctypes.CDLL, str]:
    tried = []
    for candidate in _candidates():
        if os.sep in candidate and not os.path.exists(candidate):
            tried.append(f"{candidate}: no such file")
            continue
        try:
            library = ctypes.CDLL(candidate)
        except OSError as error:
            tried.append(f"{candidate}: {error}")
            continue
        try:
            _prototypes.declare(library)
        except AttributeError as error:
            raise ImportError(
                f"{candidate} is not a Scanline {_prototypes.SCANLINE_VERSION_STRING} library: "
                f"{error}"
            ) from error
        return library, candidate
    raise ImportError(
        "the Scanline library was not found; build it (`make build`), install it (`make install`) "
        "or name it in the environment variable SCANLINE_LIBRARY. Tried:\n  " + "\n  ".join(tried)
    )


#: The library with its prototypes, and where it was found.
lib, path = _load()
