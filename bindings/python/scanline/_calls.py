"""Python code called from within the library, and Ctrl-C while the library works.

An exception cannot cross C code. A callback that raises returns non-zero, which stops the work; the
exception is kept and raised again when the call has come back.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Optional

import numpy as np

from ._errors import check


class Call:
    """One call of the library that takes callbacks.

    Args:
        cancel: stops the work from another thread. Without it, Ctrl-C is met in the callbacks.
    """

    def __init__(self, cancel: Optional[Callable[[], Any]] = None) -> None:
        self._cancel = cancel
        self._error: Optional[BaseException] = None
        self._interrupted = False

    def callback(self, kind: Any, function: Callable[..., Any]) -> Any:
        """``function`` as a C callback of type ``kind``: the work stops if it raises or returns
        ``False`` (a function that returns nothing goes on)."""

        return kind(lambda *arguments: self.guarded(function, *arguments))

    def guarded(self, function: Callable[..., Any], *arguments: Any) -> int:
        """What a C callback returns for ``function``: 0 to go on, 1 to stop."""
        if self._interrupted:
            return 1
        try:
            result = function(*arguments)
            return 1 if isinstance(result, (bool, np.bool_)) and not result else 0
        except BaseException as error:  # SystemExit and the like must come through too
            if self._error is None:
                self._error = error
            return 1

    def run(self, function: Callable[..., int], *arguments: Any) -> None:
        """Call the library; raise what a callback raised, KeyboardInterrupt, or its error."""
        with self._interruptible():
            status = function(*arguments)
        self._finish(status)

    def run_briefly(self, function: Callable[..., int], *arguments: Any) -> None:
        """The same for work too short to be worth a watch for Ctrl-C: that comes right after."""
        self._finish(function(*arguments))

    def _finish(self, status: int) -> None:
        error, self._error = self._error, None
        if self._interrupted:
            raise KeyboardInterrupt
        if error is not None:
            try:
                raise error
            finally:
                del error  # its traceback holds this frame
        check(status)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Turns Ctrl-C into an orderly end. Leaves a host's own handler alone, and other threads
        than the main one, which no signal reaches."""
        ours = (
            threading.current_thread() is threading.main_thread()
            and signal.getsignal(signal.SIGINT) is signal.default_int_handler
        )
        if not ours:
            yield
            return
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        watcher = threading.Thread(
            target=self._watch, args=(reader,), name="scanline-interrupt", daemon=True
        )
        previous = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGINT, self._note)
        watcher.start()
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            signal.set_wakeup_fd(previous)
            os.close(writer)
            watcher.join()
            os.close(reader)

    def _note(self, number: int, frame: Any) -> None:
        self._interrupted = True

    def _watch(self, reader: int) -> None:
        # A signal's number arrives as a byte the moment it is delivered, however deep in C the main
        # thread is; an empty read means that the work is over.
        while True:
            received = os.read(reader, 1)
            if not received:
                return
            if received[0] == signal.SIGINT:
                self._interrupted = True
                if self._cancel is not None:
                    self._cancel()
