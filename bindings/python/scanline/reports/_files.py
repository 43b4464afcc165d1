"""What a file is, before a page is made of it."""

from __future__ import annotations

import json
from typing import Any

from .._native import PathLike


def model_header(path: PathLike) -> Any:
    """The header of a safetensors file; None for any other file."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        if not 2 <= size <= 1 << 26:
            return None
        try:
            return json.loads(file.read(size))
        except ValueError:
            return None
