"""The base of everything that owns a handle of the library."""

from __future__ import annotations

import ctypes
import weakref
from types import TracebackType
from typing import Any, TypeVar

from ._errors import InvalidArgumentError
from ._library import lib

H = TypeVar("H", bound="Handle")


class Handle:
    """Owns one handle; frees it once: on ``close()``, at the end of a ``with`` block, or when the
    object is collected."""

    #: The C function that frees the handle.
    _free: str

    def _adopt(self, handle: ctypes.c_void_p) -> None:
        self._address = handle.value
        self._finalizer = weakref.finalize(self, getattr(lib, self._free), handle.value)

    @classmethod
    def _wrapping(cls: type[H], handle: ctypes.c_void_p, **attributes: Any) -> H:
        """An object around a handle that a C function has just returned."""
        instance = cls.__new__(cls)
        instance._adopt(handle)
        for name, value in attributes.items():
            setattr(instance, name, value)
        return instance

    @property
    def _handle(self) -> int:
        if not self._finalizer.alive or self._address is None:
            raise InvalidArgumentError(f"this {type(self).__name__} is closed")
        return self._address

    @property
    def closed(self) -> bool:
        """Whether the handle has been freed."""
        return not self._finalizer.alive

    def close(self) -> None:
        """Free the handle now. Closing twice is harmless."""
        self._finalizer()

    def __enter__(self: H) -> H:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be pickled; save it to a file instead")
