"""Status codes as exceptions."""

from __future__ import annotations

from . import _prototypes as c
from ._library import lib


class ScanlineError(Exception):
    """A call of the library failed.

    Attributes:
        status: the C status code, a negative int (``SCANLINE_*`` in ``scanline_types.h``).
        message: what was wrong: names the file, the value and the limit it broke.
    """

    status: int = c.SCANLINE_INTERNAL

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[type[ScanlineError], tuple[str, int]]:
        return type(self), (self.message, self.status)


class InvalidArgumentError(ScanlineError, ValueError):
    """A value out of its range, a closed handle, malformed JSON."""

    status = c.SCANLINE_INVALID_ARGUMENT


class BufferTooSmallError(ScanlineError):
    """An output buffer was too small."""

    status = c.SCANLINE_BUFFER_TOO_SMALL


class FileError(ScanlineError, OSError):
    """A file or folder could not be opened, read, written or renamed."""

    status = c.SCANLINE_IO


class CorruptModelError(ScanlineError):
    """A model file or checkpoint that is cut, altered or foreign."""

    status = c.SCANLINE_CORRUPT_MODEL


class VersionMismatchError(ScanlineError):
    """A model file, checkpoint or journal of a version that the library cannot read, or a setting
    that it does not know."""

    status = c.SCANLINE_VERSION_MISMATCH


class UnsupportedError(ScanlineError):
    """Valid input of a kind that the library does not handle (a 12-bit JPEG, say)."""

    status = c.SCANLINE_UNSUPPORTED


class BusyError(ScanlineError):
    """The object is being trained or searched on another thread."""

    status = c.SCANLINE_BUSY


class CancelledError(ScanlineError):
    """The work was stopped by a callback or by ``cancel()``. Nothing is lost."""

    status = c.SCANLINE_CANCELLED


class NoMemoryError(ScanlineError, MemoryError):
    """Memory could not be had, or a size beyond a limit was asked for."""

    status = c.SCANLINE_NO_MEMORY


class DivergedError(ScanlineError):
    """Training met a loss that is not finite. The model keeps its last good weights."""

    status = c.SCANLINE_DIVERGED


class CorruptImageError(ScanlineError):
    """A picture that cannot be decoded whole."""

    status = c.SCANLINE_CORRUPT_IMAGE


class LimitExceededError(ScanlineError):
    """A picture over a limit (pixels, bytes, scans)."""

    status = c.SCANLINE_LIMIT_EXCEEDED


class NoDataError(ScanlineError):
    """No usable data: an empty folder, a class without one good picture, only one class."""

    status = c.SCANLINE_NO_DATA


class InternalError(ScanlineError):
    """A fault of the library itself. Please report it with the message."""

    status = c.SCANLINE_INTERNAL


_CLASSES: dict[int, type[ScanlineError]] = {
    kind.status: kind for kind in ScanlineError.__subclasses__()
}


def status_name(status: int) -> str:
    """The name of a status code: "corrupt image" and the like."""
    return str(lib.scanline_status_name(status).decode())


def error(status: int, message: str | None = None) -> ScanlineError:
    """The exception for a status code; without a message, with the calling thread's last one."""
    if message is None:
        text = lib.scanline_last_error_message()
        message = text.decode("utf-8", "replace") if text else ""
    return _CLASSES.get(status, ScanlineError)(message or status_name(status), status)


def check(status: int) -> None:
    """Raise the exception of a status code that is not OK."""
    if status != c.SCANLINE_OK:
        raise error(status)
