"""The library's messages, which are silent by default."""

from __future__ import annotations

import atexit
import logging
from typing import Any, Callable, Optional

from . import _prototypes as c
from ._errors import check
from ._library import lib

_callback: Any = None


def enable_logging(logger: Optional[logging.Logger] = None) -> None:
    """Hand the library's messages to a logger (by default the one named "scanline"). They may come
    from any thread that is inside a call."""
    target = logger or logging.getLogger("scanline")

    def forward(level: int, message: bytes, _: None) -> None:
        severity = logging.WARNING if level == c.SCANLINE_LOG_WARNING else logging.INFO
        target.log(severity, "%s", message.decode("utf-8", "replace"))

    _set(forward)


def disable_logging() -> None:
    """Be silent again."""
    _set(None)


def _set(function: Optional[Callable[[int, bytes, None], None]]) -> None:
    global _callback
    kind = c.scanline_log_callback
    callback = kind() if function is None else kind(function)
    check(lib.scanline_log_set_callback(callback, None))
    if _callback is None:
        # No message may arrive once the interpreter is being taken down.
        atexit.register(disable_logging)
    _callback = callback  # the one before may go only now that the library has let go of it
