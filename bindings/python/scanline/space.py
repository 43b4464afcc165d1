"""Search spaces, hyperparameter by hyperparameter."""

from __future__ import annotations

import ctypes
import json
from typing import Any, Mapping, Optional, Sequence, Union, cast

import numpy as np

from . import _prototypes as c
from ._enums import Scale, member
from ._errors import InvalidArgumentError, check
from ._handle import Handle
from ._library import lib
from ._native import json_bytes, text, text_bytes, whole
from .options import TrainingOptions, training_options

#: What a hyperparameter can be.
Value = Union[bool, int, float, str]


class Space(Handle):
    """A search space that is put together call by call; :class:`Tuner` takes it, as it takes the JSON
    that :attr:`json` gives.

    What is wrong with a hyperparameter is said at once. ``default`` is what it is in the search's first
    trial, or a list: in each of the first trials (the last value holds for those after). ``when`` says with
    which values of another hyperparameter it is there at all::

        space = scanline.Space()
        space.add_float("learning_rate", 1e-4, 1e-2, scale="log", default=1e-3)
        space.add_choice("optimizer", ["sgd", "adamw"])
        space.add_float("momentum", 0, 0.99, when={"optimizer": "sgd"})
    """

    _free = "scanline_space_free"

    def __init__(self) -> None:
        handle = ctypes.c_void_p()
        check(lib.scanline_space_create(ctypes.byref(handle)))
        self._adopt(handle)

    def add_float(
        self,
        key: str,
        low: float,
        high: float,
        *,
        scale: Union[Scale, str] = Scale.LINEAR,
        step: Optional[float] = None,
        default: Union[None, float, Sequence[float]] = None,
        when: Optional[Mapping[str, Any]] = None,
    ) -> None:
        """Numbers from low to high; with a step only low, low + step ..., on the logarithmic scale
        low * step ..."""
        name, code = text_bytes(key, "key"), member(Scale, scale, "scale")
        check(lib.scanline_space_add_float(self._handle, name, low, high, code, step or 0))
        self._finish(key, default, when)

    def add_int(
        self,
        key: str,
        low: int,
        high: int,
        *,
        scale: Union[Scale, str] = Scale.LINEAR,
        step: Optional[int] = None,
        default: Union[None, int, Sequence[int]] = None,
        when: Optional[Mapping[str, Any]] = None,
    ) -> None:
        """Whole numbers from low to high, both included."""
        name, code = text_bytes(key, "key"), member(Scale, scale, "scale")
        numbers = [
            whole(number, what, ctypes.c_int64)
            for number, what in ((low, "low"), (high, "high"), (step or 0, "step"))
        ]
        check(lib.scanline_space_add_int(self._handle, name, *numbers[:2], code, numbers[2]))
        self._finish(key, default, when)

    def add_choice(
        self,
        key: str,
        values: Sequence[Value],
        *,
        ordered: Optional[bool] = None,
        default: Union[None, Value, Sequence[Value]] = None,
        when: Optional[Mapping[str, Any]] = None,
    ) -> None:
        """One of a list. ``ordered`` says whether neighbours are alike, for strategies that learn; None:
        they are when all are numbers."""
        order = -1 if ordered is None else int(ordered)
        name = text_bytes(key, "key")
        check(lib.scanline_space_add_choice(self._handle, name, *_values(values), order))
        self._finish(key, default, when)

    def add_boolean(
        self,
        key: str,
        *,
        default: Union[None, bool, Sequence[bool]] = None,
        when: Optional[Mapping[str, Any]] = None,
    ) -> None:
        """True or false."""
        check(lib.scanline_space_add_boolean(self._handle, text_bytes(key, "key")))
        self._finish(key, default, when)

    def add_fixed(self, key: str, value: Value, *, when: Optional[Mapping[str, Any]] = None) -> None:
        """The same in every trial."""
        values, _ = _values([value])
        check(lib.scanline_space_add_fixed(self._handle, text_bytes(key, "key"), values))
        self._finish(key, None, when)

    def _finish(
        self, key: str, default: Union[None, Value, Sequence[Value]], when: Optional[Mapping[str, Any]]
    ) -> None:
        name = text_bytes(key, "key")
        if default is not None:
            defaults = _values(_listed(default))
            check(lib.scanline_space_set_defaults(self._handle, name, *defaults))
        if when is None:
            return
        if len(when) != 1:
            raise InvalidArgumentError(f'"{key}": when names {len(when)} parents, not one')
        ((parent, given),) = when.items()
        parent_name = text_bytes(parent, "parent")
        values = _values(_listed(given))
        check(lib.scanline_space_set_condition(self._handle, name, parent_name, *values))

    @property
    def json(self) -> str:
        """The space as JSON text."""
        return text(lib.scanline_space_get_json, self._handle)


def _listed(value: Union[Value, Sequence[Value]]) -> Sequence[Value]:
    """Several values, or one as a list of its own."""
    return value if isinstance(value, (list, tuple)) else [cast("Value", value)]


def _values(values: Sequence[Value]) -> tuple[Any, int]:
    """A C array of values, and their number."""
    array = (c.scanline_value * max(len(values), 1))()
    for entry, value in zip(array, values):
        value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, bool):
            entry.type = c.SCANLINE_VALUE_BOOLEAN
            entry.boolean = value
        elif isinstance(value, str):
            entry.type = c.SCANLINE_VALUE_TEXT
            entry.text = text_bytes(value, "value")
        else:
            entry.type = c.SCANLINE_VALUE_NUMBER
            entry.number = value
    return array, len(values)


def default_space(
    spec: Union[None, str, Mapping[str, Any]] = None,
    options: Optional[TrainingOptions] = None,
) -> dict[str, Any]:
    """The space that is searched when none is named, to be changed.

    Args:
        spec: the network that is to be tuned; None: the network is chosen, too.
        options: what differs from the defaults is not searched.
    """
    settings = None if options is None else training_options(options)._struct(None)
    pointer = None if settings is None else ctypes.byref(settings)
    found = text(lib.scanline_tuner_default_space, json_bytes(spec, "spec"), pointer)
    return dict(json.loads(found))
